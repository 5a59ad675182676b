import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { ClickRecord, PageQuery } from '@linkflow/contracts';
import { Batcher, collectionOf, type UpdateOutcome } from '@linkflow/platform';
import { RecipientsRepository, type RecipientDoc } from '../recipients.repository';

/** Collection `clicks`: every recorded click. All counts derive from it. Ids begin with the second of the click. */
export interface ClickDoc {
  _id: string;
  linkId: string;
  mailingId: string;
  recipientId: string;
  contactId: string | null;
  at: Date;
  /** Version that was live at the click; 0: none. */
  version: number;
  kind: ClickRecord['kind'];
  /** Whether the click starts a run. */
  run: boolean;
  ua: string | null;
}

/** Collection `clickers`: a recipient who clicked a link. `_id` is `<linkId>:<recipientId>`. It has no counters, so workers may write it in any order. */
export interface ClickerDoc {
  _id: string;
  linkId: string;
  recipientId: string;
  mailingId: string;
  contactId: string | null;
  firstAt: Date;
  lastAt: Date;
  /** Id of the click that created this document; never changes. The clicker is counted in the slice of that click. */
  createdByClick: string;
  /** True for one clicker of each recipient, who is counted once in the mailing although several of its links may be clicked. */
  first: boolean;
}

/** Collection `clicks_set_aside`: clicks that could not be processed, for inspection by ops. */
interface SetAsideDoc {
  _id: string;
  click: ClickRecord;
  reason: string;
  at: Date;
}

/** A recipient on a link. */
export interface RecipientOnLink {
  linkId: string;
  recipientId: string;
}

/** `<linkId>:<recipientId>`. */
export const recipientOnLinkKey = ({ linkId, recipientId }: RecipientOnLink): string =>
  `${linkId}:${recipientId}`;

/** The lowest id that a click in the second of this time can have. */
export const lowestIdAt = (ms: number): string =>
  Math.floor(ms / 1_000)
    .toString(16)
    .padStart(8, '0')
    .padEnd(24, '0');

const CLICKS = 'clicks';
const CLICKERS = 'clickers';
const SET_ASIDE = 'clicks_set_aside';

/** The collections `clicks`, `clickers` and `clicks_set_aside`. */
@Injectable()
export class ClicksRepository {
  readonly clicks: mongo.Collection<ClickDoc>;
  readonly clickers: mongo.Collection<ClickerDoc>;
  private readonly aside: mongo.Collection<SetAsideDoc>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly batcher: Batcher,
    private readonly recipients: RecipientsRepository,
  ) {
    this.clicks = collectionOf(connection, CLICKS);
    this.clickers = collectionOf(connection, CLICKERS);
    this.aside = collectionOf(connection, SET_ASIDE);
  }

  async createIndexes(): Promise<void> {
    await Promise.all([
      this.clicks.createIndexes([
        // Covers the counts of a link in slices. The clicks of a mailing in slices are found by id.
        { key: { linkId: 1, kind: 1, _id: 1 } },
        // Clicks of a recipient, and the first one that started a run on its link.
        { key: { recipientId: 1, linkId: 1, run: 1, at: 1 } },
      ]),
      this.clickers.createIndexes([
        { key: { linkId: 1, lastAt: -1 } },
        // Covers the counts of clickers in slices.
        { key: { createdByClick: 1, linkId: 1, mailingId: 1, first: 1 } },
        { key: { recipientId: 1 }, unique: true, partialFilterExpression: { first: true } },
      ]),
    ]);
  }

  /** Batched. `existed`: the click was recorded before. */
  insertOnce(click: ClickDoc): Promise<'inserted' | 'existed'> {
    return this.batcher.insertOnce<ClickDoc>(CLICKS, click);
  }

  /** Stores a click that could not be processed. Batched; ignored if it is stored already. */
  async setAside(click: ClickRecord, reason: string, at: Date): Promise<void> {
    await this.batcher.insertOnce<SetAsideDoc>(SET_ASIDE, { _id: click.id, click, reason, at });
  }

  /** Creates a clicker, or extends its first and last time. Batched. `existed`: a unique index refused it. */
  upsertClicker({ _id, firstAt, lastAt, ...fields }: ClickerDoc): Promise<UpdateOutcome> {
    return this.batcher.update(CLICKERS, {
      _id,
      update: { $min: { firstAt }, $max: { lastAt }, $setOnInsert: fields },
      upsert: true,
    });
  }

  /** Clicks of each recipient, without the buttons of confirm pages; on one link if given. A recipient without clicks is absent. */
  async countByRecipient(recipientIds: readonly string[], linkId?: string): Promise<Map<string, number>> {
    const groups = await this.clicks
      .aggregate<{ _id: string; n: number }>([
        {
          $match: {
            ...(linkId !== undefined && { linkId }),
            recipientId: { $in: [...recipientIds] },
            kind: 'click',
          },
        },
        { $group: { _id: '$recipientId', n: { $sum: 1 } } },
      ])
      .toArray();
    return new Map(groups.map((group) => [group._id, group.n]));
  }

  /**
   * The id of the first click of each pair that starts a run, in the order of the pairs; undefined if there is none. The earliest
   * time decides; of clicks in the same millisecond, the lowest id, so that the result does not depend on when it is read. One round
   * trip.
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
      ])
      .toArray();
    const firstByPair = new Map(groups.map(({ _id, first }) => [recipientOnLinkKey(_id), first.id]));
    return pairs.map((pair) => firstByPair.get(recipientOnLinkKey(pair)));
  }

  /** Recipients who clicked a link, the latest first. */
  async clickersOf(
    linkId: string,
    { page, pageSize }: PageQuery,
  ): Promise<{ rows: (ClickerDoc & { recipient: RecipientDoc | null })[]; total: number }> {
    const [rows, total] = await Promise.all([
      this.clickers
        .find({ linkId })
        .sort({ lastAt: -1, _id: 1 })
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .toArray(),
      this.clickers.countDocuments({ linkId }),
    ]);
    const recipients = await this.recipients.findMany(rows.map((row) => row.recipientId));
    const byId = new Map(recipients.map((recipient) => [recipient._id, recipient]));
    return { rows: rows.map((row) => ({ ...row, recipient: byId.get(row.recipientId) ?? null })), total };
  }

  /** Number of clicks with an id in the range, counted from the id index. */
  async countInRange(range: { $gte: string; $lt: string }): Promise<number> {
    // The plain command counts from the index alone; countDocuments groups the documents.
    const { n } = await this.clicks.db.command({ count: CLICKS, query: { _id: range } });
    return Number(n);
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

  /** Those of the ids that are neither recorded nor set aside. */
  async unprocessed(ids: readonly string[], { maxTimeMS }: { maxTimeMS: number }): Promise<Set<string>> {
    const options = { projection: { _id: 1 }, maxTimeMS };
    const missing = new Set(ids);
    for await (const { _id } of this.clicks.find({ _id: { $in: [...missing] } }, options))
      missing.delete(_id);
    for await (const { _id } of this.aside.find({ _id: { $in: [...missing] } }, options)) missing.delete(_id);
    return missing;
  }

  /** Those of the ids that are set aside. */
  async setAsideAmong(ids: readonly string[]): Promise<Set<string>> {
    const found = await this.aside.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } }).toArray();
    return new Set(found.map(({ _id }) => _id));
  }

  /** Clicks with `after < id < before` in the order of their ids, i.e. of their time; only what is needed to decide whether they have a run. */
  scan(
    range: { after: string; before: string },
    limit: number,
  ): Promise<Pick<ClickDoc, '_id' | 'linkId' | 'version' | 'run'>[]> {
    return this.clicks
      .find(
        { _id: { $gt: range.after, $lt: range.before } },
        { projection: { linkId: 1, version: 1, run: 1 }, sort: { _id: 1 }, limit },
      )
      .toArray();
  }
}
