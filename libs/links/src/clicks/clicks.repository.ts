import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { ClickAnswer, ClickRecord, PageQuery } from '@linkflow/contracts';
import { Batcher, collectionOf, type UpdateOutcome } from '@linkflow/platform';
import type { RowPage } from '../list-query';
import { RecipientsRepository, type RecipientDoc } from '../recipients.repository';
import { browserOf } from './browser-of';
import { DirtySlices } from './slices';

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
  /** Family and version of the browser; the whole user agent is not stored. */
  ua: string | null;
  /** What the recipient got, if the answer was decided for this click alone. The address may contain personal data. */
  answer?: ClickAnswer;
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

/** Why a click is not processed. `crashed-worker`: each worker that processed it crashed. */
export type SetAsideReason = 'recipient.unknown' | 'crashed-worker' | 'unexpected-error';

/** Collection `clicks_set_aside`: clicks that could not be processed, for inspection by ops. */
interface SetAsideDoc {
  _id: string;
  /** Its `ua` is the family and version of the browser. */
  click: ClickRecord;
  reason: SetAsideReason;
  at: Date;
}

/** A recipient on a link. */
interface RecipientOnLink {
  linkId: string;
  recipientId: string;
}

/** `<linkId>:<recipientId>`. */
const recipientOnLinkKey = ({ linkId, recipientId }: RecipientOnLink): string => `${linkId}:${recipientId}`;

/** What is stored of a click whose recipient was erased. It is counted and starts no run. */
export const ERASED_CLICK = { contactId: null, run: false, ua: null } as const;

const CLICKS = 'clicks';
const CLICKERS = 'clickers';
const SET_ASIDE = 'clicks_set_aside';

/** The collections `clicks`, `clickers` and `clicks_set_aside`. */
@Injectable()
export class ClicksRepository {
  readonly clicks: mongo.Collection<ClickDoc>;
  readonly clickers: mongo.Collection<ClickerDoc>;
  readonly aside: mongo.Collection<SetAsideDoc>;

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
        // For erasing a contact.
        { key: { contactId: 1 }, partialFilterExpression: { contactId: { $type: 'string' } } },
      ]),
      this.aside.createIndexes([{ key: { 'click.recipient': 1 } }]),
    ]);
  }

  /** Batched. `existed`: the click was recorded before. */
  insertOnce(click: ClickDoc): Promise<'inserted' | 'existed'> {
    return this.batcher.insertOnce<ClickDoc>(CLICKS, click);
  }

  /** Stores a click that could not be processed, as little of its person as of a recorded one. Batched; ignored if it is stored already. */
  async setAside({ ua, answer, ...click }: ClickRecord, reason: SetAsideReason, at: Date): Promise<void> {
    const recipient = await this.recipients.find(click.recipient);
    const stored: ClickRecord = recipient?.erasedAt
      ? click
      : { ...click, ...(ua !== undefined && { ua: browserOf(ua) }), ...(answer && { answer }) };
    await this.batcher.insertOnce<SetAsideDoc>(SET_ASIDE, { _id: click.id, click: stored, reason, at });
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
  ): Promise<RowPage<ClickerDoc & { recipient: RecipientDoc | null }>> {
    const [rows, total] = await Promise.all([
      this.clickers
        .find({ linkId })
        .sort({ lastAt: -1, _id: 1 })
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .toArray(),
      this.clickers.countDocuments({ linkId }),
    ]);
    const recipients = await this.recipients.rows(rows.map((row) => row.recipientId));
    const byId = new Map(recipients.map((recipient) => [recipient._id, recipient]));
    return { rows: rows.map((row) => ({ ...row, recipient: byId.get(row.recipientId) ?? null })), total };
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

  /** The ids of clicks that are set aside. */
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

/** Result for one click. `isNew: false`: an earlier delivery of its job recorded it. */
export type RecordedClick =
  | { outcome: 'recorded'; click: ClickRecord; recipient: RecipientDoc; isNew: boolean }
  /** The click can never be recorded. The other clicks of the job are not affected. */
  | { outcome: 'set-aside'; click: ClickRecord; reason: SetAsideReason };

/** Records clicks idempotently: a click that is delivered several times is stored once. */
@Injectable()
export class ClickRecorder {
  constructor(
    private readonly clicks: ClicksRepository,
    private readonly recipients: RecipientsRepository,
    private readonly dirtySlices: DirtySlices,
  ) {}

  /** The results have the order of the clicks. Rejects when MongoDB did not acknowledge all writes: deliver all clicks again. */
  async record(clicks: readonly ClickRecord[]): Promise<RecordedClick[]> {
    const ids = clicks.map((click) => click.id);
    await this.dirtySlices.beforeWrite(ids);
    const recorded = await Promise.all(clicks.map((click) => this.insert(click)));
    await this.upsertClickers(recorded);
    await this.dirtySlices.afterWrite(ids);
    return recorded;
  }

  private async insert(click: ClickRecord): Promise<RecordedClick> {
    const recipient = await this.recipients.find(click.recipient);
    if (!recipient) return { outcome: 'set-aside', click, reason: 'recipient.unknown' };
    const outcome = await this.clicks.insertOnce({
      _id: click.id,
      linkId: click.link,
      mailingId: recipient.mailingId,
      recipientId: click.recipient,
      at: new Date(click.at),
      version: click.version,
      kind: click.kind,
      ...(recipient.erasedAt
        ? ERASED_CLICK
        : {
            contactId: recipient.contactId,
            run: click.run,
            ua: click.ua === undefined ? null : browserOf(click.ua),
            ...(click.answer && { answer: click.answer }),
          }),
    });
    return { outcome: 'recorded', click, recipient, isNew: outcome === 'inserted' };
  }

  /** Includes clicks that were recorded before: the worker of an earlier delivery may have crashed between the two writes. */
  private async upsertClickers(recorded: readonly RecordedClick[]): Promise<void> {
    const clickers = new Map<string, Omit<ClickerDoc, 'first'>>();
    for (const one of recorded) {
      if (one.outcome !== 'recorded') continue;
      const { click, recipient } = one;
      const _id = recipientOnLinkKey({ linkId: click.link, recipientId: click.recipient });
      const at = new Date(click.at);
      const clicker = clickers.get(_id);
      if (clicker) {
        if (at < clicker.firstAt) clicker.firstAt = at;
        if (at > clicker.lastAt) clicker.lastAt = at;
        continue;
      }
      clickers.set(_id, {
        _id,
        linkId: click.link,
        recipientId: click.recipient,
        mailingId: recipient.mailingId,
        contactId: recipient.erasedAt ? null : recipient.contactId,
        firstAt: at,
        lastAt: at,
        createdByClick: click.id,
      });
    }
    await Promise.all([...clickers.values()].map((clicker) => this.upsertClicker(clicker)));
  }

  /**
   * First tries to create the clicker as the first one of its recipient. The unique index refuses that when the recipient has a
   * first one on another link, or when two upserts of the same clicker collide; then it is written as a further one.
   */
  private async upsertClicker(clicker: Omit<ClickerDoc, 'first'>): Promise<void> {
    if ((await this.clicks.upsertClicker({ ...clicker, first: true })) !== 'existed') return;
    const further = { ...clicker, first: false };
    if ((await this.clicks.upsertClicker(further)) === 'existed') await this.clicks.upsertClicker(further);
  }
}
