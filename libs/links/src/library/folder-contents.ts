import type { mongo } from 'mongoose';

/** What can be put into folders of one kind. Its owner implements it and registers it with FoldersService. */
export interface FolderContents {
  /** Number of entries in each folder. A folder without entries is absent. */
  countByFolder(): Promise<Map<string, number>>;
  /** Whether a folder contains entries that are not deleted. */
  isAnyIn(folderId: string, session: mongo.ClientSession): Promise<boolean>;
  /** Moves all entries of a folder, deleted ones too. Returns the ids of those that are not deleted. */
  moveAll(folderId: string, to: string | null, session: mongo.ClientSession): Promise<string[]>;
  /** Moves those of the entries that are still in `from`. */
  moveBack(
    ids: readonly string[],
    places: { from: string | null; to: string },
    session: mongo.ClientSession,
  ): Promise<void>;
}
