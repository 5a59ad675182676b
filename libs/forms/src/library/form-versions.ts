import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { LRUCache } from 'lru-cache';
import type { Connection, mongo } from 'mongoose';
import type { FormContent } from '@linkflow/contracts';
import type { Author } from '@linkflow/links';
import { collectionOf } from '@linkflow/platform';

/** Collection `form_versions`: published questions and settings, immutable; `_id` is `<formId>:<number>`. */
export interface FormVersionDoc {
  _id: string;
  formId: string;
  number: number;
  content: FormContent;
  hash: string;
  publishedAt: Date;
  publishedBy: Author;
}

const MAX_CACHED = 500;
const idOf = (formId: string, number: number): string => `${formId}:${number}`;

@Injectable()
export class FormVersions {
  private readonly documents: mongo.Collection<FormVersionDoc>;
  /** Versions never change, so they are cached as long as there is room. */
  private readonly cache = new LRUCache<string, FormVersionDoc>({ max: MAX_CACHED });

  constructor(@InjectConnection() connection: Connection) {
    this.documents = collectionOf(connection, 'form_versions');
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndexes([{ key: { formId: 1, number: -1 }, unique: true }]);
  }

  async insert(version: Omit<FormVersionDoc, '_id'>, session: mongo.ClientSession): Promise<void> {
    await this.documents.insertOne({ _id: idOf(version.formId, version.number), ...version }, { session });
  }

  /** Null if there is no such version. */
  async find(formId: string, number: number): Promise<FormVersionDoc | null> {
    const id = idOf(formId, number);
    const cached = this.cache.get(id);
    if (cached) return cached;
    const found = await this.documents.findOne({ _id: id });
    if (found) this.cache.set(id, found);
    return found;
  }

  /** Newest first, without their content. */
  list(formId: string): Promise<Omit<FormVersionDoc, 'content'>[]> {
    return this.documents
      .find({ formId })
      .sort({ number: -1 })
      .project<Omit<FormVersionDoc, 'content'>>({ content: 0 })
      .toArray();
  }
}
