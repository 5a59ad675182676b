import type { MailingSummary } from '@linkflow/contracts';
import { useMailingActions } from '../../api/mailings';
import { useTexts } from '../../i18n';
import { attempt } from '../../shared/attempt';
import { confirmDanger } from '../../shared/confirm';
import { toast } from '../../shared/toast';
import { mailingTexts } from './mailings.texts';

/** Asks first: a mailing cannot be brought back. */
export function useRemoveMailing(): (
  mailing: Pick<MailingSummary, 'id' | 'name'>,
  after?: () => void,
) => void {
  const t = useTexts(mailingTexts);
  const { remove } = useMailingActions();
  return ({ id, name }, after) =>
    confirmDanger({
      title: t('remove.title', { name }),
      text: t('remove.text'),
      confirm: t('remove.action'),
      onConfirm: () =>
        attempt(remove.mutateAsync(id), () => {
          toast(t('remove.done', { name }));
          after?.();
        }),
    });
}
