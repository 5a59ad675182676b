import { ROUTES, type Folder, type FolderKind } from '@linkflow/contracts';
import { ActionIcon, Group, Select, Skeleton, Stack, TextInput } from '@mantine/core';
import {
  type Icon,
  IconDots,
  IconFolder,
  IconFolderOff,
  IconFolderPlus,
  IconFolderSymlink,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { useFormat, useLanguage, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog } from '../form-dialog';
import type { ListState } from '../list/list-state';
import { lazyPart, usePrefetched } from '../lazy-parts';
import { LoadFailure } from '../load-failure';
import { MenuAction, MenuList, useMenu } from '../menu';
import { MenuDivider } from '../menu-parts';
import { attempt, toast } from '../toast';
import { treeLines, withDescendants } from '../tree';
import type { LinksSearch } from '../../features/search-params';
import type { ListSearch } from '../search';
import { dragFolder, type DropFolder, moveHere, moveThrough, useDrag } from './folder-drag';
import { FolderSelect } from './folder-select';
import classes from './folders.module.css';
import { folderTexts } from './folders.texts';

/** The part of a library that is shown: one of its views, a folder, or everything (both absent). */
export type LibrarySearch = ListSearch & { folder?: string; view?: string };

/** An entry above the folders, such as "My links". */
export interface LibraryViewEntry {
  /** Absent: everything. */
  view: string | undefined;
  icon: Icon;
  name: string;
}

export interface LibraryOf {
  kind: FolderKind;
  /** The page of the library. All have the same search parameters. */
  to: '/links' | '/mailings' | '/forms';
  views: readonly LibraryViewEntry[];
  folders: UseQueryResult<Folder[]>;
  search: LibrarySearch;
}

interface FolderColumnProps extends LibraryOf {
  /** Moves what was dragged into a folder; null: out of its folder. */
  onDrop: DropFolder;
}

const FolderPointer = lazyPart(async () => (await import('./folder-pointer')).FolderPointer, null);
const PARTS = [FolderPointer.load];

/** The folder tree beside the list of a library. A click on a folder limits the list to that folder. */
export function FolderColumn({ onDrop, ...library }: FolderColumnProps) {
  const { kind, views, folders, search } = library;
  const t = useTexts(folderTexts);
  const language = useLanguage();
  const [task, setTask] = useState<FolderTask | null>(null);
  const mayEdit = useCan()(ROUTES.folders.update);
  const moved = useDrag(({ byKeyboard }) => byKeyboard);
  const drop = mayEdit ? onDrop : undefined;
  const [page, setPage] = useState<HTMLElement | null>(null);
  const hasPointer = usePrefetched(PARTS);
  return (
    <nav
      ref={(column) => setPage(column?.closest('main') ?? null)}
      className={classes.side}
      aria-label={t('folders')}
    >
      {hasPointer && page && drop && <FolderPointer page={page} onDrop={drop} />}
      {moved && (
        <div className={classes.moving} role="status">
          {t('drag.keys', { name: moved })}
        </div>
      )}
      {views.map(({ view, icon, name }) => (
        <FolderEntry key={name} {...library} icon={icon} name={name} view={view} />
      ))}
      <FolderEntry {...library} icon={IconFolderOff} name={t('noFolder')} target="none" onDrop={drop} />
      <div className={classes.sideHead} style={{ marginTop: 12 }}>
        {t('folders')}
        {mayEdit && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('folderNew')}
            title={t('folderNew')}
            onClick={() => setTask({ kind: 'create', parent: openFolder(folders.data, search) })}
          >
            <IconFolderPlus size={16} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {folders.error && !folders.data ? (
        <LoadFailure error={folders.error} onRetry={() => void folders.refetch()} />
      ) : folders.isPending ? (
        <Stack gap={14} p="8px 8px" aria-hidden>
          {[60, 80, 45, 70].map((width) => (
            <Skeleton key={width} height={10} width={`${width}%`} />
          ))}
        </Stack>
      ) : (
        treeLines(folders.data ?? [], language).map(({ item: folder, depth }) => (
          <FolderEntry
            key={folder.id}
            {...library}
            icon={IconFolder}
            name={folder.name}
            target={folder.id}
            depth={depth}
            folder={folder}
            onTask={mayEdit ? setTask : undefined}
            onDrop={drop}
          />
        ))
      )}
      <FolderDialog kind={kind} task={task} folders={folders.data ?? []} onClose={() => setTask(null)} />
    </nav>
  );
}

/** The folder whose contents are listed: a new folder is created in it unless another is chosen. */
const openFolder = (folders: readonly Folder[] | undefined, { folder }: LibrarySearch): Folder | null =>
  folders?.find(({ id }) => id === folder) ?? null;

interface FolderEntryProps extends Pick<LibraryOf, 'to' | 'search'> {
  icon: Icon;
  name: string;
  view?: string | undefined;
  target?: string;
  depth?: number;
  folder?: Folder;
  onTask?: ((task: FolderTask) => void) | undefined;
  onDrop?: DropFolder | undefined;
}

function FolderEntry({
  icon: EntryIcon,
  to,
  name,
  view,
  target,
  search,
  depth = 0,
  folder,
  onTask,
  onDrop,
}: FolderEntryProps) {
  const format = useFormat();
  const active = search.folder === target && search.view === view;
  const isOver = useDrag(({ over }) => over !== null && over === target);
  const place = { folder: target, view, sort: search.sort };
  return (
    <div
      className={classes.folder}
      data-over={isOver || undefined}
      {...(onDrop && target !== undefined && moveHere(target, onDrop))}
    >
      <Link
        // The pages of all libraries have these parameters.
        to={to}
        search={place as LinksSearch}
        className={classes.folderLink}
        style={{ paddingLeft: 8 + Math.min(depth, 6) * 14 }}
        data-active={active || undefined}
        data-drop-folder={target}
        onKeyDown={moveThrough}
        aria-current={active ? 'true' : undefined}
        activeProps={{}}
        title={name}
        {...(folder && onDrop && dragFolder(folder))}
      >
        <EntryIcon size={16} stroke={1.6} aria-hidden />
        <span className={classes.folderName}>{name}</span>
        {folder && folder.items > 0 && (
          <span className={classes.folderCount}>{format.number(folder.items)}</span>
        )}
      </Link>
      {folder && onTask && <FolderMenu className={classes.folderMenu} folder={folder} onTask={onTask} />}
    </div>
  );
}

const ALL = 'all';

interface FolderFilterProps extends Omit<LibraryOf, 'to' | 'folders' | 'search'> {
  folders: readonly Folder[];
  list: ListState<LibrarySearch>;
}

/** A select that replaces the folder tree on narrow screens. */
export function FolderFilter({ kind, views, folders, list }: FolderFilterProps) {
  const t = useTexts(folderTexts);
  const language = useLanguage();
  const [task, setTask] = useState<FolderTask | null>(null);
  const mayEdit = useCan()(ROUTES.folders.update);
  const chosen = openFolder(folders, list.search);
  return (
    <Group gap={4} wrap="nowrap" className={classes.narrowOnly}>
      <Select
        size="xs"
        w={220}
        aria-label={t('folder')}
        leftSection={<IconFolder size={15} stroke={1.7} aria-hidden />}
        allowDeselect={false}
        data={[
          ...views.map(({ view, name }) => ({ value: view ?? ALL, label: name })),
          { value: 'none', label: t('noFolder') },
          ...treeLines(folders, language).map(({ item, path }) => ({ value: item.id, label: path })),
        ]}
        value={list.search.view ?? list.search.folder ?? ALL}
        onChange={(value) => {
          const view = views.find((one) => one.view === value)?.view;
          const folder = view !== undefined || value === ALL || value === null ? undefined : value;
          list.set({ view, folder });
        }}
      />
      {!mayEdit ? null : chosen ? (
        <FolderMenu folder={chosen} onTask={setTask} />
      ) : (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('folderNew')}
          onClick={() => setTask({ kind: 'create', parent: null })}
        >
          <IconFolderPlus size={16} aria-hidden />
        </ActionIcon>
      )}
      <FolderDialog kind={kind} task={task} folders={folders} onClose={() => setTask(null)} />
    </Group>
  );
}

interface FolderMenuProps {
  folder: Folder;
  onTask: (task: FolderTask) => void;
  className?: string;
}

/** The menu of one folder. A deleted folder can be restored; what was in it moves to the folder around it. */
function FolderMenu({ folder, onTask, className }: FolderMenuProps) {
  const t = useTexts(folderTexts);
  const remove = useCommand(ROUTES.folders.remove);
  const restore = useCommand(ROUTES.folders.restore);
  const params = { id: folder.id };
  const removeNow = () =>
    attempt(remove.mutateAsync({ params, query: { contents: 'up' } }), () =>
      toast(t('folderDeleted', { name: folder.name, items: folder.items }), () =>
        attempt(restore.mutateAsync({ params })),
      ),
    );
  const menu = useMenu();
  return (
    <>
      <ActionIcon
        {...menu.button}
        className={className}
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={t('folderMenu', { name: folder.name })}
      >
        <IconDots size={15} aria-hidden />
      </ActionIcon>
      <MenuList {...menu.list} position="bottom-end" width={200}>
        <MenuAction icon={IconFolderPlus} onClick={() => onTask({ kind: 'create', parent: folder })}>
          {t('folderNew')}
        </MenuAction>
        <MenuAction icon={IconPencil} onClick={() => onTask({ kind: 'rename', folder })}>
          {t('folderRename')}
        </MenuAction>
        <MenuAction icon={IconFolderSymlink} onClick={() => onTask({ kind: 'move', folder })}>
          {t('folderMove')}
        </MenuAction>
        <MenuDivider />
        <MenuAction danger icon={IconTrash} onClick={removeNow}>
          {t('folderDelete')}
        </MenuAction>
      </MenuList>
    </>
  );
}

type FolderTask =
  | { kind: 'create'; parent: Folder | null }
  | { kind: 'rename'; folder: Folder }
  | { kind: 'move'; folder: Folder };

interface FolderDialogProps {
  kind: FolderKind;
  task: FolderTask | null;
  folders: readonly Folder[];
  onClose: () => void;
}

function FolderDialog({ kind, task, folders, onClose }: FolderDialogProps) {
  const t = useTexts(folderTexts);
  const c = useTexts(common);
  const create = useCommand(ROUTES.folders.create);
  const update = useCommand(ROUTES.folders.update);
  const current = task !== null && task.kind !== 'create' ? task.folder : null;
  const title = { create: t('folderNew'), rename: t('folderRename'), move: t('folderMove') };
  const submit = { create: c('create'), rename: c('save'), move: t('move') };
  // A folder cannot be moved into itself.
  const inside = current ? withDescendants(folders, current.id) : undefined;
  return (
    <FormDialog
      needs={ROUTES.folders.update}
      opened={task !== null}
      onClose={onClose}
      title={title[task?.kind ?? 'create']}
      submit={submit[task?.kind ?? 'create']}
      size="sm"
      initial={{
        name: current?.name ?? '',
        parentId: task?.kind === 'create' ? (task.parent?.id ?? null) : (current?.parentId ?? null),
      }}
      validate={(values) => (values.name.trim() === '' ? { name: c('nameMissing') } : {})}
      onSubmit={async (values) => {
        const name = values.name.trim();
        if (task?.kind === 'rename')
          await update.mutateAsync({ params: { id: task.folder.id }, body: { name } });
        else if (task?.kind === 'move')
          await update.mutateAsync({ params: { id: task.folder.id }, body: { parentId: values.parentId } });
        else await create.mutateAsync({ body: { kind, name, parentId: values.parentId } });
      }}
    >
      {(form) => (
        <>
          {task?.kind !== 'move' && (
            <TextInput label={c('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
          )}
          {task?.kind !== 'rename' && (
            <FolderSelect
              label={task?.kind === 'move' ? t('moveTo') : t('folderParent')}
              placeholder={t('folderTop')}
              folders={folders.filter(({ id }) => !inside?.has(id))}
              clearable
              {...form.getInputProps('parentId')}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
