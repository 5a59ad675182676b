import { ROUTES, type ContactCard, type FieldValue } from '@linkflow/contracts';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { FieldValueInput } from '../../shared/field-value-input';
import { FormDialog } from '../../shared/form-dialog';
import { crmTexts } from './crm.texts';

interface ExtraFieldsDialogProps {
  card: ContactCard;
  opened: boolean;
  onClose: () => void;
}

/**
 * Edits the extra fields of one contact. Sends only the changed fields, so that it does not overwrite other fields that a run has
 * changed meanwhile.
 */
export function ExtraFieldsDialog({ card, opened, onClose }: ExtraFieldsDialogProps) {
  const t = useTexts(crmTexts);
  const update = useCommand(ROUTES.contacts.update);
  const before: Record<string, FieldValue> = Object.fromEntries(
    card.fields.map(({ field, value }) => [field.key, value]),
  );
  return (
    <FormDialog<{ fields: Record<string, FieldValue> }>
      opened={opened}
      onClose={onClose}
      title={t('contact.fields')}
      submit={t('save')}
      initial={{ fields: before }}
      onSubmit={async ({ fields }) => {
        const changed = Object.entries(fields).filter(([key, value]) => value !== before[key]);
        if (changed.length > 0)
          await update.mutateAsync({
            params: { id: card.id },
            body: { fields: Object.fromEntries(changed) },
          });
      }}
    >
      {(form) =>
        card.fields.map(({ field }) => (
          <FieldValueInput
            key={field.id}
            field={field}
            label={field.name}
            value={form.values.fields[field.key] ?? null}
            error={form.errors[`fields.${field.key}`]}
            onChange={(value) => form.setFieldValue('fields', { ...form.values.fields, [field.key]: value })}
          />
        ))
      }
    </FormDialog>
  );
}
