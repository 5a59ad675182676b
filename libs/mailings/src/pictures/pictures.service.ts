import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import type { PageQuery, Picture } from '@linkflow/contracts';
import type { Author, RowPage } from '@linkflow/links';
import { Clock, containing, isDuplicateKey } from '@linkflow/platform';
import { requireRoom } from '../stored-limits';
import { preparePicture, type PreparedPicture } from './picture';
import { PictureStore, type PictureDoc } from './picture-store';

/** The pictures of mails, for colleagues. */
@Injectable()
export class Pictures {
  constructor(
    private readonly store: PictureStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores an upload. A picture that is stored already is returned as it is.
   * @throws AppError validation.failed; limit.reached
   */
  async add(upload: Buffer, { name, by }: { name: string; by: Author }): Promise<Picture> {
    const prepared = await preparePicture(upload);
    const existing = await this.store.documents.findOne({ _id: prepared.id });
    if (existing) return viewOf(existing);
    requireRoom('pictures', await this.store.documents.estimatedDocumentCount());
    const [largest] = prepared.files;
    if (!largest) throw new Error('A picture without files');
    await this.storeFiles(prepared);
    const document: PictureDoc = {
      _id: prepared.id,
      name,
      width: prepared.width,
      height: prepared.height,
      bytes: largest.bytes.length,
      mediaType: largest.mediaType,
      copyWidths: prepared.files.map(({ copyWidth }) => copyWidth).filter((width) => width > 0),
      addedAt: this.clock.now(),
      addedBy: by,
    };
    // The document comes last: a picture whose files are not complete is not in the list, and is stored again by the next upload.
    await this.store.documents.insertOne(document).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
    return viewOf(document);
  }

  /** The pictures, newest first. */
  async page({ q, page, pageSize }: PageQuery): Promise<RowPage<Picture>> {
    const filter: mongo.Filter<PictureDoc> = q ? { name: containing(q) } : {};
    const [rows, total] = await Promise.all([
      this.store.documents
        .find(filter)
        .sort({ addedAt: -1, _id: 1 })
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .toArray(),
      this.store.documents.countDocuments(filter),
    ]);
    return { rows: rows.map(viewOf), total };
  }

  private async storeFiles({ id, files }: PreparedPicture): Promise<void> {
    for (const { copyWidth, bytes, mediaType } of files) {
      const upload = this.store.files.openUploadStream(`${id}/${copyWidth}`, { metadata: { mediaType } });
      await pipeline(Readable.from([bytes]), upload);
    }
  }
}

const viewOf = ({ _id, name, width, height, bytes, mediaType, addedAt, addedBy }: PictureDoc): Picture => ({
  id: _id,
  name,
  width,
  height,
  bytes,
  mediaType,
  addedAt: addedAt.toISOString(),
  addedBy,
});
