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

  /**
   * The file for a display width, px; see `copyFor`.
   * @returns null if there is no such picture
   */
  async file(id: string, displayWidth: number): Promise<StoredFile | null> {
    const picture = await this.documents.findOne({ _id: id });
    if (!picture) return null;
    const fileName = `${id}/${copyFor(displayWidth, picture.copyWidths)}`;
    const bytes = await buffer(this.files.openDownloadStreamByName(fileName));
    return { mediaType: picture.mediaType, bytes };
  }
}

/**
 * The file of a picture for a display width: the smallest that is sharp on dense screens.
 * @param copyWidths widths of the copies that exist
 * @returns 0 for the picture in its own size
 */
export function copyFor(displayWidth: number, copyWidths: readonly number[]): number {
  const sharpEnough = copyWidths.filter((width) => width >= displayWidth * DENSITY);
  return sharpEnough.length > 0 ? Math.min(...sharpEnough) : 0;
}
