import { MAX_COUNTED_DELIVERIES, ROUTES, type WebhookSubscriptionView } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../../api/session';
import { useCommand, useRoute } from '../../../api/use-route';
import { useFormat, useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { TextLink } from '../../../shared/anchors';
import { confirmRequest } from '../../../shared/confirm';
import { NewButton } from '../../../shared/list/list-page';
import { MenuAction, RowMenu } from '../../../shared/menu';
import { SectionTable } from '../../../shared/short-table';
import { TimeAgo } from '../../../shared/time-ago';
import { attempt, toast } from '../../../shared/toast';
import { useSendTest } from './use-send-test';
import { WebhookDialog } from './webhook-dialog';
import { WebhookState } from './webhook-state';
import { webhooksTexts } from './webhooks.texts';

const EVERY_MS = 10_000;

/** The systems that are told of events. */
export function WebhooksPage() {
  const t = useTexts(webhooksTexts);
  const c = useTexts(common);
  const format = useFormat();
  const query = useRoute(ROUTES.webhookSubscriptions.list, { refetchInterval: EVERY_MS });
  const [edited, setEdited] = useState<WebhookSubscriptionView | 'new' | null>(null);
  const mayCreate = useCan()(ROUTES.webhookSubscriptions.create);
  const menuOf = useMenuOf(setEdited);
  const counted = (count: number) => format.number(count) + (count >= MAX_COUNTED_DELIVERIES ? '+' : '');
  return (
    <>
      <SectionTable
        title={t('title')}
        lead={t('lead')}
        query={query}
        empty={t('empty')}
        idOf={({ id }) => id}
        mutedOf={({ state }) => state === 'paused'}
        action={mayCreate && <NewButton label={t('new')} onClick={() => setEdited('new')} />}
        rowMenu={menuOf}
        columns={[
          { title: c('name'), render: (webhook) => <Name webhook={webhook} /> },
          {
            title: t('events'),
            render: ({ types, filter }) => (
              <>
                <Text size="sm">
                  {types.length === 1 && types[0]
                    ? t(`types.${types[0]}`)
                    : t('eventCount', { count: types.length })}
                </Text>
                {filter && (
                  <Text size="xs" c="dimmed">
                    {t('filter')}: {filter.target.name || c('missing')}
                  </Text>
                )}
              </>
            ),
          },
          { title: t('state'), render: (webhook) => <WebhookState webhook={webhook} /> },
          { title: t('waiting'), render: ({ pending }) => counted(pending) },
          { title: t('failed'), render: ({ failed }) => counted(failed) },
          {
            title: t('last'),
            render: ({ lastDeliveredAt }) =>
              lastDeliveredAt ? <TimeAgo at={lastDeliveredAt} /> : t('never'),
          },
        ]}
      />
      <WebhookDialog
        opened={edited !== null}
        onClose={() => setEdited(null)}
        webhook={edited === 'new' ? null : edited}
      />
    </>
  );
}

function Name({ webhook: { id, name, url } }: { webhook: WebhookSubscriptionView }) {
  return (
    <>
      <TextLink to="/settings/webhooks/$subscriptionId" params={{ subscriptionId: id }}>
        {name}
      </TextLink>
      <Text size="xs" c="dimmed" lineClamp={1} title={url}>
        {URL.parse(url)?.host ?? url}
      </Text>
    </>
  );
}

/** Returns a function that makes the menu of a row. */
function useMenuOf(edit: (webhook: WebhookSubscriptionView) => void) {
  const t = useTexts(webhooksTexts);
  const c = useTexts(common);
  const update = useCommand(ROUTES.webhookSubscriptions.update);
  const remove = useCommand(ROUTES.webhookSubscriptions.remove);
  const sendTest = useSendTest();
  return (webhook: WebhookSubscriptionView) => {
    const { id, name, state } = webhook;
    const params = { id };
    const isActive = state === 'active';
    const set = (next: WebhookSubscriptionView['state']) =>
      attempt(update.mutateAsync({ params, body: { state: next } }), () =>
        toast(t(next === 'active' ? 'resumeDone' : 'pauseDone', { name })),
      );
    return (
      <RowMenu name={name}>
        <MenuAction icon={IconPencil} onClick={() => edit(webhook)}>
          {c('edit')}
        </MenuAction>
        <MenuAction icon={IconSend} onClick={() => sendTest(id)}>
          {t('test')}
        </MenuAction>
        <MenuAction
          icon={isActive ? IconPlayerPause : IconPlayerPlay}
          onClick={() => set(isActive ? 'paused' : 'active')}
        >
          {t(isActive ? 'pause' : 'resume')}
        </MenuAction>
        <MenuAction
          icon={IconTrash}
          danger
          onClick={() =>
            confirmRequest({
              title: c('deleteTitle', { name }),
              text: t('deleteText'),
              confirm: c('delete'),
              request: () => remove.mutateAsync({ params }),
              done: c('deleted', { name }),
            })
          }
        >
          {c('delete')}
        </MenuAction>
      </RowMenu>
    );
  };
}
