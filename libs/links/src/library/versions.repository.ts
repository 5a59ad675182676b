import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { NodeDescriptor, WorkflowDocument, WorkflowLayout } from '@linkflow/contracts';
import { collectionOf, type Batcher } from '@linkflow/platform';
import type { Author } from './links.repository';

/** What apps/click needs of a version: only the respond lane, with sanitised texts, and the descriptors of its node types. */
export interface RespondLane {
  document: WorkflowDocument;
  catalogue: NodeDescriptor[];
}

/** Collection `link_versions`, immutable documents; `_id` is `<linkId>:<number>`. */
export interface VersionDoc {
  _id: string;
  linkId: string;
  number: number;
  hash: string;
  url: string;
  document: WorkflowDocument;
  layout: WorkflowLayout;
  /** Null: every click is redirected to `url`. */
  respond: RespondLane | null;
  note: string | null;
  /** Number of the version that was published again as this one. */
  copyOf: number | null;
  publishedAt: Date;
  publishedBy: Author;
}

const NAME = 'link_versions';

const versionId = (linkId: string, number: number): string => `${linkId}:${number}`;

@Injectable()
export class VersionsRepository {
  readonly versions: mongo.Collection<VersionDoc>;

  constructor(@InjectConnection() connection: Connection) {
    this.versions = collectionOf(connection, NAME);
  }

  async createIndexes(): Promise<void> {
    await this.versions.createIndexes([{ key: { linkId: 1, number: -1 }, unique: true }]);
  }

  async insert(version: Omit<VersionDoc, '_id'>, session: mongo.ClientSession): Promise<VersionDoc> {
    const document: VersionDoc = { _id: versionId(version.linkId, version.number), ...version };
    await this.versions.insertOne(document, { session });
    return document;
  }

  /** Newest first. */
  list(linkId: string): Promise<VersionDoc[]> {
    return this.versions.find({ linkId }).sort({ number: -1 }).toArray();
  }

  find(linkId: string, number: number): Promise<VersionDoc | null> {
    return this.versions.findOne({ _id: versionId(linkId, number) });
  }

  /** What a click needs of a version. */
  responseOf(linkId: string, number: number): Promise<Pick<VersionDoc, 'url' | 'respond'> | null> {
    return this.versions.findOne(
      { _id: versionId(linkId, number) },
      { projection: { _id: 0, url: 1, respond: 1 } },
    );
  }
}

/** Reads a version with the reads of other callers in the same event-loop turn. */
export const readVersion = (batcher: Batcher, linkId: string, number: number): Promise<VersionDoc | null> =>
  batcher.read<VersionDoc>(NAME, versionId(linkId, number));
