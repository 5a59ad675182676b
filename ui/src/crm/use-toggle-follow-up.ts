import type { FollowUpView } from '@linkflow/contracts';
import { useFollowUpUpdate } from '../api/crm';
import { useTexts } from '../i18n';
import { toast, toastError } from '../shared/toast';
import { crmTexts } from './crm.texts';

/** Marks a follow-up as done, or as not done after all. */
export function useToggleFollowUp(): (followUp: Pick<FollowUpView, 'id' | 'text' | 'status'>) => void {
  const t = useTexts(crmTexts);
  const update = useFollowUpUpdate();
  return ({ id, text, status }) => {
    const done = status !== 'done';
    update.mutate(
      { id, status: done ? 'done' : 'not-started' },
      {
        onError: toastError,
        onSuccess: () => {
          if (!done) return;
          toast(t('followUps.isDone', { text }), () =>
            update.mutate({ id, status: 'not-started' }, { onError: toastError }),
          );
        },
      },
    );
  };
}
