import type { Folder } from '@linkflow/contracts';
import { Select, type SelectProps } from '@mantine/core';
import { useMemo } from 'react';
import { useLanguage } from '../../i18n';
import { folderLines } from './folder-tree';

interface FolderSelectProps extends Omit<SelectProps, 'data'> {
  folders: readonly Folder[];
}

/** Picks a folder by its whole path, as names may repeat in different places. */
export function FolderSelect({ folders, ...rest }: FolderSelectProps) {
  const language = useLanguage();
  const data = useMemo(
    () => folderLines(folders, language).map(({ folder, path }) => ({ value: folder.id, label: path })),
    [folders, language],
  );
  return <Select searchable data={data} comboboxProps={{ withinPortal: true, shadow: 'md' }} {...rest} />;
}
