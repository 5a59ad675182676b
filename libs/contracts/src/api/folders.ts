import { z } from 'zod';
import { Id, Instant, Ref, byId } from '../common';
import { Name } from '../written-texts';
import type { SubjectSchemas } from './routes';

/** What can be put into folders. Each kind has its own tree. */
export const FOLDER_KINDS = ['link', 'mailing', 'form'] as const;
export type FolderKind = (typeof FOLDER_KINDS)[number];

export const Folder = z.object({
  id: Id,
  name: z.string(),
  parentId: Id.nullable(),
  /** Number of links, or what else the folder is for, in it; not in the folders that it contains. */
  items: z.number().int(),
});
export type Folder = z.infer<typeof Folder>;
export const SaveFolder = z.object({ name: Name, parentId: Id.nullable().optional() });
export type SaveFolder = z.infer<typeof SaveFolder>;
const FolderKindQuery = z.object({ kind: z.enum(FOLDER_KINDS).default('link') });

/** A deleted folder. `items`: how many links, or what else it is for, were moved out of it when it was deleted. */
export const DeletedFolder = z.object({
  id: Id,
  name: z.string(),
  items: z.number().int(),
  deletedAt: Instant,
  deletedBy: Ref,
});
export type DeletedFolder = z.infer<typeof DeletedFolder>;

export const folderRoutes = {
  folders: {
    list: {
      summary: 'Lists the folders of links, mailings or forms',
      query: FolderKindQuery,
      response: z.array(Folder),
    },
    create: {
      summary: 'Creates a folder',
      body: SaveFolder.extend(FolderKindQuery.shape),
      response: Folder,
      status: 201,
    },
    trash: {
      summary: 'Lists the deleted folders, the newest first',
      query: FolderKindQuery,
      response: z.array(DeletedFolder),
    },
    restore: {
      summary: 'Restores a deleted folder, with what was moved out of it and is still where it was moved to',
      params: byId,
      response: Folder,
    },
    update: {
      summary: 'Renames or moves a folder, or both',
      params: byId,
      body: SaveFolder.partial(),
      response: Folder,
    },
    remove: {
      summary:
        'Deletes a folder; it can be restored. With `contents=up`, what is in it is moved to the folder around it; without, a folder that is not empty is refused with `folder.not-empty`',
      params: byId,
      query: z.object({ contents: z.enum(['up']).optional() }),
    },
  },
} satisfies SubjectSchemas<'folders'>;
