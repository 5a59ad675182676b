import type { Folder } from '@linkflow/contracts';
import { ActionIcon, Group, Select } from '@mantine/core';
import { IconFolder, IconFolderPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useLanguage, useTexts } from '../../i18n';
import type { ListState } from '../../shared/listing';
import { FolderDialog, type FolderTask } from './folder-dialog';
import { FolderMenu } from './folder-menu';
import { folderLines } from './folder-tree';
import { linkTexts } from './links.texts';
import type { LinksSearch } from './search';

const ALL = 'all';

interface FolderFilterProps {
  folders: readonly Folder[];
  list: ListState<LinksSearch>;
  className?: string;
}

/** The folders where there is no room for a column of them. */
export function FolderFilter({ folders, list, className }: FolderFilterProps) {
  const t = useTexts(linkTexts);
  const language = useLanguage();
  const [task, setTask] = useState<FolderTask | null>(null);
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
          ...folderLines(folders, language).map(({ folder, path }) => ({ value: folder.id, label: path })),
        ]}
        value={list.search.folder ?? ALL}
        onChange={(value) => list.set({ folder: value === ALL || value === null ? undefined : value })}
      />
      {chosen ? (
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
