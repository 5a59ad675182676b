import type { LookupItem, MembershipKind } from '@linkflow/contracts';
import { useContactActions } from '../../api/crm';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog } from '../../shared/form-dialog';
import { RefMultiSelect } from '../../shared/ref-multi-select';
import { toast } from '../../shared/toast';
import { groupTexts } from './groups.texts';

interface AddMembersDialogProps {
  kind: MembershipKind;
  id: string;
  name: string;
  opened: boolean;
  onClose: () => void;
}

export function AddMembersDialog({ kind, id, name, opened, onClose }: AddMembersDialogProps) {
  const g = useTexts(groupTexts);
  const c = useTexts(common);
  const { join } = useContactActions();
  return (
    <FormDialog<{ contacts: LookupItem[] }>
      opened={opened}
      onClose={onClose}
      title={g('addMembersTitle', { name })}
      submit={c('add')}
      initial={{ contacts: [] }}
      validate={({ contacts }) => (contacts.length === 0 ? { contacts: g('chooseSome') } : {})}
      onSubmit={async ({ contacts }) => {
        await Promise.all(
          contacts.map((contact) => join.mutateAsync({ id: contact.id, kind, targetId: id })),
        );
        toast(g('membersAdded', { count: contacts.length }));
      }}
    >
      {(form) => (
        <RefMultiSelect
          kind="contact"
          label={g('chooseContacts')}
          placeholder={form.values.contacts.length === 0 ? c('typeToSearch') : undefined}
          value={form.values.contacts}
          onChange={(contacts) => form.setFieldValue('contacts', contacts)}
          error={form.errors.contacts}
          data-autofocus
        />
      )}
    </FormDialog>
  );
}
