import { ROUTES, type Analytics, type MailingDetail } from '@linkflow/contracts';
import { Button, EmptyState } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { isApiError } from '../../../api/api-error';
import { useCan } from '../../../api/session';
import { routeKey, useCommand } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { NameDialog } from '../../../shared/form-dialog';
import { lazyDialog, lazyPart } from '../../../shared/lazy-parts';
import { toast, toastRefusal } from '../../../shared/toast';
import { usePlace } from '../jump';
import pageClasses from '../mailing-page.module.css';
import { useContentWrite } from '../review/content-write';
import { MailReview } from '../review/mail-review';
import { ReadOnlyNotice, useIsEditable } from '../sending/editable';
import type { Message } from '../use-message';
import { AnalyticsSettings } from './analytics-settings';
import {
  groupLinks,
  isTrackable,
  occurrencesOf,
  toLocalLinks,
  toPlainLinks,
  type LinkChange,
  type LinkGroup,
  opensWebsite,
} from './link-groups';
import { LinkTable } from './link-table';
import { mailingLinkTexts } from './mailing-links.texts';
import type { ChangedLinks } from './tracking-dialog';

const UnsavedNotice = lazyPart(async () => (await import('../unsaved-notice')).UnsavedNotice, null);
const TrackingDialog = lazyDialog(async () => (await import('./tracking-dialog')).TrackingDialog);
const LinkDialog = lazyDialog(async () => (await import('../../links/link-dialog/link-dialog')).LinkDialog);
const LibraryDialog = lazyDialog(async () => (await import('./tracking-dialog')).LibraryDialog);

interface LinksTabProps {
  mailing: MailingDetail;
  message: Message;
  onWrite: () => void;
}

/** The links of a message by their address: where each leads, and by which tracked link it is tracked, if any. */
export function LinksTab({ mailing, message, onWrite }: LinksTabProps) {
  const t = useTexts(mailingLinkTexts);
  const groups = useMemo(() => groupLinks(mailing.trackedLinks), [mailing.trackedLinks]);
  const [analytics, setAnalytics] = useState<Analytics | null>(null);
  const [marked, setMarked] = useState<number | undefined>(undefined);
  const isEditable = useIsEditable(mailing);
  const mayChange = useCan()(ROUTES.mailings.setLinks) && isEditable;
  const { write, notice } = useContentWrite(message.loadTheirs);
  const update = useCommand(ROUTES.mailings.update);
  usePlace('links', ({ link }) => setMarked(link));
  const saveAnalytics = (wanted: Analytics) =>
    write(
      update.mutateAsync({
        params: { id: mailing.id },
        body: { revision: mailing.revision, analytics: wanted },
      }),
      () => {
        setAnalytics(null);
        toast(t('analytics.saved'));
      },
    );
  return (
    <div className={pageClasses.content}>
      {(message.dirty || message.stale) && <UnsavedNotice message={message} text={t('unsavedFirst')} />}
      {!isEditable && <ReadOnlyNotice />}
      {notice}
      <MailReview mailing={mailing} message={message} />
      {groups.length === 0 && !message.dirty ? (
        <NoLinks onWrite={onWrite} />
      ) : (
        <>
          {mayChange && (
            <AnalyticsSettings
              mailingName={mailing.name}
              saved={mailing.analytics}
              draft={analytics}
              onChange={setAnalytics}
              onSave={saveAnalytics}
              saving={update.isPending}
              locked={message.dirty}
            />
          )}
          <TrackableLinks
            mailing={mailing}
            message={message}
            groups={groups}
            analytics={analytics ?? mailing.analytics}
            marked={marked}
            mayChange={mayChange}
            write={write}
          />
        </>
      )}
    </div>
  );
}

function NoLinks({ onWrite }: { onWrite: () => void }) {
  const t = useTexts(mailingLinkTexts);
  return (
    <EmptyState
      p="xl"
      mx="auto"
      mt="6vh"
      maw={440}
      variant="light"
      icon={<IconLink aria-hidden />}
      title={t('none')}
      description={t('noneText')}
    >
      <EmptyState.Actions>
        <Button variant="default" onClick={onWrite}>
          {t('toContent')}
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}

interface TrackableLinksProps {
  mailing: MailingDetail;
  message: Message;
  groups: readonly LinkGroup[];
  analytics: Analytics;
  /** Position of the link to which the user has jumped. */
  marked: number | undefined;
  mayChange: boolean;
  write: ReturnType<typeof useContentWrite>['write'];
}

/** The table of links with what can be done about all, several or one of them; each is one write. */
function TrackableLinks(props: TrackableLinksProps) {
  const { mailing, message, groups, analytics, marked, mayChange, write } = props;
  const t = useTexts(mailingLinkTexts);
  const c = useTexts(common);
  const client = useQueryClient();
  const setLinks = useCommand(ROUTES.mailings.setLinks);
  const rename = useCommand(ROUTES.links.update);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [changed, setChanged] = useState<ChangedLinks | null>(null);
  const [sharing, setSharing] = useState<readonly LinkGroup[]>([]);
  const [renamed, setRenamed] = useState<{ id: string; name: string } | null>(null);
  const [edited, setEdited] = useState<{ linkId: string } | null>(null);
  const [editing, setEditing] = useState(false);
  const { id, revision } = mailing;
  const chosen = groups.filter(({ key }) => selected.has(key));
  const send = (changes: LinkChange[], on = revision) =>
    setLinks.mutateAsync({ params: { id }, body: { revision: on, changes } });
  const clear = () => setSelected(new Set());
  /** The groups that can be tracked in another way. Says why the others stay as they are. */
  const changeable = (all: readonly LinkGroup[]): LinkGroup[] => {
    const some = all.filter(({ links: [first] }) => opensWebsite(first));
    if (some.length < all.length) toastRefusal(t('noWebsite', { count: all.length - some.length }));
    return some;
  };
  const untrack = (all: readonly LinkGroup[]) => {
    const some = changeable(all);
    const changes = toPlainLinks(some);
    if (changes.length === 0) return;
    write(send(changes), () => {
      clear();
      toast(t('nowPlain', { count: some.length }));
    });
  };
  const trackLocally = (all: readonly LinkGroup[]) => {
    const some = changeable(all);
    const changes = toLocalLinks(some);
    if (changes.length === 0) return;
    write(send(changes), (saved) => {
      clear();
      const onlyPlain = some.every(({ links: [first] }) => isTrackable(first));
      const undo = () =>
        write(send([{ occurrences: occurrencesOf(some), to: { kind: 'untracked' } }], saved.revision));
      toast(t('nowTracked', { count: some.length }), onlyPlain ? undo : undefined);
    });
  };
  return (
    <>
      <LinkTable
        groups={groups}
        analytics={analytics}
        marked={marked}
        actions={
          mayChange
            ? {
                locked: message.dirty,
                onChange: (links) => {
                  setLinks.reset();
                  setChanged({ links, revision });
                },
                onRename: setRenamed,
                onEdit: (linkId) => {
                  setEdited({ linkId });
                  setEditing(true);
                },
                onUntrack: (group) => untrack([group]),
              }
            : undefined
        }
        selected={selected}
        onSelect={setSelected}
        onTrackAll={() => trackLocally(groups.filter(({ links: [first] }) => isTrackable(first)))}
        busy={setLinks.isPending}
        bulk={
          <>
            <Button size="xs" variant="light" onClick={() => trackLocally(chosen)}>
              {t('bulk.local')}
            </Button>
            <Button size="xs" variant="light" onClick={() => setSharing(chosen)}>
              {t('bulk.library')}
            </Button>
            <Button size="xs" variant="light" onClick={() => untrack(chosen)}>
              {t('bulk.plain')}
            </Button>
            <Button size="xs" variant="subtle" color="gray" onClick={clear}>
              {c('cancel')}
            </Button>
          </>
        }
      />
      <TrackingDialog
        opened={changed !== null}
        changed={changed}
        isStale={isApiError(setLinks.error, 'draft.stale')}
        onReload={() => {
          message.loadTheirs();
          setLinks.reset();
          setChanged(null);
        }}
        onSave={(change, on) => send([change], on)}
        onClose={() => {
          setLinks.reset();
          setChanged(null);
        }}
      />
      <LibraryDialog
        opened={sharing.length > 0}
        onClose={() => setSharing([])}
        onChoose={async (linkId) => {
          await send([{ occurrences: occurrencesOf(sharing), to: { kind: 'library', linkId } }]);
          clear();
        }}
      />
      <LinkDialog opened={editing} subject={edited} onClose={() => setEditing(false)} />
      <NameDialog
        needs={ROUTES.links.update}
        opened={renamed !== null}
        onClose={() => setRenamed(null)}
        title={t('renameTitle')}
        submit={c('save')}
        name={renamed?.name ?? ''}
        onSubmit={async (name) => {
          if (!renamed) return;
          await rename.mutateAsync({ params: { id: renamed.id }, body: { name } });
          await client.invalidateQueries({ queryKey: routeKey(ROUTES.mailings.get, { params: { id } }) });
        }}
      />
    </>
  );
}
