import {
  ROUTES,
  type ClientRequest,
  type MailTemplateDetail,
  type MailingDetail,
  type MailingFile,
} from '@linkflow/contracts';
import { FileInput, SegmentedControl, SimpleGrid, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconFileText } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog } from '../../shared/form-dialog';
import { lazyPart } from '../../shared/lazy-parts';
import { emptyDocument } from './editor/model/new-block';
import { NamingFields } from './mailing-actions';
import { MailingTypeSelect } from './mailing-type-select';
import { mailingActionTexts } from './mailing-actions.texts';
import { mailingTexts } from './mailings.texts';

/** The pictures of templates are drawn by the code of the block editor. */
const TemplateChoice = lazyPart(async () => (await import('./template-choice')).TemplateChoice);

const STARTS = ['template', 'blank', 'html', 'file'] as const;
type Start = (typeof STARTS)[number];

interface Values extends Record<string, unknown> {
  start: Start;
  name: string;
  subject: string;
  typeId: string | null;
  templateId: string | null;
  /** The content of the chosen file; null until one is read. */
  file: MailingFile | null;
}

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
        if (start === 'file') return file ? {} : { file: a('fileMissing') };
        return {
          ...(name.trim() === '' ? { name: c('nameMissing') } : {}),
          ...(subject.trim() === '' ? { subject: t('subjectMissing') } : {}),
          ...(start === 'template' && templateId === null ? { templateId: a('templateMissing') } : {}),
        };
      }}
      onSubmit={(values) =>
        values.start === 'file' && values.file
          ? bring.mutateAsync({ body: values.file })
          : create.mutateAsync({ body: mailingOf(values) })
      }
      onDone={({ id }) => navigate({ to: '/mailings/$mailingId', params: { mailingId: id } })}
    >
      {(form) => <Fields form={form} />}
    </FormDialog>
  );
}

function mailingOf({ start, name, subject, typeId, templateId }: Values): NewMailing {
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
  /** The subject of the template that was chosen last. It is replaced by that of another one, unlike the author's own words. */
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
        <MailingFileField form={form} />
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

/** A file that was exported from a mailing. It is read when it is chosen. */
function MailingFileField({ form }: { form: UseFormReturnType<Values> }) {
  const a = useTexts(mailingActionTexts);
  const [chosen, setChosen] = useState<File | null>(null);
  const choose = async (file: File | null) => {
    setChosen(file);
    const content = file && mailingFileIn(await file.text());
    form.setFieldValue('file', content);
    if (file && !content) form.setFieldError('file', a('fileWrong'));
  };
  return (
    <FileInput
      label={a('file')}
      placeholder={a('chooseFile')}
      accept=".json,application/json"
      leftSection={<IconFileText size={15} aria-hidden />}
      data-autofocus
      value={chosen}
      error={form.errors.file}
      onChange={(file) => void choose(file)}
    />
  );
}

function mailingFileIn(text: string): MailingFile | null {
  try {
    const content: unknown = JSON.parse(text);
    return isMailingFile(content) ? content : null;
  } catch {
    return null;
  }
}

/** Only recognises the file. The API checks its content, with the schema, which is too large for the first load of a page. */
const isMailingFile = (content: unknown): content is MailingFile =>
  typeof content === 'object' &&
  content !== null &&
  'linkflowMailing' in content &&
  content.linkflowMailing === 1;
