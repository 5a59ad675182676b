import {
  ROUTES,
  hasStarted,
  requestUrl,
  type Audience,
  type MailingDetail,
  type RecipientState,
  type RecipientView,
  type SendingView,
} from '@linkflow/contracts';
import { Button, Group, Skeleton, Text } from '@mantine/core';
import {
  IconDownload,
  IconExternalLink,
  IconEye,
  IconTrash,
  IconUpload,
  IconUser,
  IconUserPlus,
  IconUsers,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useCan, useShownClicks } from '../../api/session';
import { routeKey, useCommand, useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { PartList } from '../../shared/list/list-page';
import { pageQuery, useListState } from '../../shared/list/list-state';
import { useLiveRefresh } from '../../shared/live-refresh';
import { lazyDialog, lazyPart } from '../../shared/lazy-parts';
import { LoadFailure } from '../../shared/load-failure';
import { MenuAction } from '../../shared/menu';
import { MenuDivider, MenuLink } from '../../shared/menu-parts';
import { attempt, toast } from '../../shared/toast';
import classes from './mailing-page.module.css';
import { mailingTexts } from './mailings.texts';
import type { ChosenPeople } from '../people/work-values';
import { useRecipientColumns } from './recipient-columns';
import { RecipientFilters } from './recipient-filters';
import { RecipientSources } from './recipient-sources';
import sourceClasses from './recipient-sources.module.css';
import { recipientTexts } from './recipients.texts';
import { useSending } from './sending/use-sending';

const UploadRecipientsDialog = lazyDialog(
  async () => (await import('./upload-recipients')).UploadRecipientsDialog,
);
const AddRecipientsDialog = lazyDialog(async () => (await import('./add-recipients')).AddRecipientsDialog);
const MessageOfRecipient = lazyDialog(async () => (await import('./recipient-message')).MessageOfRecipient);
const OpenAsRecipientDialog = lazyDialog(
  async () => (await import('./open-as-recipient')).OpenAsRecipientDialog,
);
/** Only a mailing that was sent has them, as the next. */
const PeopleActions = lazyPart(async () => (await import('../people/people-actions')).PeopleActions, null);
const SendingActions = lazyPart(async () => (await import('./sending/sending-actions')).SendingActions, null);
/** What the tab loads later, so that it opens at once. */
export const loadRecipientDialogs = (): Promise<unknown> =>
  Promise.all(
    [UploadRecipientsDialog, AddRecipientsDialog, MessageOfRecipient, OpenAsRecipientDialog].map(({ load }) =>
      load(),
    ),
  );

const route = getRouteApi('/shell/mailings/$mailingId');
const DEFAULT_SORT = 'name';
/** Shortest time between two loads of the audience while its sources are being read, ms. */
const REFRESH_MS = 1_000;
/** How often the audience is loaded while its sources are being read, in case a live event was lost, ms. */
const POLL_MS = 10_000;

/**
 * The recipients of a mailing: where they come from, who gets the mailing, and who does not and why. The row menu shows the message of a
 * recipient.
 */
export function RecipientsTab({ mailing }: { mailing: MailingDetail }) {
  const t = useTexts(mailingTexts);
  const { tab: _tab, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useListState(search, (next) =>
    navigate({ search: { ...next, tab: 'recipients' }, replace: true }),
  );
  const { q, state, sourceId, linkId, clicked } = search;
  const shownRecipients = { state, sourceId, linkId, clicked };
  const query = useRoute(ROUTES.recipients.list, {
    params: { id: mailing.id },
    query: { ...pageQuery(search, DEFAULT_SORT), ...shownRecipients },
  });
  const audience = useAudience(mailing.id);
  const r = useTexts(recipientTexts);
  const can = useCan();
  const clicks = useShownClicks();
  const { data: sending } = useSending(mailing.id);
  const started = hasStarted(sending?.state);
  // Recipients who are added during the sending or after it would not get the mailing.
  const mayChange = can(ROUTES.recipients.add) && sending !== undefined && !started;
  const [shown, setShown] = useState<RecipientView | null>(null);
  const [opening, setOpening] = useState<RecipientView | null>(null);
  const columns = useRecipientColumns(setShown, search.clicked);
  const [adding, setAdding] = useState(false);
  const [uploading, setUploading] = useState(false);
  const remove = useCommand(ROUTES.recipients.remove);
  const removeAll = (recipients: readonly RecipientView[], then?: () => void) =>
    attempt(
      Promise.all(
        recipients.map(({ id }) => remove.mutateAsync({ params: { id: mailing.id, recipientId: id } })),
      ),
      () => {
        then?.();
        toast(t('recipient.removed', { count: recipients.length, name: recipients[0]?.name ?? '' }));
      },
    );
  const download = (query.data?.total ?? 0) > 0 && (
    <Button
      size="xs"
      variant="default"
      component="a"
      href={requestUrl(ROUTES.recipients.export, {
        params: { id: mailing.id },
        query: { clicks, q, ...shownRecipients },
      })}
      download
      leftSection={<IconDownload size={15} aria-hidden />}
    >
      {r('downloadCsv')}
    </Button>
  );
  const links = mailing.trackedLinks.flatMap(({ link }) => link ?? []);
  const people: ChosenPeople = {
    filter: {
      of: 'mailing',
      mailingId: mailing.id,
      ...(clicked === 'human' ? { clicked: 'any', clicks: 'people' } : { clicks: linkId ? 'all' : clicks }),
      with: linkId ? [linkId] : [],
      state,
      sourceId,
      q,
    },
    name: mailing.name,
    links,
  };
  // What is done with many people knows no unsure clicks and machines.
  const mayActOnAll = clicked === undefined || clicked === 'human';
  const addButton = mayChange && (
    <Group gap="xs">
      <Button
        size="xs"
        variant="default"
        leftSection={<IconUpload size={15} aria-hidden />}
        onClick={() => setUploading(true)}
      >
        {r('upload')}
      </Button>
      <Button size="xs" leftSection={<IconUserPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
        {t('recipient.add')}
      </Button>
    </Group>
  );
  return (
    <div className={classes.recipients}>
      {started && sending && <AlreadySent mailing={mailing} sending={sending} />}
      {audience.data ? (
        <>
          <Totals audience={audience.data} started={started} onShow={(state) => list.set({ state })} />
          <RecipientSources
            mailingId={mailing.id}
            audience={audience.data}
            onShow={(sourceId) => list.set({ sourceId })}
            fixed={started}
          />
        </>
      ) : audience.error ? (
        <LoadFailure
          error={audience.error}
          title={r('sourcesFailed')}
          onRetry={() => void audience.refetch()}
        />
      ) : (
        <Skeleton height={64} className={sourceClasses.waiting} />
      )}
      <PartList
        title={t('recipients')}
        primary={
          (download || addButton) && (
            <Group gap="xs">
              {started && download && mayActOnAll && <PeopleActions people={people} />}
              {download}
              {addButton}
            </Group>
          )
        }
        search={t('recipient.search')}
        filters={<RecipientFilters list={list} links={links} started={started} />}
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(recipient) => recipient.id}
        nameOf={(recipient) => recipient.name}
        bulk={
          mayChange
            ? (selected, clear) => (
                <Button
                  size="xs"
                  variant="light"
                  color="red"
                  leftSection={<IconTrash size={15} aria-hidden />}
                  onClick={() => removeAll(selected, clear)}
                >
                  {t('recipient.remove', { count: selected.length })}
                </Button>
              )
            : started
              ? (selected) => (
                  <Group gap="xs">
                    <PeopleActions
                      people={{
                        ...people,
                        filter: { ...people.filter, recipientIds: selected.map(({ id }) => id) },
                      }}
                    />
                  </Group>
                )
              : undefined
        }
        menu={(recipient) => (
          <>
            <MenuAction icon={IconEye} onClick={() => setShown(recipient)}>
              {t('recipient.show')}
            </MenuAction>
            {can(ROUTES.recipients.address) && (
              <MenuAction icon={IconExternalLink} onClick={() => setOpening(recipient)}>
                {t('recipient.open')}
              </MenuAction>
            )}
            {recipient.contact && (
              <MenuLink to={`/contacts/${recipient.contact.id}`} icon={IconUser}>
                {t('recipient.openCard')}
              </MenuLink>
            )}
            {mayChange && (
              <>
                <MenuDivider />
                <MenuAction danger icon={IconTrash} onClick={() => removeAll([recipient])}>
                  {t('recipient.remove', { count: 1 })}
                </MenuAction>
              </>
            )}
          </>
        )}
        empty={{
          icon: IconUsers,
          title: t('recipient.none'),
          text: t('recipient.noneText'),
        }}
      />
      <UploadRecipientsDialog mailingId={mailing.id} opened={uploading} onClose={() => setUploading(false)} />
      <AddRecipientsDialog mailingId={mailing.id} opened={adding} onClose={() => setAdding(false)} />
      <MessageOfRecipient
        mailing={mailing}
        recipient={shown}
        opened={shown !== null}
        onClose={() => setShown(null)}
      />
      <OpenAsRecipientDialog
        mailingId={mailing.id}
        recipient={opening}
        opened={opening !== null}
        onClose={() => setOpening(null)}
      />
    </div>
  );
}

/** Why nobody can be added any more, and how those can be reached who did not get it. */
function AlreadySent({ mailing, sending }: { mailing: MailingDetail; sending: SendingView }) {
  const r = useTexts(recipientTexts);
  const isOver = sending.state === 'finished' || sending.state === 'stopped';
  return (
    <Group className={sourceClasses.sent} gap="sm" role="note">
      <Text size="sm" className={sourceClasses.sentText}>
        {r(isOver ? 'alreadySent' : 'beingSent')}
      </Text>
      {isOver && <SendingActions mailing={mailing} sending={sending} />}
    </Group>
  );
}

/**
 * The audience of a mailing. While it is being prepared, it is loaded after each part, and the list at the end. The list is also loaded when
 * somebody gets the mailing or no longer gets it.
 */
function useAudience(mailingId: string) {
  const client = useQueryClient();
  const params = { id: mailingId };
  useLiveRefresh([`mailing:${mailingId}`], routeKey(ROUTES.audience.get, { params }), REFRESH_MS);
  const query = useRoute(ROUTES.audience.get, {
    params,
    refetchInterval: ({ state }) => (state.data?.preparing ? POLL_MS : false),
  });
  const { data } = query;
  const before = useRef(data);
  useEffect(() => {
    const isEnd = before.current?.preparing && !data?.preparing;
    // Somebody unsubscribed, for example. React Query keeps the object of equal answers.
    const isOther = before.current && before.current.totals !== data?.totals && !data?.preparing;
    if (isEnd || isOther) void client.invalidateQueries({ queryKey: ['mailings'] });
    before.current = data;
  }, [client, data]);
  return query;
}

interface TotalsProps {
  audience: Pick<Audience, 'totals' | 'preparing' | 'sources'>;
  /** Who has got it is then said by the messages. */
  started: boolean;
  onShow: (state: RecipientState) => void;
}

/** How many get the mailing, and how many do not. Each number lists its people. */
function Totals({ audience, started, onShow }: TotalsProps) {
  const { ready, blocked } = audience.totals;
  const t = useTexts(recipientTexts);
  const count = Object.values(blocked).reduce((sum, n) => sum + n, 0);
  if (ready + count === 0) return null;
  return (
    <div className={sourceClasses.totals}>
      <Button size="compact-sm" variant="subtle" color="green" onClick={() => onShow('ready')}>
        {t(started ? 'listed' : 'gets', { count: ready })}
      </Button>
      {count > 0 && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onShow('blocked')}>
          {t(started ? 'leftOut' : 'getsNot', { count })}
        </Button>
      )}
      {audience.preparing &&
        audience.sources.every(({ state }) => state === 'done' || state === 'failed') && (
          <Text size="sm" c="dimmed" role="status">
            {t('checking')}
          </Text>
        )}
    </div>
  );
}
