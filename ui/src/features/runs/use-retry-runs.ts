import type { RunSummary } from '@linkflow/contracts';
import { useRunActions } from '../../api/runs';
import { useTexts } from '../../i18n';
import { toast, toastError } from '../../shared/toast';
import { runTexts } from './runs.texts';

/** Sends failed runs on from the step that failed, and says what became of all of them. */
export function useRetryRuns(): (runs: readonly Pick<RunSummary, 'id'>[]) => void {
  const t = useTexts(runTexts);
  const { retry } = useRunActions();
  return (runs) => {
    void Promise.allSettled(runs.map(({ id }) => retry.mutateAsync({ id }))).then((outcomes) => {
      const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
      const gone = outcomes.length - failed.length;
      if (runs.length === 1) {
        if (failed[0]) toastError(failed[0].reason);
        else toast(t('retried'));
        return;
      }
      const words = gone > 0 ? [t('retriedSome', { count: gone })] : [];
      if (failed.length > 0) words.push(t('retryFailed', { count: failed.length }));
      toast(words.join('. '));
    });
  };
}
