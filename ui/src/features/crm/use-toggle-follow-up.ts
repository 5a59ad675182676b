import type { FollowUpView } from '@linkflow/contracts';
import { useCallback } from 'react';
import { useFollowUpUpdate } from '../../api/crm';
import { useTexts } from '../../i18n';
import { attempt } from '../../shared/attempt';
import { firstLine } from '../../shared/first-line';
import { toast } from '../../shared/toast';
import { crmTexts } from './crm.texts';

/** Marks a follow-up as done, or as not done after all. */
export function useToggleFollowUp(): (followUp: Pick<FollowUpView, 'id' | 'text' | 'status'>) => void {
  const t = useTexts(crmTexts);
  const { mutateAsync: update } = useFollowUpUpdate();
  return useCallback(
    ({ id, text, status }) => {
      const reopen = () => attempt(update({ id, status: 'not-started' }));
      if (status === 'done') return reopen();
      attempt(update({ id, status: 'done' }), () =>
        toast(t('followUps.isDone', { text: firstLine(text) }), reopen),
      );
    },
    [t, update],
  );
}
