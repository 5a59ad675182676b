import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { mongo, type Connection } from 'mongoose';
import {
  phrase,
  type DeletedFolder,
  type Folder,
  type FolderKind,
  type SaveFolder,
} from '@linkflow/contracts';
import { AppError, Clock, collectionOf, newId, transaction } from '@linkflow/platform';
import { NAME_ORDER } from '../list-query';
import type { FolderContents } from './folder-contents';
import { LinksRepository, type Author } from './links.repository';

/** Collection `folders`. */
interface FolderDoc {
  _id: string;
  kind: FolderKind;
  name: string;
  parentId: string | null;
  /** Incremented when a folder is moved into it or below it, so that concurrent moves conflict and cannot create a cycle. */
  moves: number;
  createdAt: Date;
}

/** Collection `deleted_folders`: the trash of folders. `items` and `folders`: what was moved from the folder to its parent. */
interface DeletedFolderDoc extends FolderDoc {
  items: string[];
  folders: string[];
  deletedAt: Date;
  deletedBy: Author;
}

/** Most folders of the trash that are listed. */
const MAX_LISTED = 200;
/** Most entries of a deleted folder that are remembered. */
const MAX_REMEMBERED = 10_000;

/** Maximum number of nested folders. */
export const MAX_FOLDER_DEPTH = 10;

const DUPLICATE_KEY = 11_000;

/** The folder trees of the link library and of what else is registered. Deleting a folder never deletes what is in it. */
@Injectable()
export class FoldersService {
  private readonly folders: mongo.Collection<FolderDoc>;
  private readonly deleted: mongo.Collection<DeletedFolderDoc>;
  private readonly contents = new Map<FolderKind, FolderContents>();

  constructor(
    @InjectConnection() private readonly connection: Connection,
    links: LinksRepository,
    private readonly clock: Clock,
  ) {
    this.folders = collectionOf(connection, 'folders');
    this.deleted = collectionOf(connection, 'deleted_folders');
    this.register('link', links);
  }

  register(kind: FolderKind, contents: FolderContents): void {
    this.contents.set(kind, contents);
  }

  private contentsOf(kind: FolderKind): FolderContents {
    const contents = this.contents.get(kind);
    if (!contents) throw new Error(`Nothing is registered for folders of the kind ${kind}`);
    return contents;
  }

  async createIndexes(): Promise<void> {
    await this.folders.createIndexes([
      { key: { kind: 1, parentId: 1, name: 1 }, unique: true, collation: NAME_ORDER },
      { key: { parentId: 1 } },
    ]);
    await this.deleted.createIndexes([{ key: { kind: 1, deletedAt: -1 } }]);
  }

  async list(kind: FolderKind): Promise<Folder[]> {
    const [folders, counts] = await Promise.all([
      this.folders.find({ kind }).collation(NAME_ORDER).sort({ name: 1 }).toArray(),
      this.contentsOf(kind).countByFolder(),
    ]);
    return folders.map((folder) => toFolder(folder, counts.get(folder._id) ?? 0));
  }

  /** @throws AppError not-found */
  async get(id: string): Promise<Pick<FolderDoc, 'name' | 'parentId'>> {
    const folder = await this.folders.findOne({ _id: id });
    if (!folder) throw noSuchFolder();
    return folder;
  }

  async exists(id: string): Promise<boolean> {
    return (await this.folders.findOne({ _id: id })) !== null;
  }

  /**
   * Makes the transaction conflict with one that deletes or moves the folder, so that nothing is put into a folder that is gone.
   * @throws AppError target.missing if there is no such folder of this kind
   */
  async hold(kind: FolderKind, id: string, session: mongo.ClientSession): Promise<void> {
    const { matchedCount } = await this.folders.updateOne(
      { _id: id, kind },
      { $inc: { moves: 1 } },
      { session },
    );
    if (matchedCount === 0) throw folderMissing('folderId');
  }

  /** @throws AppError name.taken; target.missing if the parent does not exist; validation.failed if the folder would be nested too deep */
  async create(kind: FolderKind, body: SaveFolder): Promise<Folder> {
    const parentId = body.parentId ?? null;
    const folder: FolderDoc = {
      _id: newId(),
      kind,
      name: body.name,
      parentId,
      moves: 0,
      createdAt: this.clock.now(),
    };
    await uniqueName(() =>
      transaction(this.connection, async (session) => {
        const ancestors = await this.ancestorsOf(kind, parentId, session);
        await this.folders.updateMany({ _id: { $in: ancestors } }, { $inc: { moves: 1 } }, { session });
        await this.folders.insertOne(folder, { session });
      }),
    );
    return toFolder(folder, 0);
  }

  /** Renames or moves a folder. @throws AppError folder.cycle if the folder would contain itself, and the errors of `create` */
  async update(id: string, body: Partial<SaveFolder>): Promise<Folder> {
    const folder = await transaction(this.connection, async (session) => {
      const current = await this.folders.findOne({ _id: id }, { session });
      if (!current) throw noSuchFolder();
      const parentId = body.parentId === undefined ? current.parentId : body.parentId;
      if (parentId !== current.parentId) {
        const ancestors = await this.ancestorsOf(current.kind, parentId, session);
        if (ancestors.includes(id)) throw new AppError('folder.cycle', 'A folder cannot contain itself.');
        if (ancestors.length + (await this.heightOf(id, session)) > MAX_FOLDER_DEPTH) throw tooDeep();
        await this.folders.updateMany({ _id: { $in: ancestors } }, { $inc: { moves: 1 } }, { session });
      }
      return uniqueName(() =>
        this.folders.findOneAndUpdate(
          { _id: id },
          { $set: { name: body.name ?? current.name, parentId }, $inc: { moves: 1 } },
          { session, returnDocument: 'after' },
        ),
      );
    });
    if (!folder) throw noSuchFolder();
    return this.counted(folder);
  }

  private async counted(folder: FolderDoc): Promise<Folder> {
    const counts = await this.contentsOf(folder.kind).countByFolder();
    return toFolder(folder, counts.get(folder._id) ?? 0);
  }

  /**
   * Puts a folder into the trash. With `movesUp`, what it contains is moved to the folder around it; so are deleted entries in any case,
   * because one that is restored later would otherwise refer to a missing folder.
   * @throws AppError folder.not-empty if it contains folders, or entries that are not deleted; name.taken if a folder in it has the name of
   * one beside it
   */
  async remove(id: string, by: Author, { movesUp = false }: { movesUp?: boolean } = {}): Promise<void> {
    await uniqueName(() =>
      transaction(this.connection, async (session) => {
        const folder = await this.folders.findOne({ _id: id }, { session });
        if (!folder) throw noSuchFolder();
        const contents = this.contentsOf(folder.kind);
        const { parentId } = folder;
        const inside = await this.folders
          .find({ parentId: id }, { session, projection: { _id: 1 } })
          .toArray();
        if (!movesUp && (inside.length > 0 || (await contents.isAnyIn(id, session)))) {
          throw new AppError('folder.not-empty', 'Move or delete what is in the folder first.');
        }
        // Conflicts with the deletion of the parent.
        if (parentId) await this.folders.updateOne({ _id: parentId }, { $inc: { moves: 1 } }, { session });
        await this.folders.deleteOne({ _id: id }, { session });
        await this.folders.updateMany(
          { parentId: id },
          { $set: { parentId }, $inc: { moves: 1 } },
          { session },
        );
        const items = await contents.moveAll(id, parentId, session);
        await this.deleted.insertOne(
          {
            ...folder,
            items: items.slice(0, MAX_REMEMBERED),
            folders: inside.map(({ _id }) => _id),
            deletedAt: this.clock.now(),
            deletedBy: by,
          },
          { session },
        );
      }),
    );
  }

  /** The folders in the trash, the newest first. */
  async trash(kind: FolderKind): Promise<DeletedFolder[]> {
    const found = await this.deleted.find({ kind }).sort({ deletedAt: -1 }).limit(MAX_LISTED).toArray();
    return found.map(({ _id: id, name, items, deletedAt, deletedBy }) => ({
      id,
      name,
      items: items.length,
      deletedAt: deletedAt.toISOString(),
      deletedBy,
    }));
  }

  /**
   * Takes a folder out of the trash, to where it was, or to the top if that folder is gone. What was moved out of it and is still where it was
   * moved to is put back.
   * @throws AppError not-found; name.taken; validation.failed if it would be nested too deep
   */
  async restore(id: string): Promise<Folder> {
    const restored = await uniqueName(() =>
      transaction(this.connection, async (session) => {
        const found = await this.deleted.findOne({ _id: id }, { session });
        if (!found) throw noSuchFolder();
        const { items, folders, deletedAt: _at, deletedBy: _by, ...folder } = found;
        const { kind, parentId: from } = folder;
        const parent = from === null ? null : await this.folders.findOne({ _id: from }, { session });
        const parentId = parent?._id ?? null;
        const ancestors = await this.ancestorsOf(kind, parentId, session);
        await this.folders.updateMany({ _id: { $in: ancestors } }, { $inc: { moves: 1 } }, { session });
        await this.deleted.deleteOne({ _id: id }, { session });
        await this.folders.insertOne({ ...folder, parentId }, { session });
        await this.folders.updateMany(
          { _id: { $in: folders }, parentId: from },
          { $set: { parentId: id }, $inc: { moves: 1 } },
          { session },
        );
        if (ancestors.length + (await this.heightOf(id, session)) > MAX_FOLDER_DEPTH) throw tooDeep();
        await this.contentsOf(kind).moveBack(items, { from, to: id }, session);
        return { ...folder, parentId };
      }),
    );
    return this.counted(restored);
  }

  /** The name of a folder in the trash. @throws AppError not-found */
  async deletedName(id: string): Promise<string> {
    const found = await this.deleted.findOne({ _id: id }, { projection: { name: 1 } });
    if (!found) throw noSuchFolder();
    return found.name;
  }

  /** Names of the folders with these ids, by id, for lists. */
  async names(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const found = await this.folders.find({ _id: { $in: [...ids] } }).toArray();
    return new Map(found.map((folder) => [folder._id, folder.name]));
  }

  /**
   * Ids of the folder and of its ancestors, from the bottom up. @throws AppError target.missing; validation.failed if a child of the
   * folder would be nested too deep
   */
  private async ancestorsOf(
    kind: FolderKind,
    id: string | null,
    session: mongo.ClientSession,
  ): Promise<string[]> {
    const ancestors: string[] = [];
    for (let next = id; next !== null;) {
      const folder: FolderDoc | null = await this.folders.findOne({ _id: next, kind }, { session });
      if (!folder) throw folderMissing('parentId');
      ancestors.push(folder._id);
      if (ancestors.length >= MAX_FOLDER_DEPTH) throw tooDeep();
      next = folder.parentId;
    }
    return ancestors;
  }

  /** Number of levels of the folder and what is in it: 1 if it contains no folder. */
  private async heightOf(id: string, session: mongo.ClientSession): Promise<number> {
    let level = [id];
    for (let height = 1; ; height += 1) {
      const inside = await this.folders
        .find({ parentId: { $in: level } }, { session, projection: { _id: 1 } })
        .toArray();
      // The limit also ends the loop if folders of an early release contain themselves.
      if (inside.length === 0 || height > MAX_FOLDER_DEPTH) return height;
      level = inside.map((folder) => folder._id);
    }
  }
}

async function uniqueName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY) {
      throw new AppError('name.taken', 'A folder with this name exists here already.', { cause: error });
    }
    throw error;
  }
}

const folderMissing = (path: string): AppError =>
  new AppError('target.missing', 'The folder does not exist.', {
    issues: [
      {
        code: 'target.missing',
        path,
        message: { en: 'The folder no longer exists', nb: 'Mappen finnes ikke lenger' },
      },
    ],
  });

const noSuchFolder = (): AppError => new AppError('not-found', 'The folder does not exist.');

const tooDeep = (): AppError =>
  new AppError('validation.failed', `Folders can be nested at most ${MAX_FOLDER_DEPTH} levels deep.`, {
    issues: [
      {
        code: 'folder.too-deep',
        path: 'parentId',
        message: phrase(
          {
            en: 'Folders can be nested at most {max} levels deep',
            nb: 'Mapper kan ligge høyst {max} nivåer dypt',
          },
          { max: MAX_FOLDER_DEPTH },
        ),
      },
    ],
  });

const toFolder = (folder: FolderDoc, items: number): Folder => ({
  id: folder._id,
  name: folder.name,
  parentId: folder.parentId,
  items,
});
