import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import type { Folder, SaveFolder } from '@linkflow/contracts';
import { AppError, Clock, newId } from '@linkflow/platform';
import { LinksRepository } from '../links/links.repository';
import type { FolderDoc } from '../store/documents';
import { LinkStore } from '../store/link-store';
import { FoldersRepository } from './folders.repository';

/** Folders may nest this deep. */
export const MAX_FOLDER_DEPTH = 10;

/** Folders of the link library. Deleting one never deletes a link. */
@Injectable()
export class FoldersService {
  constructor(
    private readonly folders: FoldersRepository,
    private readonly links: LinksRepository,
    private readonly store: LinkStore,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<Folder[]> {
    const [folders, counts] = await Promise.all([this.folders.all(), this.links.countByFolder()]);
    return folders.map((folder) => toFolder(folder, counts.get(folder._id) ?? 0));
  }

  async create(body: SaveFolder): Promise<Folder> {
    const parentId = body.parentId ?? null;
    const folder: FolderDoc = {
      _id: newId(),
      name: body.name,
      parentId,
      moves: 0,
      createdAt: this.clock.now(),
    };
    await this.store.transaction(async (session) => this.ancestorsOf(parentId, session));
    await this.folders.insert(folder);
    return toFolder(folder, 0);
  }

  /** Changes what is given: its name, where it lies, or both. @throws folder.cycle when it would come to lie inside itself. */
  async update(id: string, body: Partial<SaveFolder>): Promise<Folder> {
    const folder = await this.store.transaction(async (session) => {
      const there = await this.folders.find(id, session);
      if (!there) throw noSuchFolder();
      const parentId = body.parentId === undefined ? there.parentId : body.parentId;
      if (parentId !== there.parentId) {
        const above = await this.ancestorsOf(parentId, session);
        if (above.includes(id)) throw new AppError('folder.cycle', 'A folder can not lie inside itself.');
        await this.folders.touch(above, session);
      }
      return this.folders.update(id, { name: body.name ?? there.name, parentId }, session);
    });
    if (!folder) throw noSuchFolder();
    return toFolder(folder, (await this.links.countByFolder()).get(id) ?? 0);
  }

  /** @throws folder.not-empty */
  async remove(id: string): Promise<void> {
    if (!(await this.folders.find(id))) throw noSuchFolder();
    if (!(await this.folders.removeIfEmpty(id)))
      throw new AppError('folder.not-empty', 'Move or delete what is in the folder first.');
  }

  /** Names of folders by id, for lists. */
  async names(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const found = await this.store.folders.find({ _id: { $in: [...ids] } }).toArray();
    return new Map(found.map((folder) => [folder._id, folder.name]));
  }

  /** The folder and all above it. */
  private async ancestorsOf(id: string | null, session: mongo.ClientSession): Promise<string[]> {
    const above: string[] = [];
    for (let next = id; next !== null;) {
      const folder: FolderDoc | null = await this.folders.find(next, session);
      if (!folder) throw new AppError('target.missing', 'There is no such folder.');
      above.push(folder._id);
      if (above.length >= MAX_FOLDER_DEPTH) throw tooDeep();
      next = folder.parentId;
    }
    return above;
  }
}

const noSuchFolder = (): AppError => new AppError('not-found', 'There is no such folder.');

const tooDeep = (): AppError =>
  new AppError('validation.failed', `Folders nest at most ${MAX_FOLDER_DEPTH} deep.`, {
    issues: [
      {
        code: 'folder.too-deep',
        path: 'parentId',
        message: {
          en: `Folders nest at most ${MAX_FOLDER_DEPTH} deep`,
          nb: `Mapper kan ligge høyst ${MAX_FOLDER_DEPTH} nivåer dypt`,
        },
      },
    ],
  });

const toFolder = (folder: FolderDoc, links: number): Folder => ({
  id: folder._id,
  name: folder.name,
  parentId: folder.parentId,
  links,
});
