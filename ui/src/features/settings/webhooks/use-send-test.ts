import { ROUTES } from '@linkflow/contracts';
import { useCommand } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { attempt, toast } from '../../../shared/toast';
import { useAttemptText } from './webhook-state';
import { webhooksTexts } from './webhooks.texts';

/** Returns a function that sends a test event for a subscription and says what became of it. */
export function useSendTest(): (id: string) => void {
  const t = useTexts(webhooksTexts);
  const attemptText = useAttemptText();
  const test = useCommand(ROUTES.webhookSubscriptions.test);
  return (id) =>
    attempt(test.mutateAsync({ params: { id } }), ({ state, lastAttempt }) =>
      toast(state === 'delivered' ? t('testDone') : `${t('testFailed')}: ${attemptText(lastAttempt)}`),
    );
}
