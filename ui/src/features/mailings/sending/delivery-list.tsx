import {
  DELIVERY_STATES,
  DELIVERY_STATE_TEXTS,
  ROUTES,
  type DeliveryState,
  type DeliveryView,
  type MailingDetail,
  type SendingView,
} from '@linkflow/contracts';
import { Button } from '@mantine/core';
import { IconExternalLink, IconMail, IconMailOpened, IconSend } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useCan } from '../../../api/session';
import { useCommand, useRoute } from '../../../api/use-route';
import { useText, useTexts } from '../../../i18n';
import { confirmRequest } from '../../../shared/confirm';
import { ChoiceFilter } from '../../../shared/list/filters';
import { PartList } from '../../../shared/list/list-page';
import { pageQuery, useListState } from '../../../shared/list/list-state';
import { MenuAction } from '../../../shared/menu';
import { RecipientOutboxDialog } from '../../outbox/recipient-outbox-dialog';
import { mailingTexts } from '../mailings.texts';
import { OpenAsRecipientDialog } from '../open-as-recipient';
import { useDeliveryColumns } from './delivery-columns';
import { DeliveryNumbers } from './delivery-numbers';
import { sendingTexts } from './sending.texts';
import { UnsubscribedDialog } from './unsubscribed-dialog';
import { useLiveMessages } from './use-sending';

const route = getRouteApi('/shell/mailings/$mailingId');
/** The API lists the latest changes first, and has no other order. */
const DEFAULT_SORT = '';
/** States in which a person may have the message. */
const MAY_HAVE: ReadonlySet<DeliveryState> = new Set(['sent', 'uncertain', 'sending']);
/** States from which a message is sent again. In the others, it is sent anyway. */
const RESENDABLE: ReadonlySet<DeliveryState> = new Set(['sent', 'failed', 'uncertain', 'skipped']);

interface DeliveryListProps {
  mailing: Pick<MailingDetail, 'id'>;
  sending: SendingView;
}

/** What became of the message to each recipient, with the numbers by state. Chosen recipients can be sent to again. */
export function DeliveryList({ mailing: { id }, sending }: DeliveryListProps) {
  const t = useTexts(sendingTexts);
  const m = useTexts(mailingTexts);
  const words = useText();
  const can = useCan();
  const { q, page, delivery } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useListState({ q, page, delivery }, (next) =>
    navigate({ search: { ...next, tab: 'send' }, replace: true }),
  );
  useLiveMessages('deliveries', id);
  const query = useRoute(ROUTES.sending.deliveries, {
    params: { id },
    query: { ...pageQuery(list.search, DEFAULT_SORT), state: delivery },
  });
  const columns = useDeliveryColumns();
  const [opening, setOpening] = useState<DeliveryView | null>(null);
  const [shown, setShown] = useState<DeliveryView | null>(null);
  const [showsUnsubscribed, setShowsUnsubscribed] = useState(false);
  const sendAgain = useSendAgain(id);
  const maySend = can(ROUTES.sending.resend);
  const isInOutbox = ({ state }: DeliveryView) => sending.transport === 'outbox' && state === 'sent';
  return (
    <>
      <DeliveryNumbers
        counts={sending.counts}
        unsubscribed={sending.unsubscribed}
        chosen={delivery}
        onChoose={(state) => list.set({ delivery: state })}
        onShowUnsubscribed={() => setShowsUnsubscribed(true)}
      />
      <PartList
        title={t('deliveries.title')}
        search={t('deliveries.search')}
        filters={
          <ChoiceFilter
            list={list}
            name="delivery"
            label={t('deliveries.state')}
            any={t('deliveries.any')}
            choices={DELIVERY_STATES}
            labelOf={(state) => words(DELIVERY_STATE_TEXTS[state])}
          />
        }
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(row) => row.recipientId}
        nameOf={(row) => row.name || row.email}
        bulk={
          maySend
            ? (selected, clear) => (
                <Button
                  size="xs"
                  variant="light"
                  leftSection={<IconSend size={15} aria-hidden />}
                  onClick={() => sendAgain(selected, clear)}
                >
                  {t('deliveries.againTo', { count: selected.length })}
                </Button>
              )
            : undefined
        }
        menu={(row) => (
          <>
            {isInOutbox(row) && (
              <MenuAction icon={IconMailOpened} needs={ROUTES.outbox.list} onClick={() => setShown(row)}>
                {t('deliveries.showMessage')}
              </MenuAction>
            )}
            <MenuAction
              icon={IconExternalLink}
              needs={ROUTES.recipients.address}
              onClick={() => setOpening(row)}
            >
              {m('recipient.open')}
            </MenuAction>
            {RESENDABLE.has(row.state) && (
              <MenuAction icon={IconSend} needs={ROUTES.sending.resend} onClick={() => sendAgain([row])}>
                {t('deliveries.again')}
              </MenuAction>
            )}
          </>
        )}
        empty={{ icon: IconMail, title: t('deliveries.empty'), text: t('deliveries.emptyText') }}
      />
      <UnsubscribedDialog
        mailingId={id}
        opened={showsUnsubscribed}
        onClose={() => setShowsUnsubscribed(false)}
      />
      <RecipientOutboxDialog recipientId={shown?.recipientId ?? null} onClose={() => setShown(null)} />
      <OpenAsRecipientDialog
        opened={opening !== null}
        mailingId={id}
        recipient={opening && { id: opening.recipientId, name: opening.name || opening.email }}
        onClose={() => setOpening(null)}
      />
    </>
  );
}

/** Returns a function that asks whether to send again to recipients, and says who may get the message twice. */
function useSendAgain(id: string): (rows: readonly DeliveryView[], then?: () => void) => void {
  const t = useTexts(sendingTexts);
  const resend = useCommand(ROUTES.sending.resend);
  return (rows, then) => {
    const count = rows.length;
    const twice = rows.filter(({ state }) => MAY_HAVE.has(state)).length;
    confirmRequest({
      title: t('deliveries.againTitle', { count, name: rows[0]?.name || rows[0]?.email || '' }),
      text:
        twice === 0
          ? t('deliveries.againText')
          : `${t('deliveries.againText')} ${t('deliveries.mayHave', { count: twice })}`,
      confirm: t('deliveries.againTo', { count }),
      harmless: twice === 0,
      request: () =>
        resend.mutateAsync({ params: { id }, body: { recipientIds: rows.map((row) => row.recipientId) } }),
      done: t('deliveries.againDone', { count }),
      then,
    });
  };
}
