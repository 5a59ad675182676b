import { ROUTES, type Folder } from '@linkflow/contracts';
import { ActionIcon, Group, Select, Skeleton, Stack, TextInput } from '@mantine/core';
import {
  type Icon,
  IconDots,
  IconFolder,
  IconFolderOff,
  IconFolderPlus,
  IconPencil,
  IconStack2,
  IconTrash,
} from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { useFormat, useLanguage, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog } from '../../shared/form-dialog';
import type { ListState } from '../../shared/list/list-state';
import { LoadFailure } from '../../shared/load-failure';
import { MenuAction, MenuList, useMenu } from '../../shared/menu';
import { MenuDivider } from '../../shared/menu-parts';
import { attempt, toast } from '../../shared/toast';
import { treeLines } from '../../shared/tree';
import type { LinksSearch } from '../search-params';
import { FolderSelect } from './link-actions';
import classes from './links-page.module.css';
import { linkTexts } from './links.texts';

interface FolderColumnProps {
  folders: UseQueryResult<Folder[]>;
  search: LinksSearch;
}

/** The folder tree beside the list of links. A click on a folder limits the list to that folder. */
export function FolderColumn({ folders, search }: FolderColumnProps) {
  const t = useTexts(linkTexts);
  const language = useLanguage();
  const [task, setTask] = useState<FolderTask | null>(null);
  const mayEdit = useCan()(ROUTES.folders.update);
  return (
    <nav className={classes.side} aria-label={t('folders')}>
      <FolderEntry icon={IconStack2} name={t('all')} target={undefined} search={search} />
      <FolderEntry icon={IconFolderOff} name={t('noFolder')} target="none" search={search} />
      <div className={classes.sideHead} style={{ marginTop: 12 }}>
        {t('folders')}
        {mayEdit && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('folderNew')}
            title={t('folderNew')}
            onClick={() => setTask({ kind: 'create', parent: null })}
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
            icon={IconFolder}
            name={folder.name}
            target={folder.id}
            search={search}
            depth={depth}
            folder={folder}
            onTask={mayEdit ? setTask : undefined}
          />
        ))
      )}
      <FolderDialog task={task} folders={folders.data ?? []} onClose={() => setTask(null)} />
    </nav>
  );
}

interface FolderEntryProps {
  icon: Icon;
  name: string;
  target: string | undefined;
  search: LinksSearch;
  depth?: number;
  folder?: Folder;
  onTask?: (task: FolderTask) => void;
}

function FolderEntry({ icon: EntryIcon, name, target, search, depth = 0, folder, onTask }: FolderEntryProps) {
  const format = useFormat();
  const active = search.folder === target;
  return (
    <div className={classes.folder}>
      <Link
        to="/links"
        search={{ folder: target, sort: search.sort }}
        className={classes.folderLink}
        style={{ paddingLeft: 8 + Math.min(depth, 6) * 14 }}
        data-active={active || undefined}
        aria-current={active ? 'true' : undefined}
        activeProps={{}}
        title={name}
      >
        <EntryIcon size={16} stroke={1.6} aria-hidden />
        <span className={classes.folderName}>{name}</span>
        {folder && folder.links > 0 && (
          <span className={classes.folderCount}>{format.number(folder.links)}</span>
        )}
      </Link>
      {folder && onTask && <FolderMenu className={classes.folderMenu} folder={folder} onTask={onTask} />}
    </div>
  );
}

const ALL = 'all';

interface FolderFilterProps {
  folders: readonly Folder[];
  list: ListState<LinksSearch>;
  className?: string;
}

/** A select that replaces the folder tree on narrow screens. */
export function FolderFilter({ folders, list, className }: FolderFilterProps) {
  const t = useTexts(linkTexts);
  const language = useLanguage();
  const [task, setTask] = useState<FolderTask | null>(null);
  const mayEdit = useCan()(ROUTES.folders.update);
  const chosen = folders.find((folder) => folder.id === list.search.folder);
  return (
    <Group gap={4} wrap="nowrap" className={className}>
      <Select
        size="xs"
        w={220}
        aria-label={t('folder')}
        leftSection={<IconFolder size={15} stroke={1.7} aria-hidden />}
        allowDeselect={false}
        data={[
          { value: ALL, label: t('all') },
          { value: 'none', label: t('noFolder') },
          ...treeLines(folders, language).map(({ item, path }) => ({ value: item.id, label: path })),
        ]}
        value={list.search.folder ?? ALL}
        onChange={(value) => list.set({ folder: value === ALL || value === null ? undefined : value })}
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
      <FolderDialog task={task} folders={folders} onClose={() => setTask(null)} />
    </Group>
  );
}

interface FolderMenuProps {
  folder: Folder;
  onTask: (task: FolderTask) => void;
  className?: string;
}

/** The menu of one folder. Only empty folders can be deleted, so undo just creates a folder with the same name and parent. */
function FolderMenu({ folder, onTask, className }: FolderMenuProps) {
  const t = useTexts(linkTexts);
  const remove = useCommand(ROUTES.folders.remove);
  const create = useCommand(ROUTES.folders.create);
  const removeNow = () =>
    attempt(remove.mutateAsync({ params: { id: folder.id } }), () =>
      toast(t('folderDeleted', { name: folder.name }), () =>
        attempt(create.mutateAsync({ body: { name: folder.name, parentId: folder.parentId } })),
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
        <MenuDivider />
        <MenuAction danger icon={IconTrash} onClick={removeNow}>
          {t('folderDelete')}
        </MenuAction>
      </MenuList>
    </>
  );
}

type FolderTask = { kind: 'create'; parent: Folder | null } | { kind: 'rename'; folder: Folder };

interface FolderDialogProps {
  task: FolderTask | null;
  folders: readonly Folder[];
  onClose: () => void;
}

function FolderDialog({ task, folders, onClose }: FolderDialogProps) {
  const t = useTexts(linkTexts);
  const c = useTexts(common);
  const create = useCommand(ROUTES.folders.create);
  const update = useCommand(ROUTES.folders.update);
  const renaming = task?.kind === 'rename';
  return (
    <FormDialog
      needs={ROUTES.folders.update}
      opened={task !== null}
      onClose={onClose}
      title={renaming ? t('folderRename') : t('folderNew')}
      submit={renaming ? c('save') : c('create')}
      size="sm"
      initial={{
        name: task?.kind === 'rename' ? task.folder.name : '',
        parentId: task?.kind === 'create' ? (task.parent?.id ?? null) : null,
      }}
      validate={(values) => (values.name.trim() === '' ? { name: c('nameMissing') } : {})}
      onSubmit={async (values) => {
        const name = values.name.trim();
        if (task?.kind === 'rename')
          await update.mutateAsync({ params: { id: task.folder.id }, body: { name } });
        else await create.mutateAsync({ body: { name, parentId: values.parentId } });
      }}
    >
      {(form) => (
        <>
          <TextInput label={c('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
          {!renaming && (
            <FolderSelect
              label={t('folderParent')}
              placeholder={t('folderTop')}
              folders={folders}
              clearable
              {...form.getInputProps('parentId')}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
