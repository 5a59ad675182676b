import { ROUTES, type WebhookDeliveryDetail } from '@linkflow/contracts';
import { Button, Code, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useCommand, useRoute } from '../../../api/use-route';
import { useFormat, useTexts } from '../../../i18n';
import { SideDialog } from '../../../shared/dialog';
import { LoadFailure } from '../../../shared/load-failure';
import { useLastValue } from '../../../shared/record-drawer';
import { attempt, toast } from '../../../shared/toast';
import { DeliveryState, useAttemptText } from './webhook-state';
import { webhooksTexts } from './webhooks.texts';

interface WebhookDeliveryDrawerProps {
  subscriptionId: string;
  /** Null closes the drawer. */
  deliveryId: string | null;
  onClose: () => void;
}

/** A delivery with what was sent, the attempts and the last answer. */
export function WebhookDeliveryDrawer({ subscriptionId, deliveryId, onClose }: WebhookDeliveryDrawerProps) {
  const t = useTexts(webhooksTexts);
  const shown = useLastValue(deliveryId);
  return (
    <SideDialog opened={deliveryId !== null} onClose={onClose} position="right" size={520} title={t('event')}>
      {shown !== null && <Delivery id={subscriptionId} deliveryId={shown} />}
    </SideDialog>
  );
}

const EVERY_MS = 5_000;

function Delivery(params: { id: string; deliveryId: string }) {
  const t = useTexts(webhooksTexts);
  const query = useRoute(ROUTES.webhookSubscriptions.delivery, { params, refetchInterval: EVERY_MS });
  const replay = useCommand(ROUTES.webhookSubscriptions.replay);
  if (query.error && !query.data)
    return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton h={240} />;
  const { type, state, request, answer } = query.data;
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start">
        <div>
          <Text fw={500}>{t(`types.${type}`)}</Text>
          <DeliveryState state={state} />
        </div>
        {state !== 'pending' && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={15} aria-hidden />}
            loading={replay.isPending}
            onClick={() => attempt(replay.mutateAsync({ params }), () => toast(t('replayDone')))}
          >
            {t('replay')}
          </Button>
        )}
      </Group>
      <Attempts delivery={query.data} />
      {request && (
        <section>
          <Text size="sm" fw={500}>
            {t('request')}
          </Text>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            POST {request.url}
            <br />
            webhook-id: {params.deliveryId}
          </Text>
          <Written label={t('request')} text={indented(request.body)} />
        </section>
      )}
      {answer !== null && (
        <section>
          <Text size="sm" fw={500}>
            {t('answered')}
          </Text>
          <Written label={t('answered')} text={answer} />
        </section>
      )}
    </Stack>
  );
}

function Attempts({ delivery: { attempts } }: { delivery: WebhookDeliveryDetail }) {
  const t = useTexts(webhooksTexts);
  const format = useFormat();
  const attemptText = useAttemptText();
  return (
    <section>
      <Text size="sm" fw={500}>
        {t('attempts')}
      </Text>
      {attempts.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('noAttempt')}
        </Text>
      )}
      {attempts.map((one) => (
        <Text key={one.at} size="sm">
          <Text span c="dimmed" inherit>
            {format.dateTime(one.at)} · {t('took', { ms: one.tookMs })} ·{' '}
          </Text>
          {attemptText(one)}
        </Text>
      ))}
    </section>
  );
}

/** A block of text that scrolls, also by keyboard. */
function Written({ label, text }: { label: string; text: string }) {
  return (
    <Code
      block
      mt={4}
      mah={320}
      tabIndex={0}
      role="region"
      aria-label={label}
      style={{ overflow: 'auto', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
    >
      {text}
    </Code>
  );
}

/** JSON over several lines; other text as it is. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
