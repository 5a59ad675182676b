import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { mongo, type Connection } from 'mongoose';
import { phrase, type Folder, type SaveFolder } from '@linkflow/contracts';
import { AppError, Clock, collectionOf, newId, transaction } from '@linkflow/platform';
import { NAME_ORDER } from '../list-query';
import { LinksRepository } from './links.repository';

/** Collection `folders`. */
interface FolderDoc {
  _id: string;
  name: string;
  parentId: string | null;
  /** Incremented when a folder is moved into it or below it, so that concurrent moves conflict and cannot create a cycle. */
  moves: number;
  createdAt: Date;
}

/** Maximum number of nested folders. */
export const MAX_FOLDER_DEPTH = 10;

const DUPLICATE_KEY = 11_000;

/** The folder tree of the link library. Deleting a folder never deletes a link. */
@Injectable()
export class FoldersService {
  private readonly folders: mongo.Collection<FolderDoc>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly links: LinksRepository,
    private readonly clock: Clock,
  ) {
    this.folders = collectionOf(connection, 'folders');
  }

  async createIndexes(): Promise<void> {
    await this.folders.createIndexes([
      { key: { parentId: 1, name: 1 }, unique: true, collation: NAME_ORDER },
    ]);
  }

  async list(): Promise<Folder[]> {
    const [folders, counts] = await Promise.all([
      this.folders.find().collation(NAME_ORDER).sort({ name: 1 }).toArray(),
      this.links.countByFolder(),
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
   * @throws AppError target.missing if the folder does not exist
   */
  async hold(id: string, session: mongo.ClientSession): Promise<void> {
    const { matchedCount } = await this.folders.updateOne({ _id: id }, { $inc: { moves: 1 } }, { session });
    if (matchedCount === 0) throw folderMissing('folderId');
  }

  /** @throws AppError name.taken; target.missing if the parent does not exist; validation.failed if the folder would be nested too deep */
  async create(body: SaveFolder): Promise<Folder> {
    const parentId = body.parentId ?? null;
    const folder: FolderDoc = {
      _id: newId(),
      name: body.name,
      parentId,
      moves: 0,
      createdAt: this.clock.now(),
    };
    await uniqueName(() =>
      transaction(this.connection, async (session) => {
        const ancestors = await this.ancestorsOf(parentId, session);
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
        const ancestors = await this.ancestorsOf(parentId, session);
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
    return toFolder(folder, (await this.links.countByFolder()).get(id) ?? 0);
  }

  /** @throws AppError folder.not-empty if it contains folders, or links that are not deleted */
  async remove(id: string): Promise<void> {
    if (!(await this.exists(id))) throw noSuchFolder();
    await transaction(this.connection, async (session) => {
      const hasFolders = await this.folders.findOne({ parentId: id }, { session });
      if (hasFolders || (await this.links.isAnyIn(id, session))) {
        throw new AppError('folder.not-empty', 'Move or delete what is in the folder first.');
      }
      await this.folders.deleteOne({ _id: id }, { session });
      // Deleted links are moved out of the folder too: a link that is restored later would otherwise refer to a missing folder.
      await this.links.clearFolder(id, session);
    });
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
  private async ancestorsOf(id: string | null, session: mongo.ClientSession): Promise<string[]> {
    const ancestors: string[] = [];
    for (let next = id; next !== null;) {
      const folder: FolderDoc | null = await this.folders.findOne({ _id: next }, { session });
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

const toFolder = (folder: FolderDoc, links: number): Folder => ({
  id: folder._id,
  name: folder.name,
  parentId: folder.parentId,
  links,
});
