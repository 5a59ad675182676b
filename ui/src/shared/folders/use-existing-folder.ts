import type { Folder } from '@linkflow/contracts';
import { useEffect } from 'react';
import type { ListState } from '../list/list-state';
import type { ListSearch } from '../search';

type FolderSearch = ListSearch & { folder?: string };

/** Lists everything if the folder in the URL does not exist, or not any more. `folders` is undefined while it is loaded. */
export function useExistingFolder(
  { search: { folder }, set }: ListState<FolderSearch>,
  folders: readonly Folder[] | undefined,
): void {
  const isGone =
    folders !== undefined &&
    folder !== undefined &&
    folder !== 'none' &&
    !folders.some(({ id }) => id === folder);
  useEffect(() => {
    if (isGone) set({ folder: undefined });
  }, [isGone, set]);
}
