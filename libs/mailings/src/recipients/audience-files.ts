import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { mongo, type Connection } from 'mongoose';
import { FormatFinder, countRows, rowsOf, type FileFormat, type FileRow } from './recipient-file';

const BUCKET = 'recipient_files';

/** The uploaded files of sources, until they are read. A file is stored under the id of its source. */
@Injectable()
export class AudienceFiles {
  readonly bucket: mongo.GridFSBucket;
  private readonly chunks: mongo.Collection<{ _id: mongo.ObjectId; files_id: mongo.ObjectId }>;

  constructor(@InjectConnection() connection: Connection) {
    if (!connection.db) throw new Error('The files of recipients were used before MongoDB was connected.');
    this.bucket = new mongo.GridFSBucket(connection.db, { bucketName: BUCKET });
    this.chunks = connection.db.collection(`${BUCKET}.chunks`);
  }

  /**
   * Stores a file while it arrives. Nothing of it is kept if it breaks off or cannot be read.
   * @throws UnreadableFile if it has no addresses
   */
  async store(sourceId: string, file: Readable): Promise<FileFormat> {
    const finder = new FormatFinder();
    const stored = this.bucket.openUploadStream(sourceId);
    try {
      await pipeline(file, finder, stored);
      return await finder.format();
    } catch (error) {
      await this.chunks.deleteMany({ files_id: stored.id });
      await this.remove(sourceId);
      throw error;
    }
  }

  rows(sourceId: string, format: FileFormat): AsyncGenerator<FileRow> {
    return rowsOf(this.bucket.openDownloadStreamByName(sourceId), format);
  }

  /** @throws UnreadableFile */
  countRows(sourceId: string, format: FileFormat): Promise<number> {
    return countRows(this.bucket.openDownloadStreamByName(sourceId), format);
  }

  async remove(sourceId: string): Promise<void> {
    for await (const { _id } of this.bucket.find({ filename: sourceId })) await this.bucket.delete(_id);
  }

  /** Removes what interrupted uploads have left: files and parts of files from before `until` that no source needs. */
  async removeLeftovers(until: Date, isNeeded: (sourceId: string) => Promise<boolean>): Promise<void> {
    for await (const { _id, filename } of this.bucket.find({ uploadDate: { $lt: until } }))
      if (!(await isNeeded(filename))) await this.bucket.delete(_id);
    const before = mongo.ObjectId.createFromTime(until.getTime() / 1_000);
    const orphans = await this.chunks
      .aggregate<{ _id: mongo.ObjectId }>([
        { $match: { _id: { $lt: before } } },
        { $group: { _id: '$files_id' } },
        { $lookup: { from: `${BUCKET}.files`, localField: '_id', foreignField: '_id', as: 'files' } },
        { $match: { files: { $size: 0 } } },
      ])
      .toArray();
    if (orphans.length > 0)
      await this.chunks.deleteMany({ files_id: { $in: orphans.map(({ _id }) => _id) } });
  }
}
