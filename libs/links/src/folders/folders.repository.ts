import { Injectable } from '@nestjs/common';
import { mongo } from 'mongoose';
import { AppError } from '@linkflow/platform';
import type { FolderDoc } from '../store/documents';
import { LinkStore, NAME_ORDER } from '../store/link-store';

const DUPLICATE_KEY = 11_000;

/** Reads and writes the collection `folders`. */
@Injectable()
export class FoldersRepository {
  constructor(private readonly store: LinkStore) {}

  all(): Promise<FolderDoc[]> {
    return this.store.folders.find().collation(NAME_ORDER).sort({ name: 1 }).toArray();
  }

  find(id: string, session?: mongo.ClientSession): Promise<FolderDoc | null> {
    return this.store.folders.findOne({ _id: id }, { session });
  }

  insert(folder: FolderDoc): Promise<void> {
    return nameMayBeTaken(async () => {
      await this.store.folders.insertOne(folder);
    });
  }

  update(
    id: string,
    change: Pick<FolderDoc, 'name' | 'parentId'>,
    session: mongo.ClientSession,
  ): Promise<FolderDoc | null> {
    return nameMayBeTaken(() =>
      this.store.folders.findOneAndUpdate(
        { _id: id },
        { $set: change, $inc: { moves: 1 } },
        { session, returnDocument: 'after' },
      ),
    );
  }

  /** Marks folders as being moved into, so that a second move of one of them meets this one. */
  async touch(ids: readonly string[], session: mongo.ClientSession): Promise<void> {
    await this.store.folders.updateMany({ _id: { $in: [...ids] } }, { $inc: { moves: 1 } }, { session });
  }

  /** Removes a folder that holds neither folders nor links that people see. Says whether it was empty. */
  removeIfEmpty(id: string): Promise<boolean> {
    return this.store.transaction(async (session) => {
      const within = { folderId: id };
      const [folder, link] = [
        await this.store.folders.findOne({ parentId: id }, { session }),
        await this.store.links.findOne({ ...within, deletedAt: null }, { session, projection: { _id: 1 } }),
      ];
      if (folder || link) return false;
      await this.store.folders.deleteOne({ _id: id }, { session });
      // A deleted link may be restored later; it must not come back in a folder that is gone.
      await this.store.links.updateMany(within, { $set: { folderId: null } }, { session });
      return true;
    });
  }
}

async function nameMayBeTaken<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY) {
      throw new AppError('name.taken', 'There is a folder of that name at this place already.', {
        cause: error,
      });
    }
    throw error;
  }
}
