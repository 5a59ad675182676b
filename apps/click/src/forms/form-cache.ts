import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { FormContent } from '@linkflow/contracts';
import { FormReader, type LiveForm } from '@linkflow/forms/pages';
import { withTimeout } from '@linkflow/platform';

const MAX_FORMS = 500;
/** How long a form is used before MongoDB is read again, ms. */
const FRESH_MS = 2_000;
const MONGO_MS = 1_000;

interface Entry {
  form: LiveForm | null;
  readAt: number;
}

/**
 * Forms in memory. A form that was shown is still shown while MongoDB is away, so that a submission that was begun can be sent; one that was
 * never shown cannot be.
 */
@Injectable()
export class FormCache {
  private readonly live = new LRUCache<string, Entry>({ max: MAX_FORMS });
  private readonly versions = new LRUCache<string, FormContent>({ max: MAX_FORMS });

  constructor(private readonly reader: FormReader) {}

  /** Null if there is no such form. @throws if it is not in memory and MongoDB does not answer */
  async find(formId: string): Promise<LiveForm | null> {
    const known = this.live.get(formId);
    if (known && performance.now() - known.readAt < FRESH_MS) return known.form;
    try {
      const form = await withTimeout(MONGO_MS, () => this.reader.live(formId));
      this.live.set(formId, { form, readAt: performance.now() });
      if (form) this.versions.set(keyOf(formId, form.version), form.content);
      return form;
    } catch (error) {
      if (!known) throw error;
      // The next request need not wait for MongoDB again.
      known.readAt = performance.now();
      return known.form;
    }
  }

  /** The version that a page shows. Null if there is none. @throws as `find` */
  async version(formId: string, number: number): Promise<FormContent | null> {
    const key = keyOf(formId, number);
    const known = this.versions.get(key);
    if (known) return known;
    const content = await withTimeout(MONGO_MS, () => this.reader.version(formId, number));
    if (content) this.versions.set(key, content);
    return content;
  }
}

const keyOf = (formId: string, version: number): string => `${formId}:${version}`;
