import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { mongo, type Connection } from 'mongoose';
import type { Author } from '@linkflow/links';
import { collectionOf } from '@linkflow/platform';

/** Collection `pictures`. The files are in the GridFS bucket `picture_files`, under `<id>/<width of the copy>`. */
export interface PictureDoc {
  /** SHA-256 of the upload, hexadecimal. */
  _id: string;
  name: string;
  width: number;
  height: number;
  /** Size of the largest file, bytes. */
  bytes: number;
  mediaType: string;
  /** Widths of the resized copies, px. */
  copyWidths: number[];
  addedAt: Date;
  addedBy: Author;
}

/** A file of the store, as it is served. */
export interface StoredFile {
  mediaType: string;
  bytes: Buffer;
}

/** Widths of the resized copies, px: twice the widths of columns, for dense screens. Larger than the upload: no copy. */
export const COPY_WIDTHS = [320, 640, 1_200] as const;
/** Screens have up to this many dots per px. Denser ones gain nothing that people see. */
const DENSITY = 2;

/** Where the pictures of mails are stored. A picture never changes, and is not deleted: mails that were sent show it for years. */
@Injectable()
export class PictureStore {
  readonly documents: mongo.Collection<PictureDoc>;
  readonly files: mongo.GridFSBucket;

  constructor(@InjectConnection() connection: Connection) {
    this.documents = collectionOf(connection, 'pictures');
    if (!connection.db) throw new Error('The picture store was used before MongoDB was connected.');
    this.files = new mongo.GridFSBucket(connection.db, { bucketName: 'picture_files' });
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndexes([{ key: { addedAt: -1 } }]);
  }

  /** Which of these pictures are in the store. */
  async storedOf(ids: readonly string[]): Promise<Set<string>> {
    const found = await this.documents.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } }).toArray();
    return new Set(found.map(({ _id }) => _id));
  }

  /**
   * The copy of this width, px, or the picture in its own size if there is no such copy.
   * @returns null if there is no such picture
   */
  async file(id: string, copyWidth: number): Promise<StoredFile | null> {
    const picture = await this.documents.findOne({ _id: id });
    if (!picture) return null;
    const width = picture.copyWidths.includes(copyWidth) ? copyWidth : 0;
    const bytes = await buffer(this.files.openDownloadStreamByName(`${id}/${width}`));
    return { mediaType: picture.mediaType, bytes };
  }
}

/** Width of the smallest copy that is sharp on dense screens at this display width, px; 0: the picture in its own size. */
export const copyFor = (displayWidth: number): number =>
  COPY_WIDTHS.find((width) => width >= displayWidth * DENSITY) ?? 0;
