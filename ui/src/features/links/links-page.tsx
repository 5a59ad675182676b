import { ROUTES, type Folder, type LinkSummary } from '@linkflow/contracts';
import { Badge, Button, Group } from '@mantine/core';
import {
  IconCheck,
  IconClock,
  IconCopy,
  IconEye,
  IconFolderSymlink,
  IconLink,
  IconPencil,
  IconRotate2,
  IconSitemap,
  IconStack2,
  IconTrash,
  IconUser,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ComponentProps, type ReactNode, useState } from 'react';
import { useCan, useShownClicks } from '../../api/session';
import { useCommand, useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RowLink } from '../../shared/anchors';
import { FolderColumn, FolderFilter } from '../../shared/folders/folder-column';
import { DragGrip, dragRow } from '../../shared/folders/folder-drag';
import { folderTexts } from '../../shared/folders/folders.texts';
import { useExistingFolder } from '../../shared/folders/use-existing-folder';
import { useMoveByDrag } from '../../shared/folders/use-move-by-drag';
import { lazyDialog, lazyPart } from '../../shared/lazy-parts';
import { timeColumn } from '../../shared/list/columns';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { MenuAction } from '../../shared/menu';
import { MenuDivider } from '../../shared/menu-parts';
import { attempt, toast } from '../../shared/toast';
import {
  CLICK_SORTS,
  clickColumn,
  clickersOf,
  clicksOf,
  useClickSort,
} from '../../shared/verdict/click-numbers';
import { ClicksSwitch } from '../../shared/verdict/clicks-switch';
import { CreateLinkDialog, RenameLinkDialog } from './link-actions';
import { linkTexts } from './links.texts';

const MoveDialog = lazyDialog(async () => (await import('../../shared/folders/move-dialog')).MoveDialog);
const ResetDialog = lazyDialog(async () => (await import('./reset-dialog')).ResetDialog);
const DeleteLinksDialog = lazyDialog(async () => (await import('./delete-dialog')).DeleteLinksDialog);
const LinkTrash = lazyPart(async () => (await import('./link-trash')).LinkTrash);

const DEFAULT_SORT = '-updatedAt';

/** Links of which a dialog is open. */
interface Task {
  kind: 'move' | 'reset' | 'delete';
  links: readonly LinkSummary[];
  clearSelection?: () => void;
}

export function LinksPage() {
  const t = useTexts(linkTexts);
  const list = useClickSort(useList('/shell/links'));
  const { search } = list;
  const folders = useRoute(ROUTES.folders.list);
  useExistingFolder(list, folders.data);
  const views = useViews();
  const move = useMoveByDrag(ROUTES.links.update, folders.data);
  const side = (
    <FolderColumn kind="link" to="/links" views={views} folders={folders} search={search} onDrop={move} />
  );
  const filter = <FolderFilter kind="link" views={views} folders={folders.data ?? []} list={list} />;
  if (search.view === 'trash') return <LinkTrash side={side} filter={filter} list={list} />;
  return (
    <LinkList
      list={list}
      side={side}
      filters={
        <>
          {filter}
          <ClicksSwitch />
        </>
      }
      folders={folders.data ?? []}
      emptyFiltered={
        search.folder !== undefined && search.q === undefined
          ? { icon: IconLink, title: t('empty.folderTitle'), text: t('empty.folderText') }
          : undefined
      }
    />
  );
}

/** The entries above the folders. */
function useViews() {
  const t = useTexts(linkTexts);
  const f = useTexts(folderTexts);
  return [
    { view: undefined, icon: IconStack2, name: t('all') },
    { view: 'mine', icon: IconUser, name: t('mine') },
    { view: 'recent', icon: IconClock, name: f('recent') },
    { view: 'trash', icon: IconTrash, name: f('trash') },
  ];
}

interface LinkListProps {
  list: ReturnType<typeof useList<'/shell/links'>>;
  side: ReactNode;
  filters: ReactNode;
  folders: readonly Folder[];
  emptyFiltered: ComponentProps<typeof ListPage>['emptyFiltered'];
}

function LinkList({ list, folders, ...parts }: LinkListProps) {
  const t = useTexts(linkTexts);
  const { search, set } = list;
  const query = useRoute(ROUTES.links.list, {
    query: { ...pageQuery(search, DEFAULT_SORT), folderId: search.folder, view: search.view },
  });
  const columns = useColumns();
  const [renamed, setRenamed] = useState<LinkSummary | null>(null);
  const [task, setTask] = useState<Task | null>(null);
  const mayEdit = useCan()(ROUTES.links.update);
  const linksOf = (kind: Task['kind']) => (task?.kind === kind ? task.links : []);
  const close = () => setTask(null);
  const done = () => task?.clearSelection?.();

  return (
    <ListPage
      {...parts}
      title={t('title')}
      create={t('new')}
      creates={ROUTES.links.create}
      search={t('search')}
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(link) => link.id}
      nameOf={(link) => link.name}
      drag={
        mayEdit
          ? (link, selected) => ({
              row: dragRow(link, selected),
              grip: <DragGrip row={link} selected={selected} />,
            })
          : undefined
      }
      bulk={
        mayEdit
          ? (selected, clear) => (
              <BulkActions
                count={selected.length}
                onTask={(kind) => setTask({ kind, links: selected, clearSelection: clear })}
              />
            )
          : undefined
      }
      menu={(link) => (
        <LinkMenuItems
          link={link}
          onRename={() => setRenamed(link)}
          onTask={(kind) => setTask({ kind, links: [link] })}
        />
      )}
      empty={{ icon: IconLink, title: t('empty.title'), text: t('empty.text') }}
    >
      <CreateLinkDialog
        opened={search.new === true}
        onClose={() => set({ new: undefined })}
        folder={folders.find(({ id }) => id === search.folder)?.id ?? null}
        folders={folders}
      />
      <RenameLinkDialog link={renamed} onClose={() => setRenamed(null)} />
      <MoveDialog
        route={ROUTES.links.update}
        opened={task?.kind === 'move'}
        entries={linksOf('move')}
        folders={folders}
        words={t}
        onClose={close}
        onMoved={done}
      />
      <ResetDialog opened={task?.kind === 'reset'} links={linksOf('reset')} onClose={close} onDone={done} />
      <DeleteLinksDialog
        opened={task?.kind === 'delete'}
        links={linksOf('delete')}
        onClose={close}
        onDone={done}
      />
    </ListPage>
  );
}

function BulkActions({ count, onTask }: { count: number; onTask: (kind: Task['kind']) => void }) {
  const t = useTexts(linkTexts);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconFolderSymlink size={15} aria-hidden />}
        onClick={() => onTask('move')}
      >
        {t('move.action')}
      </Button>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconRotate2 size={15} aria-hidden />}
        onClick={() => onTask('reset')}
      >
        {t('reset.action')}
      </Button>
      <Button
        variant="light"
        color="red"
        size="xs"
        leftSection={<IconTrash size={15} aria-hidden />}
        onClick={() => onTask('delete')}
      >
        {t('remove.action', { count })}
      </Button>
    </>
  );
}

interface LinkMenuItemsProps {
  link: LinkSummary;
  onRename: () => void;
  onTask: (kind: Task['kind']) => void;
}

/** The menu of a link in its row. */
function LinkMenuItems({ link, onRename, onTask }: LinkMenuItemsProps) {
  const t = useTexts(linkTexts);
  const c = useTexts(common);
  const navigate = useNavigate();
  const duplicate = useCommand(ROUTES.links.duplicate);
  const { id, name } = link;
  const params = { linkId: id };
  const copy = () =>
    attempt(
      duplicate.mutateAsync({ params: { id }, body: { name: t('duplicate.name', { name }).slice(0, 200) } }),
      (created) => toast(t('duplicate.done', { name: created.name })),
    );
  return (
    <>
      <MenuAction
        icon={IconEye}
        onClick={() => void navigate({ to: '/links/$linkId', params, search: { tab: 'clicks' } })}
      >
        {t('view')}
      </MenuAction>
      <MenuAction
        icon={IconSitemap}
        needs={ROUTES.workflows.saveDraft}
        onClick={() => void navigate({ to: '/links/$linkId', params })}
      >
        {t('edit')}
      </MenuAction>
      <MenuAction icon={IconPencil} needs={ROUTES.links.update} onClick={onRename}>
        {c('rename')}
      </MenuAction>
      <MenuAction icon={IconRotate2} needs={ROUTES.links.reset} onClick={() => onTask('reset')}>
        {t('reset.action')}
      </MenuAction>
      <MenuAction icon={IconFolderSymlink} needs={ROUTES.links.update} onClick={() => onTask('move')}>
        {t('move.action')}
      </MenuAction>
      <MenuAction icon={IconCopy} needs={ROUTES.links.duplicate} onClick={copy}>
        {t('duplicate.action')}
      </MenuAction>
      <MenuDivider />
      <MenuAction danger icon={IconTrash} needs={ROUTES.links.remove} onClick={() => onTask('delete')}>
        {t('remove.action', { count: 1 })}
      </MenuAction>
    </>
  );
}

function useColumns(): ListColumn<LinkSummary>[] {
  const shown = useShownClicks();
  const t = useTexts(linkTexts);
  const c = useTexts(common);
  return [
    {
      title: c('name'),
      sort: 'name',
      narrow: (link) => <LinkState link={link} />,
      render: (link) => (
        <>
          <RowLink to="/links/$linkId" params={{ linkId: link.id }} title={link.name}>
            {link.name}
          </RowLink>
        </>
      ),
    },
    {
      title: t('state'),
      width: 208,
      from: 'small',
      render: (link) => <LinkState link={link} />,
    },
    clickColumn(t('clicks'), { shown, numbersOf: clicksOf, sort: CLICK_SORTS.clicks, width: 72 }),
    clickColumn(t('clickers'), {
      shown,
      numbersOf: clickersOf,
      sort: CLICK_SORTS.clickers,
      width: 88,
      from: 'large',
    }),
    timeColumn(c('updated'), (link) => link.updatedAt, { sort: 'updatedAt', from: 'medium' }),
    { title: c('by'), width: 112, from: 'large', render: (link) => link.updatedBy.name },
  ];
}

/** Shows the number of the live version, and whether the draft differs from it. */
function LinkState({ link }: { link: Pick<LinkSummary, 'liveVersion' | 'changed'> }) {
  const t = useTexts(linkTexts);
  return (
    <Group gap={6} wrap="nowrap">
      {link.liveVersion === null ? (
        <Badge variant="default">{t('never')}</Badge>
      ) : (
        <Badge variant="light" color="teal" leftSection={<IconCheck size={11} stroke={2.4} aria-hidden />}>
          {t('live', { version: link.liveVersion })}
        </Badge>
      )}
      {link.liveVersion !== null && link.changed && (
        <Badge variant="light" color="yellow">
          {t('changed')}
        </Badge>
      )}
    </Group>
  );
}
