import { ROUTES, type FormDetail } from '@linkflow/contracts';
import { Radio, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog } from '../../shared/form-dialog';
import { useNewRecord } from '../../shared/new-record';
import { RefSelect } from '../../shared/refs';
import { formTexts } from './forms.texts';
import { MailTypeField, useMailTypes } from './mail-type-field';

const TEMPLATES = ['person', 'newsletter', 'survey', 'event', 'empty'] as const;
type Template = (typeof TEMPLATES)[number];
type Values = { name: string; template: Template; typeId: string | null; selectionId: string | null };

/** Creates a form from a template, and opens it. */
export function CreateFormDialog({
  opened,
  folderId,
  onClose,
}: {
  opened: boolean;
  folderId: string | null;
  onClose: () => void;
}) {
  const t = useTexts(formTexts);
  const c = useTexts(common);
  const navigate = useNavigate();
  const create = useCommand(ROUTES.forms.create);
  const types = useMailTypes() ?? [];
  const newSelection = useNewRecord('selection');
  /** What people sign up for. The only type need not be chosen. */
  const typeOf = ({ template, typeId }: Values): string | null =>
    template === 'newsletter' ? (typeId ?? (types.length === 1 ? (types[0]?.id ?? null) : null)) : null;
  return (
    <FormDialog<Values, FormDetail>
      needs={ROUTES.forms.create}
      opened={opened}
      onClose={onClose}
      title={t('create.title')}
      submit={t('create.submit')}
      initial={{ name: '', template: 'person', typeId: null, selectionId: null }}
      validate={(values) => ({
        ...(values.name.trim() === '' && { name: c('nameMissing') }),
        // Without any type, the form is made, and says what it lacks.
        ...(values.template === 'newsletter' &&
          types.length > 0 &&
          typeOf(values) === null && { typeId: t('mailType.missing') }),
      })}
      onSubmit={(values) =>
        create.mutateAsync({
          body: {
            name: values.name.trim(),
            template: values.template,
            typeId: typeOf(values) ?? undefined,
            selectionId: values.template === 'newsletter' ? (values.selectionId ?? undefined) : undefined,
            folderId,
          },
        })
      }
      onDone={({ id }) => navigate({ to: '/forms/$formId', params: { formId: id } })}
    >
      {(form) => (
        <>
          <TextInput
            label={c('name')}
            description={t('create.nameHelp')}
            maxLength={200}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <Radio.Group label={t('create.template')} {...form.getInputProps('template')}>
            <Stack gap={10} mt={6}>
              {TEMPLATES.map((template) => (
                <Radio
                  key={template}
                  value={template}
                  label={t(`templates.${template}`)}
                  description={t(`templateHints.${template}`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          {form.values.template === 'newsletter' && (
            <>
              <MailTypeField
                label={t('mailType.label')}
                value={typeOf(form.values)}
                error={form.errors.typeId}
                onChange={(typeId) => form.setFieldValue('typeId', typeId)}
              />
              <RefSelect
                kind="selection"
                type="static"
                creates={newSelection}
                label={t('readers.label')}
                description={t('readers.help')}
                placeholder={t(newSelection ? 'readers.placeholder' : 'readers.choose')}
                clearable
                value={form.values.selectionId}
                error={form.errors.selectionId}
                onChange={(selectionId) => form.setFieldValue('selectionId', selectionId)}
              />
            </>
          )}
        </>
      )}
    </FormDialog>
  );
}
