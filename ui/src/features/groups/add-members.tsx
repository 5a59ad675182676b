import { ROUTES, type LookupItem, type MembershipKind } from '@linkflow/contracts';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
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

/** Adds contacts to a selection or project. */
export function AddMembersDialog({ kind, id, name, opened, onClose }: AddMembersDialogProps) {
  const g = useTexts(groupTexts);
  const join = useCommand(ROUTES.contacts.join);
  return (
    <FormDialog<{ contacts: LookupItem[] }>
      opened={opened}
      onClose={onClose}
      title={g('addMembersTitle', { name })}
      submit={g('add')}
      initial={{ contacts: [] }}
      validate={({ contacts }) => (contacts.length === 0 ? { contacts: g('chooseSome') } : {})}
      onSubmit={async ({ contacts }) => {
        await Promise.all(
          contacts.map((contact) => join.mutateAsync({ params: { id: contact.id, kind, targetId: id } })),
        );
        toast(g('membersAdded', { count: contacts.length }));
      }}
    >
      {(form) => (
        <RefMultiSelect
          kind="contact"
          label={g('contacts')}
          placeholder={form.values.contacts.length === 0 ? g('typeToSearch') : undefined}
          value={form.values.contacts}
          onChange={(contacts) => form.setFieldValue('contacts', contacts)}
          error={form.errors.contacts}
          data-autofocus
        />
      )}
    </FormDialog>
  );
}
