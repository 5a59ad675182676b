import type { PageQuery } from '@linkflow/contracts';
import type { mongo } from 'mongoose';
import { ListRepository } from '../list-query';

/** What can be put into folders of one kind. Its owner registers it with FoldersService. */
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

interface Entry {
  _id: string;
  folderId?: string | null;
  deletedAt: Date | null;
}

/** A list whose documents are in folders. */
export abstract class FolderedRepository<
  Doc extends Entry,
  Row extends { _id: string },
  Query extends PageQuery,
>
  extends ListRepository<Doc, Row, Query>
  implements FolderContents
{
  /** The collection as one of entries, whose other fields are not read here. */
  private get entries(): mongo.Collection<Entry> {
    return this.documents as unknown as mongo.Collection<Entry>;
  }

  /** @param where counts only entries that match it */
  async countByFolder(where: object = {}): Promise<Map<string, number>> {
    const groups = await this.entries
      .aggregate<{ _id: string; entries: number }>([
        { $match: { ...where, deletedAt: null, folderId: { $type: 'string' } } },
        { $group: { _id: '$folderId', entries: { $sum: 1 } } },
      ])
      .toArray();
    return new Map(groups.map((group) => [group._id, group.entries]));
  }

  /** Puts an entry into a folder; null: out of its folder. Nothing else of it changes. Returns false if there is no such entry. */
  async move(id: string, folderId: string | null, session: mongo.ClientSession): Promise<boolean> {
    const { matchedCount } = await this.entries.updateOne(
      { _id: id, deletedAt: null },
      { $set: { folderId } },
      { session },
    );
    return matchedCount === 1;
  }

  async isAnyIn(folderId: string, session: mongo.ClientSession): Promise<boolean> {
    const options = { session, projection: { _id: 1 } };
    return (await this.entries.findOne({ folderId, deletedAt: null }, options)) !== null;
  }

  async moveAll(folderId: string, to: string | null, session: mongo.ClientSession): Promise<string[]> {
    const moved = await this.entries
      .find({ folderId, deletedAt: null }, { session, projection: { _id: 1 } })
      .toArray();
    await this.entries.updateMany({ folderId }, { $set: { folderId: to } }, { session });
    return moved.map(({ _id }) => _id);
  }

  async moveBack(
    ids: readonly string[],
    { from, to }: { from: string | null; to: string },
    session: mongo.ClientSession,
  ): Promise<void> {
    await this.entries.updateMany(
      { _id: { $in: [...ids] }, folderId: from },
      { $set: { folderId: to } },
      { session },
    );
  }
}
