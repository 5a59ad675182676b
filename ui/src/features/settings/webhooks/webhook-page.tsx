import {
  ROUTES,
  WEBHOOK_DELIVERY_STATES,
  WEBHOOK_LOGGED_TYPES,
  type WebhookDelivery,
} from '@linkflow/contracts';
import { Button, Group, Text } from '@mantine/core';
import { IconRefresh, IconSend } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useCommand, useRoute } from '../../../api/use-route';
import { useFormat, useTexts } from '../../../i18n';
import { RowButton, TextLink } from '../../../shared/anchors';
import { confirmRequest } from '../../../shared/confirm';
import { ChoiceFilter } from '../../../shared/list/filters';
import { useList } from '../../../shared/list/list-state';
import { PeriodFilter } from '../../../shared/list/period-filter';
import { SectionPage } from '../../../shared/sections';
import { ShortTable } from '../../../shared/short-table';
import { TimeAgo, useNow } from '../../../shared/time-ago';
import { useSendTest } from './use-send-test';
import { WebhookDeliveryDrawer } from './webhook-delivery-drawer';
import { DeliveryState, useAttemptText } from './webhook-state';
import { webhooksTexts } from './webhooks.texts';

const route = getRouteApi('/shell/settings/webhooks/$subscriptionId');
const EVERY_MS = 5_000;

/** The log of a webhook subscription: what was sent, and what became of it. */
export function WebhookPage() {
  const t = useTexts(webhooksTexts);
  const { subscriptionId } = route.useParams();
  const list = useList('/shell/settings/webhooks/$subscriptionId');
  const { state, type, from, to, after, delivery } = list.search;
  // Another filter begins with its newest events.
  const filters: typeof list = { ...list, set: (patch) => list.set({ after: undefined, ...patch }) };
  const isNarrowed = [state, type, from, to, after].some((value) => value !== undefined);
  const params = { id: subscriptionId };
  const webhook = useRoute(ROUTES.webhookSubscriptions.get, { params });
  const query = useRoute(ROUTES.webhookSubscriptions.deliveries, {
    params,
    query: { state, type, from, to, after },
    refetchInterval: EVERY_MS,
  });
  return (
    <>
      <SectionPage
        title={webhook.data?.name ?? t('title')}
        lead={
          <>
            <TextLink to="/settings/webhooks">{t('back')}</TextLink>
            {webhook.data && (
              <Text span inherit style={{ overflowWrap: 'anywhere' }}>
                {' '}
                · {webhook.data.url}
              </Text>
            )}
          </>
        }
        action={<Actions id={subscriptionId} period={{ from, to }} />}
        query={!query.data && webhook.error ? { ...query, error: webhook.error } : query}
        bar={
          <>
            <ChoiceFilter
              list={filters}
              name="state"
              label={t('state')}
              any={t('anyState')}
              choices={WEBHOOK_DELIVERY_STATES}
              labelOf={(choice) => t(`states.${choice}`)}
            />
            <ChoiceFilter
              list={filters}
              name="type"
              label={t('event')}
              any={t('anyType')}
              width={220}
              choices={WEBHOOK_LOGGED_TYPES}
              labelOf={(choice) => t(`types.${choice}`)}
            />
            <PeriodFilter list={filters} label={t('happened')} />
          </>
        }
      >
        {({ items, next }) => (
          <>
            {items.length > 0 ? (
              <Log items={items} onOpen={(id) => list.set({ delivery: id })} />
            ) : (
              <Text c="dimmed" size="sm">
                {t(isNarrowed ? 'nothingFound' : 'nothing')}
              </Text>
            )}
            {(next !== null || after !== undefined) && (
              <Group gap="xs" mt="md">
                <Button
                  size="xs"
                  variant="default"
                  disabled={after === undefined}
                  onClick={() => list.set({ after: undefined })}
                >
                  {t('newest')}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  disabled={next === null}
                  onClick={() => list.set({ after: next ?? undefined })}
                >
                  {t('older')}
                </Button>
              </Group>
            )}
          </>
        )}
      </SectionPage>
      <WebhookDeliveryDrawer
        subscriptionId={subscriptionId}
        deliveryId={delivery ?? null}
        onClose={() => list.set({ delivery: undefined })}
      />
    </>
  );
}

function Log({ items, onOpen }: { items: readonly WebhookDelivery[]; onOpen: (id: string) => void }) {
  const t = useTexts(webhooksTexts);
  const format = useFormat();
  const now = useNow();
  const attemptText = useAttemptText();
  return (
    <ShortTable
      records={items}
      idOf={({ id }) => id}
      columns={[
        {
          title: t('event'),
          render: ({ id, type }) => (
            <RowButton title={t(`types.${type}`)} onClick={() => onOpen(id)}>
              {t(`types.${type}`)}
            </RowButton>
          ),
        },
        { title: t('happened'), render: ({ at }) => <TimeAgo at={at} /> },
        { title: t('state'), render: ({ state }) => <DeliveryState state={state} /> },
        { title: t('answer'), render: ({ lastAttempt }) => attemptText(lastAttempt) || '–' },
        {
          title: t('attempts'),
          render: ({ tries, nextAt, state, replays }) => (
            <>
              <Text size="sm">{t('tries', { count: tries })}</Text>
              {state === 'pending' && nextAt && tries > 0 && (
                <Text size="xs" c="dimmed">
                  {t('next', { time: format.relative(nextAt, now) })}
                </Text>
              )}
              {replays > 0 && (
                <Text size="xs" c="dimmed">
                  {t('replays', { count: replays })}
                </Text>
              )}
            </>
          ),
        },
      ]}
    />
  );
}

interface ActionsProps {
  id: string;
  period: { from?: string | undefined; to?: string | undefined };
}

function Actions({ id, period }: ActionsProps) {
  const t = useTexts(webhooksTexts);
  const sendTest = useSendTest();
  const replay = useCommand(ROUTES.webhookSubscriptions.replayFailed);
  return (
    <Group gap="xs">
      <Button
        variant="default"
        leftSection={<IconRefresh size={16} aria-hidden />}
        onClick={() =>
          confirmRequest({
            title: t('replayAllTitle'),
            text: t('replayAllText'),
            confirm: t('replay'),
            harmless: true,
            request: () => replay.mutateAsync({ params: { id }, body: period }),
            done: ({ count }) => t('replayedAll', { count }),
          })
        }
      >
        {t('replayAll')}
      </Button>
      <Button leftSection={<IconSend size={16} aria-hidden />} onClick={() => sendTest(id)}>
        {t('test')}
      </Button>
    </Group>
  );
}
