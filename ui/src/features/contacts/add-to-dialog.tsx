import { ROUTES, type ContactSummary, type LookupItem, type MembershipKind } from '@linkflow/contracts';
import { SegmentedControl } from '@mantine/core';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { FormDialog } from '../../shared/form-dialog';
import { RefSelect } from '../../shared/refs';
import { toast } from '../../shared/toast';
import { crmTexts } from './crm.texts';

const KINDS = ['selection', 'project', 'interest'] as const satisfies readonly MembershipKind[];

interface AddToDialogProps {
  contacts: readonly ContactSummary[] | null;
  onClose: () => void;
  onAdded: () => void;
}

/** Adds contacts to one selection, project or interest. Contacts that already belong to it are not changed. */
export function AddToDialog({ contacts, onClose, onAdded }: AddToDialogProps) {
  const t = useTexts(crmTexts);
  const join = useCommand(ROUTES.contacts.join);
  const count = contacts?.length ?? 0;
  return (
    <FormDialog<{ kind: MembershipKind; target: LookupItem | null }>
      opened={contacts !== null}
      onClose={onClose}
      title={t('contact.addToTitle', { count, name: contacts?.[0]?.name ?? '' })}
      submit={t('add')}
      size="sm"
      initial={{ kind: 'selection', target: null }}
      validate={({ target }) => (target === null ? { target: t('members.choose') } : {})}
      onSubmit={async ({ kind, target }) => {
        if (!target) return;
        const all = (contacts ?? []).map(({ id }) =>
          join.mutateAsync({ params: { id, kind, targetId: target.id } }),
        );
        await Promise.all(all);
        toast(t('contact.added', { count, target: target.label }));
        onAdded();
      }}
    >
      {(form) => (
        <>
          <SegmentedControl
            fullWidth
            aria-label={t('contact.addToWhat')}
            data={KINDS.map((value) => ({ value, label: t(value) }))}
            value={form.values.kind}
            onChange={(value) => {
              form.setFieldValue('kind', KINDS.find((each) => each === value) ?? 'selection');
              form.setFieldValue('target', null);
            }}
          />
          <RefSelect
            key={form.values.kind}
            kind={form.values.kind}
            label={t(form.values.kind)}
            placeholder={t('typeToSearch')}
            value={form.values.target?.id ?? null}
            onChange={(_id, item) => form.setFieldValue('target', item)}
            error={form.errors.target}
            data-autofocus
          />
        </>
      )}
    </FormDialog>
  );
}
