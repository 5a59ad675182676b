import type { ContactCard, FieldValue } from '@linkflow/contracts';
import { useContactActions } from '../../api/crm';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FieldValueInput } from '../../shared/field-value';
import { FormDialog } from '../../shared/form-dialog';
import { crmTexts } from './crm.texts';

interface ExtraFieldsDialogProps {
  card: ContactCard;
  opened: boolean;
  onClose: () => void;
}

/** All extra fields of one contact; only those that were changed are sent, so that a click meanwhile is not undone. */
export function ExtraFieldsDialog({ card, opened, onClose }: ExtraFieldsDialogProps) {
  const t = useTexts(crmTexts);
  const c = useTexts(common);
  const { update } = useContactActions();
  const before: Record<string, FieldValue> = Object.fromEntries(
    card.fields.map(({ field, value }) => [field.key, value]),
  );
  return (
    <FormDialog<{ fields: Record<string, FieldValue> }>
      opened={opened}
      onClose={onClose}
      title={t('contact.fields')}
      submit={c('save')}
      initial={{ fields: before }}
      onSubmit={async ({ fields }) => {
        const changed = Object.entries(fields).filter(([key, value]) => value !== before[key]);
        if (changed.length > 0)
          await update.mutateAsync({ id: card.id, fields: Object.fromEntries(changed) });
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
