import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { z } from 'zod';
import { readConfig } from './config';
import { Log } from './log';
import { collectionOf } from './mongo';
import { PeriodicTasks } from './periodic-tasks';
import { lowestIdAt } from './time';

/*
 * Deletes documents when they are older than a setting allows. Each lib declares a rule for each of its collections, and the app that owns
 * the maintenance adds the rules. Each rule has a mark, a stored time. A round of a rule deletes the documents that are older than the
 * mark, page after page, each page in a short write. Then it moves the mark to `now - days`. The mark therefore passes a document at least
 * one interval before the document is deleted, and a process that stores something late learns from the mark whether documents of that time
 * may have been deleted. States of a document: kept → announced (older than the mark) → deleted.
 */

/** Maximum age of a job in a queue. Younger documents may not be deleted, because a retried job could store the same data again. */
export const MAX_JOB_DAYS = 30;
/** Shortest retention: the maximum age of a job, one day for clocks that are behind, and one day for a round that was interrupted. */
const MIN_RETENTION_DAYS = MAX_JOB_DAYS + 2;
const MAX_RETENTION_DAYS = 36_500;

/** A setting in days: `off` keeps everything. */
const retentionDays = (fallback: number) =>
  z
    .string()
    .default('')
    .transform((text, context) => {
      if (text === '') return fallback;
      if (text === 'off') return text;
      const days = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
      if (days >= MIN_RETENTION_DAYS && days <= MAX_RETENTION_DAYS) return days;
      context.addIssue({
        code: 'custom',
        message: `must be "off" or a number of days from ${MIN_RETENTION_DAYS} to ${MAX_RETENTION_DAYS}, because a failed job may come back for ${MAX_JOB_DAYS} days`,
      });
      return z.NEVER;
    });

/** How long documents are kept, in days. */
export const RetentionConfig = z.object({
  RETENTION_CLICKS_DAYS: retentionDays(730),
  RETENTION_RUNS_DAYS: retentionDays(365),
  RETENTION_HISTORY_DAYS: retentionDays(1_095),
  RETENTION_AUDIT_DAYS: retentionDays(1_095),
  RETENTION_SET_ASIDE_DAYS: retentionDays(365),
  RETENTION_DRAFTS_DAYS: retentionDays(365),
  RETENTION_SUBMISSIONS_DAYS: retentionDays(1_095),
  RETENTION_OUTBOX_DAYS: retentionDays(90),
  /** Interval between two rounds, ms. */
  RETENTION_MS: z.coerce.number().int().min(50).default(60_000),
});

export interface RetentionPage {
  /** Only documents from before this time are deleted. */
  before: Date;
  /** Only documents with a greater id are looked at. */
  after: string;
  /** Maximum number of documents to look at. */
  limit: number;
}

export interface DeletedPage {
  deleted: number;
  /** Id of the last document that was looked at; null if there is no further page. */
  last: string | null;
}

/** The documents of one collection that are deleted after some time. */
export interface RetentionRule {
  name: string;
  days: number | 'off';
  /**
   * Looks at the next documents in the order of their ids, and deletes those that may go. Two processes may do so at the same time, and
   * each may be killed at any point; what is deleted must then be as consistent as what is kept.
   */
  deletePage(page: RetentionPage): Promise<DeletedPage>;
}

/** Collection `retention`: the mark of a rule. Documents from before it may have been deleted. */
interface StoredMark {
  _id: string;
  before: Date;
}

/** Deletes the documents of a page whose `at` is older, of a collection whose ids begin with their time. */
export async function deleteOldPage<T extends { _id: string; at: Date }>(
  collection: mongo.Collection<T>,
  { before, after, limit }: RetentionPage,
): Promise<DeletedPage> {
  // The casts are safe: every document of the collection has `_id` and `at`, which the driver's types do not see through `T`.
  const page = await collection
    .find<{ _id: string; at: Date }>(
      { _id: { $gt: after, $lt: lowestIdAt(before.getTime()) } } as mongo.Filter<T>,
      { projection: { at: 1 } },
    )
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  const old = page.filter(({ at }) => at < before).map(({ _id }) => _id);
  const deleted = await collection.deleteMany({ _id: { $in: old } } as mongo.Filter<T>);
  return { deleted: deleted.deletedCount, last: lastOf(page, limit) };
}

/** The id after which the next page begins; null if this page was the last one. */
export const lastOf = (page: readonly { _id: string }[], limit: number): string | null =>
  page.length < limit ? null : (page.at(-1)?._id ?? null);

const DAY_MS = 86_400_000;
const PAGE_SIZE = 500;
/** Maximum duration of a round. A backlog, such as that of the first round, continues in the next one. */
const MAX_ROUND_MS = 20_000;
const LEASE_MS = 60_000;

/** Runs the rules of this app, each in one process at a time, and keeps their marks. */
@Injectable()
export class Retention {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly tasks: PeriodicTasks,
    private readonly log: Log,
  ) {}

  /** Adds a rule. Call it in the constructor of a provider. */
  add(rule: RetentionRule): void {
    if (rule.days === 'off') return;
    const { days } = rule;
    this.tasks.add({
      name: `retention-${rule.name}`,
      everyMs: readConfig(RetentionConfig).RETENTION_MS,
      leaseMs: LEASE_MS,
      run: (signal) => this.round(rule, days, signal),
    });
  }

  /** The time before which documents of one of these rules may have been deleted; null if nothing was. */
  async deletedBefore(...names: string[]): Promise<Date | null> {
    const [newest] = await this.marks
      .find({ _id: { $in: names } })
      .sort({ before: -1 })
      .limit(1)
      .toArray();
    return newest?.before ?? null;
  }

  /** Deletes what the last round announced, then announces what the next one will delete. */
  async round(rule: RetentionRule, days: number, signal?: AbortSignal): Promise<void> {
    const ms = days * DAY_MS;
    // The earlier of the mark and `now - days`, by the database's clock. The mark is the later one if the setting was raised meanwhile.
    const [mark] = await this.marks
      .aggregate<{ before: Date }>([
        { $match: { _id: rule.name } },
        { $project: { before: { $min: ['$before', { $subtract: ['$$NOW', ms] }] } } },
      ])
      .toArray();
    if (mark) await this.deleteAll(rule, mark.before, signal);
    await this.marks.updateOne(
      { _id: rule.name },
      [{ $set: { before: { $max: ['$before', { $subtract: ['$$NOW', ms] }] } } }],
      { upsert: true },
    );
  }

  private async deleteAll(rule: RetentionRule, before: Date, signal?: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    let total = 0;
    let after = '';
    while (!signal?.aborted && performance.now() - startedAt < MAX_ROUND_MS) {
      const pageStartedAt = performance.now();
      const { deleted, last } = await rule.deletePage({ before, after, limit: PAGE_SIZE });
      total += deleted;
      if (last === null) break;
      after = last;
      // Sleeps for as long as the page took, so that at least half of the database's time is left to other work.
      await sleep(performance.now() - pageStartedAt);
    }
    if (total > 0)
      this.log.info({ rule: rule.name, deleted: total, before }, 'deleted documents after their retention');
  }

  private get marks(): mongo.Collection<StoredMark> {
    return collectionOf<StoredMark>(this.connection, 'retention');
  }
}
