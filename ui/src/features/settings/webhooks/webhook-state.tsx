import type { WebhookDelivery, WebhookDeliveryState, WebhookSubscriptionView } from '@linkflow/contracts';
import { Badge, Text } from '@mantine/core';
import { useFormat, useTexts } from '../../../i18n';
import { useNow } from '../../../shared/time-ago';
import { webhooksTexts } from './webhooks.texts';

/** Whether a subscription is active, and why not. */
export function WebhookState({ webhook }: { webhook: WebhookSubscriptionView }) {
  const t = useTexts(webhooksTexts);
  const format = useFormat();
  const now = useNow();
  const { state, gone, pausedUntil } = webhook;
  if (state === 'paused')
    return (
      <Badge variant="light" tt="none" color={gone ? 'red' : 'gray'}>
        {t(gone ? 'gone' : 'paused')}
      </Badge>
    );
  if (pausedUntil === null)
    return (
      <Badge variant="light" tt="none" color="teal">
        {t('active')}
      </Badge>
    );
  return (
    <>
      <Badge variant="light" tt="none" color="yellow">
        {t('serverPaused')}
      </Badge>
      <Text size="xs" c="dimmed">
        {t('again', { time: format.relative(pausedUntil, now) })}
      </Text>
    </>
  );
}

const COLORS: Record<WebhookDeliveryState, string> = { pending: 'indigo', delivered: 'teal', failed: 'red' };

export function DeliveryState({ state }: Pick<WebhookDelivery, 'state'>) {
  const t = useTexts(webhooksTexts);
  return (
    <Badge variant="light" tt="none" color={COLORS[state]}>
      {t(`states.${state}`)}
    </Badge>
  );
}

/** What a server answered to an attempt, or why there was no answer: "500 · The server did not take it". */
export function useAttemptText(): (attempt: WebhookDelivery['lastAttempt']) => string {
  const t = useTexts(webhooksTexts);
  return (attempt) =>
    attempt === null
      ? ''
      : [attempt.status, attempt.problem && t(`problems.${attempt.problem}`)].filter(Boolean).join(' · ');
}
