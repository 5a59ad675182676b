import { ROUTES, type LookupItem } from '@linkflow/contracts';
import { useCommand } from '../../api/use-route';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog } from '../../shared/form-dialog';
import { RefMultiSelect } from '../../shared/ref-multi-select';
import { toast } from '../../shared/toast';
import { mailingTexts } from './mailings.texts';
import { recipientTexts } from './recipients.texts';

type Chosen = Record<'contactIds' | 'selectionIds' | 'projectIds' | 'companyIds', LookupItem[]>;

const idsOf = (items: readonly LookupItem[]): string[] => items.map(({ id }) => id);

interface AddRecipientsDialogProps {
  mailingId: string;
  opened: boolean;
  onClose: () => void;
}

/** Adds contacts, selections, projects and companies. The toast reports how many were added, were there already, or do not get it. */
export function AddRecipientsDialog({ mailingId, opened, onClose }: AddRecipientsDialogProps) {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  const r = useTexts(recipientTexts);
  const format = useFormat();
  const add = useCommand(ROUTES.recipients.add);
  return (
    <FormDialog<Chosen>
      opened={opened}
      onClose={onClose}
      title={t('recipient.add')}
      submit={c('add')}
      initial={{ contactIds: [], selectionIds: [], projectIds: [], companyIds: [] }}
      validate={(chosen) =>
        Object.values(chosen).every((items) => items.length === 0)
          ? { contactIds: t('recipient.nothing') }
          : {}
      }
      onSubmit={async (chosen) => {
        const result = await add.mutateAsync({
          params: { id: mailingId },
          body: {
            contactIds: idsOf(chosen.contactIds),
            selectionIds: idsOf(chosen.selectionIds),
            projectIds: idsOf(chosen.projectIds),
            companyIds: idsOf(chosen.companyIds),
          },
        });
        const sentences = [t('recipient.result', { added: format.number(result.added) })];
        if (result.already > 0) sentences.push(t('recipient.already', { count: result.already }));
        if (result.blocked > 0) sentences.push(r('blockedResult', { count: result.blocked }));
        if (result.unfinished) sentences.push(r('unfinished'));
        toast(sentences.join(' '));
      }}
    >
      {(form) => (
        <>
          <RefMultiSelect
            kind="contact"
            label={t('recipient.contacts')}
            placeholder={form.values.contactIds.length === 0 ? t('recipient.contactsHint') : undefined}
            data-autofocus
            // The list would cover the other field as soon as the dialog opens.
            value={form.values.contactIds}
            onChange={(items) => form.setFieldValue('contactIds', items)}
            error={form.errors.contactIds}
          />
          <RefMultiSelect
            kind="selection"
            type="any"
            label={t('recipient.selections')}
            description={t('recipient.selectionsHint')}
            value={form.values.selectionIds}
            onChange={(items) => form.setFieldValue('selectionIds', items)}
            error={form.errors.selectionIds}
          />
          {(['project', 'company'] as const).map((kind) => {
            const field = `${kind}Ids` as const;
            return (
              <RefMultiSelect
                key={kind}
                kind={kind}
                label={r(kind === 'project' ? 'projects' : 'companies')}
                value={form.values[field]}
                onChange={(items) => form.setFieldValue(field, items)}
              />
            );
          })}
        </>
      )}
    </FormDialog>
  );
}
