import type { Folder } from '@linkflow/contracts';
import { ActionIcon, Skeleton, Stack } from '@mantine/core';
import { IconFolder, IconFolderOff, IconFolderPlus, IconStack2, type Icon } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useFormat, useLanguage, useTexts } from '../../i18n';
import { LoadFailure } from '../../shared/load-failure';
import { FolderDialog, type FolderTask } from './folder-dialog';
import { FolderMenu } from './folder-menu';
import { folderLines } from './folder-tree';
import { linkTexts } from './links.texts';
import classes from './links-page.module.css';
import type { LinksSearch } from './search';

interface FolderColumnProps {
  folders: UseQueryResult<Folder[]>;
  search: LinksSearch;
}

/** The folders of the library beside the list; choosing one narrows the list. */
export function FolderColumn({ folders, search }: FolderColumnProps) {
  const t = useTexts(linkTexts);
  const language = useLanguage();
  const [task, setTask] = useState<FolderTask | null>(null);
  return (
    <nav className={classes.side} aria-label={t('folders')}>
      <FolderEntry icon={IconStack2} name={t('all')} target={undefined} search={search} />
      <FolderEntry icon={IconFolderOff} name={t('noFolder')} target="none" search={search} />
      <div className={classes.sideHead} style={{ marginTop: 12 }}>
        {t('folders')}
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
        folderLines(folders.data ?? [], language).map(({ folder, depth }) => (
          <FolderEntry
            key={folder.id}
            icon={IconFolder}
            name={folder.name}
            target={folder.id}
            search={search}
            depth={depth}
            folder={folder}
            onTask={setTask}
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
