import type { FollowUpView } from '@linkflow/contracts';
import { useCallback } from 'react';
import { useFollowUpUpdate } from '../api/crm';
import { useTexts } from '../i18n';
import { firstLine } from '../shared/first-line';
import { toast, toastError } from '../shared/toast';
import { crmTexts } from './crm.texts';

/** Marks a follow-up as done, or as not done after all. */
export function useToggleFollowUp(): (followUp: Pick<FollowUpView, 'id' | 'text' | 'status'>) => void {
  const t = useTexts(crmTexts);
  const { mutate } = useFollowUpUpdate();
  return useCallback(
    ({ id, text, status }) => {
      const done = status !== 'done';
      mutate(
        { id, status: done ? 'done' : 'not-started' },
        {
          onError: toastError,
          onSuccess: () => {
            if (!done) return;
            toast(t('followUps.isDone', { text: firstLine(text) }), () =>
              mutate({ id, status: 'not-started' }, { onError: toastError }),
            );
          },
        },
      );
    },
    [t, mutate],
  );
}
