import { ROUTES, type Folder, type MailingSummary } from '@linkflow/contracts';
import { Button, Text } from '@mantine/core';
import { IconClock, IconFolderSymlink, IconMail, IconStack2, IconTrash, IconUser } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useCan, useShownClicks } from '../../api/session';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RowLink } from '../../shared/anchors';
import { FolderColumn, FolderFilter } from '../../shared/folders/folder-column';
import { DragGrip, dragRow } from '../../shared/folders/folder-drag';
import { folderTexts } from '../../shared/folders/folders.texts';
import { useExistingFolder } from '../../shared/folders/use-existing-folder';
import { useMoveByDrag } from '../../shared/folders/use-move-by-drag';
import { numberColumn, timeColumn } from '../../shared/list/columns';
import { ListPage } from '../../shared/list/list-page';
import { lazyDialog, lazyPart, usePrefetched } from '../../shared/lazy-parts';
import { pageQuery, useList, type ListState } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { TimeAgo } from '../../shared/time-ago';
import {
  CLICK_SORTS,
  clickColumn,
  clickersOf,
  clicksOf,
  useClickSort,
} from '../../shared/verdict/click-numbers';
import { ClicksSwitch } from '../../shared/verdict/clicks-switch';
import type { MailingsSearch } from '../search-params';
import { MailingDialogs, MailingMenuItems } from './mailing-actions';
import type { MailingAction } from './mailing-dialogs';
import { MergedText } from '../../shared/merge-text/merged-text';
import { mailingTexts } from './mailings.texts';
import { StateBadge } from './state-badge';

const DEFAULT_SORT = '-updatedAt';

const CreateMailingDialog = lazyDialog(async () => (await import('./create-mailing')).CreateMailingDialog);
const MoveDialog = lazyDialog(async () => (await import('../../shared/folders/move-dialog')).MoveDialog);
const MailingTrash = lazyPart(async () => (await import('./mailing-trash')).MailingTrash);

/** Loaded soon after the page was shown. */
const LATER = [MailingMenuItems.load];

/** Mailings in their folders, and those that were deleted. */
export function MailingsPage() {
  const list = useClickSort(useList('/shell/mailings'));
  const { search } = list;
  const folders = useRoute(ROUTES.folders.list, { query: { kind: 'mailing' } });
  useExistingFolder(list, folders.data);
  const library = { kind: 'mailing', views: useViews() } as const;
  const move = useMoveByDrag(ROUTES.mailings.move, folders.data);
  const side = <FolderColumn {...library} to="/mailings" folders={folders} search={search} onDrop={move} />;
  const filter = <FolderFilter {...library} folders={folders.data ?? []} list={list} />;
  if (search.view === 'trash') return <MailingTrash side={side} filter={filter} list={list} />;
  return <MailingList side={side} filter={filter} list={list} folders={folders.data ?? []} />;
}

interface MailingListProps {
  side: ReactNode;
  filter: ReactNode;
  list: ListState<MailingsSearch>;
  folders: readonly Folder[];
}

function MailingList({ side, filter, list, folders }: MailingListProps) {
  const t = useTexts(mailingTexts);
  const { search } = list;
  const query = useRoute(ROUTES.mailings.list, {
    query: { ...pageQuery(search, DEFAULT_SORT), folderId: search.folder, view: search.view },
  });
  const columns = useColumns();
  const [dialog, setDialog] = useState<{ mailing: MailingSummary; action: MailingAction } | null>(null);
  const [moving, setMoving] = useState<{ mailings: readonly MailingSummary[]; clear?: () => void } | null>(
    null,
  );
  const mayEdit = useCan()(ROUTES.mailings.update);
  usePrefetched(LATER);
  return (
    <ListPage
      title={t('title')}
      create={t('new')}
      creates={ROUTES.mailings.create}
      search={t('search')}
      side={side}
      filters={
        <>
          {filter}
          <ClicksSwitch />
        </>
      }
      drag={
        mayEdit
          ? (mailing, selected) => ({
              row: dragRow(mailing, selected),
              grip: <DragGrip row={mailing} selected={selected} />,
            })
          : undefined
      }
      bulk={
        mayEdit
          ? (selected, clear) => (
              <Button
                variant="default"
                size="xs"
                leftSection={<IconFolderSymlink size={15} aria-hidden />}
                onClick={() => setMoving({ mailings: selected, clear })}
              >
                {t('move.action')}
              </Button>
            )
          : undefined
      }
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(mailing) => mailing.id}
      nameOf={(mailing) => mailing.name}
      menu={
        mayEdit
          ? (mailing) => (
              <MailingMenuItems
                mailing={mailing}
                onOpen={(action) => setDialog({ mailing, action })}
                onMove={() => setMoving({ mailings: [mailing] })}
              />
            )
          : undefined
      }
      empty={{ icon: IconMail, title: t('empty.title'), text: t('empty.text') }}
      emptyFiltered={
        search.folder !== undefined && search.q === undefined
          ? { icon: IconMail, title: t('empty.folderTitle'), text: t('empty.folderText') }
          : undefined
      }
    >
      <CreateMailingDialog opened={list.search.new === true} onClose={() => list.set({ new: undefined })} />
      <MoveDialog
        route={ROUTES.mailings.move}
        opened={moving !== null}
        entries={moving?.mailings ?? []}
        folders={folders}
        words={t}
        onClose={() => setMoving(null)}
        onMoved={() => moving?.clear?.()}
      />
      <MailingDialogs of={dialog} onClose={() => setDialog(null)} />
    </ListPage>
  );
}

/** The entries above the folders. */
function useViews() {
  const t = useTexts(mailingTexts);
  const f = useTexts(folderTexts);
  return [
    { view: undefined, icon: IconStack2, name: t('all') },
    { view: 'mine', icon: IconUser, name: t('mine') },
    { view: 'recent', icon: IconClock, name: f('recent') },
    { view: 'trash', icon: IconTrash, name: f('trash') },
  ];
}

function useColumns(): ListColumn<MailingSummary>[] {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  const shown = useShownClicks();
  return [
    {
      title: c('name'),
      sort: 'name',
      narrow: (mailing) => (
        <Text size="xs" c="dimmed" truncate>
          <MergedText text={mailing.subject} />
        </Text>
      ),
      render: (mailing) => (
        <RowLink to="/mailings/$mailingId" params={{ mailingId: mailing.id }} title={mailing.name}>
          {mailing.name}
        </RowLink>
      ),
    },
    {
      title: t('subject'),
      sort: 'subject',
      from: 'large',
      render: (mailing) => <MergedText text={mailing.subject} />,
    },
    {
      title: t('state'),
      width: 136,
      from: 'small',
      render: ({ state, openForWorkflows, stateAt }) => (
        <>
          <StateBadge state={state} openForWorkflows={openForWorkflows} />
          {stateAt !== null && (
            <Text size="xs" c="dimmed">
              <TimeAgo at={stateAt} />
            </Text>
          )}
        </>
      ),
    },
    numberColumn(t('recipients'), (mailing) => mailing.recipients, {
      sort: 'recipients',
      width: 104,
      from: 'medium',
    }),
    numberColumn(t('links'), (mailing) => mailing.links, { width: 92, from: 'large' }),
    clickColumn(t('clicks'), { shown, numbersOf: clicksOf, sort: CLICK_SORTS.clicks, width: 92 }),
    clickColumn(t('clickers'), {
      shown,
      numbersOf: clickersOf,
      sort: CLICK_SORTS.clickers,
      width: 92,
      from: 'large',
    }),
    timeColumn(c('updated'), (mailing) => mailing.updatedAt, {
      sort: 'updatedAt',
      width: 164,
      from: 'medium',
    }),
  ];
}
