import type { LookupItem } from '@linkflow/contracts';
import { useRecipientActions } from '../../api/mailings';
import { useFormat, useTexts } from '../../i18n';
import { FormDialog } from '../../shared/form-dialog';
import { RefMultiSelect } from '../../shared/ref-multi-select';
import { toast } from '../../shared/toast';
import { mailingTexts } from './mailings.texts';

interface AddRecipientsDialogProps {
  mailingId: string;
  opened: boolean;
  onClose: () => void;
}

/** Who is already a recipient stays one; the toast says what became of everybody. */
export function AddRecipientsDialog({ mailingId, opened, onClose }: AddRecipientsDialogProps) {
  const t = useTexts(mailingTexts);
  const format = useFormat();
  const { add } = useRecipientActions(mailingId);
  return (
    <FormDialog<{ contactIds: LookupItem[]; selectionIds: LookupItem[] }>
      opened={opened}
      onClose={onClose}
      title={t('recipient.dialog')}
      submit={t('recipient.submit')}
      initial={{ contactIds: [], selectionIds: [] }}
      validate={({ contactIds, selectionIds }) =>
        contactIds.length + selectionIds.length === 0 ? { contactIds: t('recipient.nothing') } : {}
      }
      onSubmit={async ({ contactIds, selectionIds }) => {
        const result = await add.mutateAsync({
          contactIds: contactIds.map((item) => item.id),
          selectionIds: selectionIds.map((item) => item.id),
        });
        const said = [t('recipient.result', { added: format.number(result.added) })];
        if (result.already > 0) said.push(t('recipient.already', { count: result.already }));
        if (result.withoutEmail > 0) said.push(t('recipient.withoutEmail', { count: result.withoutEmail }));
        toast(said.join(' '));
      }}
    >
      {(form) => (
        <>
          <RefMultiSelect
            kind="contact"
            label={t('recipient.contacts')}
            placeholder={form.values.contactIds.length === 0 ? t('recipient.contactsHint') : undefined}
            data-autofocus
            value={form.values.contactIds}
            onChange={(items) => form.setFieldValue('contactIds', items)}
            error={form.errors.contactIds}
          />
          <RefMultiSelect
            kind="selection"
            label={t('recipient.selections')}
            description={t('recipient.selectionsHint')}
            value={form.values.selectionIds}
            onChange={(items) => form.setFieldValue('selectionIds', items)}
            error={form.errors.selectionIds}
          />
        </>
      )}
    </FormDialog>
  );
}
