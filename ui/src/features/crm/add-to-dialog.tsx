import type { ContactSummary, LookupItem, MembershipKind } from '@linkflow/contracts';
import { SegmentedControl } from '@mantine/core';
import { useContactActions } from '../../api/crm';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog } from '../../shared/form-dialog';
import { RefSelect } from '../../shared/ref-select';
import { toast } from '../../shared/toast';
import { crmTexts } from './crm.texts';

const KINDS = ['selection', 'project', 'interest'] as const satisfies readonly MembershipKind[];

interface AddToDialogProps {
  contacts: readonly ContactSummary[] | null;
  onClose: () => void;
  onAdded: () => void;
}

/** Adds the chosen contacts to one selection, project or interest; who is in it already stays in it. */
export function AddToDialog({ contacts, onClose, onAdded }: AddToDialogProps) {
  const t = useTexts(crmTexts);
  const c = useTexts(common);
  const { join } = useContactActions();
  const count = contacts?.length ?? 0;
  return (
    <FormDialog<{ kind: MembershipKind; target: LookupItem | null }>
      opened={contacts !== null}
      onClose={onClose}
      title={t('contact.addToTitle', { count, name: contacts?.[0]?.name ?? '' })}
      submit={c('add')}
      size="sm"
      initial={{ kind: 'selection', target: null }}
      validate={({ target }) => (target === null ? { target: t('members.choose') } : {})}
      onSubmit={async ({ kind, target }) => {
        if (!target) return;
        const all = (contacts ?? []).map(({ id }) => join.mutateAsync({ id, kind, targetId: target.id }));
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
            placeholder={c('typeToSearch')}
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
