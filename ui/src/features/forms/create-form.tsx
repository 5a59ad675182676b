import { ROUTES, type FormDetail } from '@linkflow/contracts';
import { Radio, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog } from '../../shared/form-dialog';
import { formTexts } from './forms.texts';

const TEMPLATES = ['person', 'newsletter', 'survey', 'event', 'empty'] as const;
type Template = (typeof TEMPLATES)[number];
type Values = { name: string; template: Template };

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
  return (
    <FormDialog<Values, FormDetail>
      needs={ROUTES.forms.create}
      opened={opened}
      onClose={onClose}
      title={t('create.title')}
      submit={t('create.submit')}
      initial={{ name: '', template: 'person' }}
      validate={({ name }) => (name.trim() === '' ? { name: c('nameMissing') } : {})}
      onSubmit={({ name, template }) =>
        create.mutateAsync({ body: { name: name.trim(), template, folderId } })
      }
      onDone={({ id }) => navigate({ to: '/forms/$formId', params: { formId: id } })}
    >
      {(form) => (
        <>
          <TextInput label={c('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
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
        </>
      )}
    </FormDialog>
  );
}
