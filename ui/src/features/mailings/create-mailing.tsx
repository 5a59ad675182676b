import { ROUTES, type ClientRequest, type MailTemplateDetail, type MailingDetail } from '@linkflow/contracts';
import { SegmentedControl, SimpleGrid, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog } from '../../shared/form-dialog';
import { lazyPart } from '../../shared/lazy-parts';
import { emptyDocument } from './editor/model/new-block';
import { NamingFields } from './mailing-dialogs';
import { MailingTypeSelect } from './mailing-type-select';
import { mailingActionTexts } from './mailing-actions.texts';
import { atFile, MailingFileField, type ChosenFile } from './mailing-file-field';
import { mailingTexts } from './mailings.texts';

/** The pictures of templates are drawn by the code of the block editor. */
const TemplateChoice = lazyPart(async () => (await import('./template-choice')).TemplateChoice);

const STARTS = ['template', 'blank', 'html', 'file'] as const;
type Start = (typeof STARTS)[number];

type Values = {
  start: Start;
  name: string;
  subject: string;
  typeId: string | null;
  templateId: string | null;
  file: ChosenFile | null;
};

/** Creates a mailing from a template, with an empty message, with HTML, or from a file, and opens it. */
export function CreateMailingDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTexts(mailingTexts);
  const a = useTexts(mailingActionTexts);
  const c = useTexts(common);
  const navigate = useNavigate();
  const create = useCommand(ROUTES.mailings.create);
  const bring = useCommand(ROUTES.mailings.import);
  return (
    <FormDialog<Values, MailingDetail>
      needs={ROUTES.mailings.update}
      opened={opened}
      onClose={onClose}
      title={t('create.title')}
      submit={t('create.submit')}
      size={780}
      initial={{ start: 'template', name: '', subject: '', typeId: null, templateId: null, file: null }}
      validate={({ start, name, subject, templateId, file }) => {
        if (start === 'file') {
          if (file === null) return { file: a('fileMissing') };
          return file === 'wrong' ? { file: a('fileWrong') } : {};
        }
        return {
          ...(name.trim() === '' ? { name: c('nameMissing') } : {}),
          ...(subject.trim() === '' ? { subject: t('subjectMissing') } : {}),
          ...(start === 'template' && templateId === null ? { templateId: a('templateMissing') } : {}),
        };
      }}
      onSubmit={async ({ file, ...values }) => {
        if (values.start !== 'file') return create.mutateAsync({ body: mailingOf(values) });
        if (file === null || file === 'wrong') throw new Error('The form was validated without a file');
        return bring.mutateAsync({ body: file }).catch((error: unknown) => {
          throw atFile(error);
        });
      }}
      onDone={({ id }) => navigate({ to: '/mailings/$mailingId', params: { mailingId: id } })}
    >
      {(form) => <Fields form={form} />}
    </FormDialog>
  );
}

function mailingOf({ start, name, subject, typeId, templateId }: Omit<Values, 'file'>): NewMailing {
  const naming = { name: name.trim(), subject: subject.trim(), typeId };
  switch (start) {
    case 'template':
      return { ...naming, templateId: templateId ?? undefined };
    case 'blank':
      return { ...naming, blocks: emptyDocument() };
    case 'html':
    case 'file':
      return { ...naming, html: '' };
  }
}
type NewMailing = ClientRequest<typeof ROUTES.mailings.create>['body'];

function Fields({ form }: { form: UseFormReturnType<Values> }) {
  const a = useTexts(mailingActionTexts);
  const { start, templateId, subject } = form.values;
  /** The subject of the template that was chosen last. Another template replaces it, but not a subject that the author has written. */
  const [suggested, setSuggested] = useState('');
  const chooseTemplate = (template: MailTemplateDetail) => {
    form.setFieldValue('templateId', template.id);
    if (subject !== '' && subject !== suggested) return;
    setSuggested(template.subject);
    form.setFieldValue('subject', template.subject);
  };
  return (
    <>
      <SegmentedControl<Start>
        aria-label={a('start')}
        value={start}
        onChange={(next) => {
          form.clearErrors();
          form.setFieldValue('start', next);
        }}
        data={STARTS.map((value) => ({ value, label: a(`starts.${value}`) }))}
      />
      <Text size="sm" c="dimmed">
        {a(`startHints.${start}`)}
      </Text>
      {start === 'template' && (
        <TemplateChoice value={templateId} error={form.errors.templateId} onChange={chooseTemplate} />
      )}
      {start === 'file' ? (
        <MailingFileField
          error={form.values.file === 'wrong' ? a('fileWrong') : form.errors.file}
          onChange={(file) => form.setFieldValue('file', file)}
        />
      ) : (
        <>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <NamingFields form={form} />
          </SimpleGrid>
          <MailingTypeSelect
            value={form.values.typeId}
            error={form.errors.typeId}
            onChange={(typeId) => form.setFieldValue('typeId', typeId)}
          />
        </>
      )}
    </>
  );
}
