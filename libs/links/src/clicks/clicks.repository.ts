import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { ClickersQuery, Verdict } from '@linkflow/contracts';
import { Batcher, collectionOf } from '@linkflow/platform';
import { Recipients, type LinkRecipient } from '../recipients';
import { ARCHIVED_SUMS, CLICK_SUMS, withVerdict, type RecipientClicks } from './click-counts';
import {
  CLICKERS,
  CLICKS,
  COUNTED_CLICKS,
  RESET_CLICKERS,
  SET_ASIDE,
  recipientOnLinkKey,
  type ClickDoc,
  type ClickerDoc,
  type RecipientOnLink,
  type ResetClickerDoc,
  type SetAsideDoc,
} from './click-documents';

/** A clicker with its recipient; null if the recipient does not exist any more. */
export type ClickerRow = ClickerDoc & { recipient: LinkRecipient | null };

const CLICKER_BATCH = 500;

/** Aggregation expression: the time of a click of a person, else null. */
const HUMAN_AT = { $cond: [{ $eq: [{ $ifNull: ['$verdict', 'human'] }, 'human'] }, '$at', null] };

/** Indexes and queries of the collections `clicks`, `clickers`, `reset_clickers` and `clicks_set_aside`. ClickRecorder adds their documents. */
@Injectable()
export class ClicksRepository {
  readonly clicks: mongo.Collection<ClickDoc>;
  readonly clickers: mongo.Collection<ClickerDoc>;
  readonly resetClickers: mongo.Collection<ResetClickerDoc>;
  readonly aside: mongo.Collection<SetAsideDoc>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly batcher: Batcher,
    private readonly recipients: Recipients,
  ) {
    this.clicks = collectionOf(connection, CLICKS);
    this.clickers = collectionOf(connection, CLICKERS);
    this.resetClickers = collectionOf(connection, RESET_CLICKERS);
    this.aside = collectionOf(connection, SET_ASIDE);
  }

  async createIndexes(): Promise<void> {
    await Promise.all([
      this.clicks.createIndexes([
        // For counting the clicks of a link in slices, from the index alone, and for their list. For a mailing, the clicks in slices are found by `_id`.
        { key: { linkId: 1, kind: 1, reset: 1, _id: 1, verdict: 1 } },
        // For the first click of a recipient on a link that starts a run, and for the best verdict of its clicks there.
        { key: { recipientId: 1, linkId: 1, verdict: 1, at: 1, run: 1 } },
        // For the clicks of a recipient around a time.
        { key: { recipientId: 1, at: 1, _id: 1 } },
        // For the runs that must follow a changed verdict.
        { key: { follow: 1 }, partialFilterExpression: { follow: { $exists: true } } },
        // For the verdicts that other systems are to be told.
        { key: { 'untold.at': 1 }, partialFilterExpression: { 'untold.at': { $exists: true } } },
        // For the clicks of machines in each minute.
        {
          key: { verdict: 1, _id: 1 },
          partialFilterExpression: { verdict: { $in: ['suspect', 'bot'] } },
        },
        // For lists of the clicks of suspects or machines on a link: they are few among many.
        {
          key: { linkId: 1, verdict: 1, _id: 1 },
          partialFilterExpression: { verdict: { $in: ['suspect', 'bot'] } },
        },
        // For the statistics of corrections.
        {
          key: { 'correction.verdict': 1 },
          partialFilterExpression: { correction: { $exists: true } },
        },
      ]),
      this.clickers.createIndexes([
        { key: { linkId: 1, lastAt: -1, _id: 1 } },
        { key: { mailingId: 1, linkId: 1, lastAt: -1, _id: 1 } },
        // For lists of those who are suspects or machines only: they are few among many.
        {
          key: { linkId: 1, verdict: 1, lastAt: -1, _id: 1 },
          partialFilterExpression: { verdict: { $in: ['suspect', 'bot'] } },
        },
        // For counting the clickers in slices, from the index alone.
        { key: { createdByClick: 1, linkId: 1, mailingId: 1, first: 1, verdict: 1, mailingVerdict: 1 } },
        { key: { recipientId: 1 }, unique: true, partialFilterExpression: { first: true } },
        // For counting the deleted clicks of recipients.
        {
          key: { recipientId: 1, archivedClicks: 1 },
          partialFilterExpression: { archivedClicks: { $gt: 0 } },
        },
      ]),
      this.resetClickers.createIndexes([
        { key: { recipientId: 1 } },
        // For the checks that a crash has prevented.
        {
          key: { firstUnchecked: 1 },
          partialFilterExpression: { firstUnchecked: { $exists: true } },
        },
      ]),
      this.aside.createIndexes([{ key: { 'click.recipient': 1 } }]),
    ]);
  }

  /**
   * Number of clicks of each recipient, on one link if `linkId` is given, without presses of the button on a confirm page and
   * without clicks before a reset. A recipient without clicks is absent.
   */
  async countByRecipient(
    recipientIds: readonly string[],
    linkId?: string,
  ): Promise<Map<string, RecipientClicks>> {
    const ofRecipients = { ...(linkId !== undefined && { linkId }), recipientId: { $in: [...recipientIds] } };
    const clickersOfRecipients =
      linkId === undefined
        ? { ...ofRecipients, archivedClicks: { $gt: 0 } }
        : { _id: { $in: recipientIds.map((recipientId) => recipientOnLinkKey({ linkId, recipientId })) } };
    const groups = await this.clicks
      .aggregate<RecipientClicks & { _id: string }>([
        { $match: { ...ofRecipients, ...COUNTED_CLICKS } },
        {
          $group: {
            _id: '$recipientId',
            ...CLICK_SUMS,
            firstHumanAt: { $min: HUMAN_AT },
            lastHumanAt: { $max: HUMAN_AT },
          },
        },
        {
          $unionWith: {
            coll: CLICKERS,
            pipeline: [
              { $match: clickersOfRecipients },
              { $group: { _id: '$recipientId', ...ARCHIVED_SUMS } },
            ],
          },
        },
        {
          $group: {
            _id: '$_id',
            clicks: { $sum: '$clicks' },
            humanClicks: { $sum: '$humanClicks' },
            suspectClicks: { $sum: '$suspectClicks' },
            firstHumanAt: { $min: '$firstHumanAt' },
            lastHumanAt: { $max: '$lastHumanAt' },
          },
        },
        { $match: { clicks: { $gt: 0 } } },
      ])
      .toArray();
    return new Map(groups.map(({ _id, ...counts }) => [_id, counts]));
  }

  /** Finds the clickers of these clicks. Each clicker is returned once. */
  clickersWhoMade(clicks: readonly RecipientOnLink[]): Promise<ClickerDoc[]> {
    return this.clickers.find({ _id: { $in: [...new Set(clicks.map(recipientOnLinkKey))] } }).toArray();
  }

  /** Finds the clickers of recipients, given their stored clicks. Includes clickers whose clicks were deleted after their retention. */
  clickersOfRecipients(
    recipientIds: readonly string[],
    clicks: readonly RecipientOnLink[],
  ): Promise<ClickerDoc[]> {
    const made = { _id: { $in: [...new Set(clicks.map(recipientOnLinkKey))] } };
    const ofDeleted = { recipientId: { $in: [...recipientIds] }, archivedClicks: { $gt: 0 } };
    return this.clickers.find({ $or: [made, ofDeleted] }).toArray();
  }

  /**
   * Finds for each pair the first click that starts a run, in one round trip. Returns the ids in the order of the pairs; undefined for a
   * pair without such a click. The first click is the one with the earliest time; of clicks in the same millisecond, the one with the
   * lowest id, so that repeated calls return the same click.
   */
  async firstClicksOf(pairs: readonly RecipientOnLink[]): Promise<(string | undefined)[]> {
    if (pairs.length === 0) return [];
    const recipientsByLink = new Map<string, Set<string>>();
    for (const { linkId, recipientId } of pairs) {
      const recipients = recipientsByLink.get(linkId);
      if (recipients) recipients.add(recipientId);
      else recipientsByLink.set(linkId, new Set([recipientId]));
    }
    const groups = await this.clicks
      .aggregate<{ _id: RecipientOnLink; first: { id: string } }>([
        {
          $match: {
            $or: [...recipientsByLink].map(([linkId, recipients]) => ({
              linkId,
              recipientId: { $in: [...recipients] },
              run: true,
            })),
          },
        },
        {
          $group: {
            _id: { linkId: '$linkId', recipientId: '$recipientId' },
            first: { $min: { at: '$at', id: '$_id' } },
          },
        },
        // The clicks that were deleted after their retention. A reset of counters changes nothing here: what was done stays done.
        ...[CLICKERS, RESET_CLICKERS].map((coll) => ({
          $unionWith: {
            coll,
            pipeline: [
              { $match: { _id: { $in: pairs.map(recipientOnLinkKey) }, firstRunClick: { $exists: true } } },
              {
                $project: {
                  _id: { linkId: '$linkId', recipientId: '$recipientId' },
                  first: '$firstRunClick',
                },
              },
            ],
          },
        })),
        { $group: { _id: '$_id', first: { $min: '$first' } } },
      ])
      .toArray();
    const firstByPair = new Map(groups.map(({ _id, first }) => [recipientOnLinkKey(_id), first.id]));
    return pairs.map((pair) => firstByPair.get(recipientOnLinkKey(pair)));
  }

  /** One page of the recipients who clicked a link, the latest click first. Their number is in the totals, see `ClickCounter`. */
  async clickersOf(
    linkId: string,
    { page, pageSize, verdict, mailingId }: ClickersQuery,
  ): Promise<ClickerRow[]> {
    const rows = await this.clickers
      .find({ linkId, ...(mailingId && { mailingId }), ...(verdict && withVerdict(verdict)) })
      .sort({ lastAt: -1, _id: 1 })
      .skip((page - 1) * pageSize)
      .limit(pageSize)
      .toArray();
    return this.withRecipients(rows);
  }

  /** All recipients who clicked a link, in batches, in the order of their ids. Clickers that are added meanwhile may be missing. */
  async *allClickersOf(
    linkId: string,
    { verdict, mailingId }: Pick<ClickersQuery, 'verdict' | 'mailingId'>,
  ): AsyncGenerator<ClickerRow[]> {
    let after = recipientOnLinkKey({ linkId, recipientId: '' });
    const end = `${linkId};`; // The character after the colon of the ids.
    for (;;) {
      const rows = await this.clickers
        .find({
          _id: { $gt: after, $lt: end },
          ...(mailingId && { mailingId }),
          ...(verdict && withVerdict(verdict)),
        })
        .sort({ _id: 1 })
        .limit(CLICKER_BATCH)
        .toArray();
      if (rows.length > 0) yield await this.withRecipients(rows);
      const last = rows.at(-1);
      if (!last || rows.length < CLICKER_BATCH) return;
      after = last._id;
    }
  }

  private async withRecipients(rows: readonly ClickerDoc[]): Promise<ClickerRow[]> {
    const recipients = await this.recipients.findMany(rows.map((row) => row.recipientId));
    const byId = new Map(recipients.map((recipient) => [recipient._id, recipient]));
    return rows.map((row) => ({ ...row, recipient: byId.get(row.recipientId) ?? null }));
  }

  /** The verdicts on clicks, in order; undefined for a click that is not stored. */
  async verdictsOf(ids: readonly string[]): Promise<(Verdict | undefined)[]> {
    const found = await Promise.all(ids.map((id) => this.find(id)));
    return found.map((click) => click?.verdict ?? (click ? 'human' : undefined));
  }

  find(id: string): Promise<ClickDoc | null> {
    return this.batcher.read<ClickDoc>(CLICKS, id);
  }

  findMany(ids: readonly string[]): Promise<ClickDoc[]> {
    return this.clicks.find({ _id: { $in: [...ids] } }).toArray();
  }

  /** Whether all of these clicks are recorded. */
  async areRecorded(ids: readonly string[], { maxTimeMS }: { maxTimeMS: number }): Promise<boolean> {
    const distinct = [...new Set(ids)];
    return (await this.clicks.countDocuments({ _id: { $in: distinct } }, { maxTimeMS })) === distinct.length;
  }

  /** The ids of clicks that are neither recorded nor set aside. */
  async unprocessed(ids: readonly string[], { maxTimeMS }: { maxTimeMS: number }): Promise<Set<string>> {
    const options = { projection: { _id: 1 }, maxTimeMS };
    const missing = new Set(ids);
    for await (const { _id } of this.clicks.find({ _id: { $in: [...missing] } }, options))
      missing.delete(_id);
    for await (const { _id } of this.aside.find({ _id: { $in: [...missing] } }, options)) missing.delete(_id);
    return missing;
  }

  /** The ids of clicks that are not recorded. */
  async unrecorded(ids: readonly string[]): Promise<Set<string>> {
    const missing = new Set(ids);
    const found = this.clicks.find({ _id: { $in: [...missing] } }, { projection: { _id: 1 } });
    for await (const { _id } of found) missing.delete(_id);
    return missing;
  }

  /** Number of clicks in a range of ids that are recorded or set aside; a click that is both counts once. */
  async countStored(range: { $gte: string; $lt: string }): Promise<number> {
    const aside = await this.aside.find({ _id: range }, { projection: { _id: 1 } }).toArray();
    const unrecorded = await this.unrecorded(aside.map(({ _id }) => _id));
    // The `count` command reads only the index of ids.
    const { n } = await this.clicks.db.command({ count: CLICKS, query: { _id: range } });
    return Number(n) + unrecorded.size;
  }

  /** The ids of clicks that are set aside. */
  async setAsideAmong(ids: readonly string[]): Promise<Set<string>> {
    const found = await this.aside.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } }).toArray();
    return new Set(found.map(({ _id }) => _id));
  }

  /**
   * Reads up to `limit` clicks with `after < id < before` in the order of their ids, which is the order of their time. Returns only the
   * fields that are needed to decide whether a click must have a run and a clicker.
   */
  scan(
    range: { after: string; before: string },
    limit: number,
  ): Promise<Pick<ClickDoc, '_id' | 'linkId' | 'recipientId' | 'version' | 'run' | 'reset'>[]> {
    return this.clicks
      .find(
        { _id: { $gt: range.after, $lt: range.before } },
        { projection: { linkId: 1, recipientId: 1, version: 1, run: 1, reset: 1 }, sort: { _id: 1 }, limit },
      )
      .toArray();
  }
}
