import type { Folder } from '@linkflow/contracts';
import { Select, type SelectProps } from '@mantine/core';
import { useMemo } from 'react';
import { useLanguage } from '../../i18n';
import { treeLines } from '../tree';

interface FolderSelectProps extends Omit<SelectProps, 'data'> {
  folders: readonly Folder[];
}

/** A select for a folder. It shows full paths, because several folders may have the same name. */
export function FolderSelect({ folders, ...rest }: FolderSelectProps) {
  const language = useLanguage();
  const data = useMemo(
    () => treeLines(folders, language).map(({ item, path }) => ({ value: item.id, label: path })),
    [folders, language],
  );
  return (
    <Select
      searchable
      data={data}
      // The list would cover the buttons of the dialog as soon as the field is reached.
      openOnFocus={false}
      comboboxProps={{ withinPortal: true, shadow: 'md' }}
      {...rest}
    />
  );
}
