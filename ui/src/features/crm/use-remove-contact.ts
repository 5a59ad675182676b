import type { ContactSummary } from '@linkflow/contracts';
import { useContactActions } from '../../api/crm';
import { useTexts } from '../../i18n';
import { attempt } from '../../shared/attempt';
import { confirmDanger } from '../../shared/confirm';
import { toast } from '../../shared/toast';
import { crmTexts } from './crm.texts';

/** Asks first: a card cannot be brought back. */
export function useRemoveContact(): (
  contact: Pick<ContactSummary, 'id' | 'name'>,
  after?: () => void,
) => void {
  const t = useTexts(crmTexts);
  const { remove } = useContactActions();
  return ({ id, name }, after) =>
    confirmDanger({
      title: t('contact.removeTitle', { name }),
      text: t('contact.removeText'),
      confirm: t('contact.remove'),
      onConfirm: () =>
        attempt(remove.mutateAsync(id), () => {
          toast(t('contact.removed', { name }));
          after?.();
        }),
    });
}
