import { Injectable } from '@nestjs/common';
import Bowser from 'bowser';
import { LRUCache } from 'lru-cache';
import type { ClickAnswer, ClickRecord, SetAsideReason } from '@linkflow/contracts';
import { Batcher, type UpdateOutcome } from '@linkflow/platform';
import { Recipients, type LinkRecipient } from '../recipients';
import { AcceptedClicks } from './accepted-clicks';
import { DirtySlices } from './slices';

/** Collection `clicks`: every recorded click. All counts derive from it. An id begins with the time of the click in seconds. */
export interface ClickDoc {
  _id: string;
  linkId: string;
  mailingId: string;
  recipientId: string;
  contactId: string | null;
  at: Date;
  /** Number of the version that was live at the click; 0 if none was published. */
  version: number;
  kind: ClickRecord['kind'];
  /** Whether the click may start a run. */
  run: boolean;
  /** Family and version of the browser; the whole user agent is not stored. */
  ua: string | null;
  /**
   * How the click was answered. Set only if the answer was decided for this click alone, not for all clicks on the link. Its URL may
   * contain personal data.
   */
  answer?: ClickAnswer;
}

/**
 * Collection `clickers`: a recipient who clicked a link. `_id` is `<linkId>:<recipientId>`. Recording a click increments nothing, so workers
 * may write a clicker in any order. What the clicker keeps of deleted clicks is written together with their deletion.
 */
export interface ClickerDoc {
  _id: string;
  linkId: string;
  recipientId: string;
  mailingId: string;
  firstAt: Date;
  lastAt: Date;
  /** Id of the click that created this document; never changes. The clicker is counted in the slice of that click. */
  createdByClick: string;
  /**
   * True for exactly one clicker of each recipient, so that a recipient who clicked several links of a mailing counts once in the
   * mailing.
   */
  first: boolean;
  /** Number of clicks of the recipient on the link that were deleted after their retention, without presses on a confirm page. */
  archivedClicks?: number;
  /** The earliest of the deleted clicks that started a run. */
  firstRunClick?: { at: Date; id: string };
}

/** Collection `clicks_set_aside`: clicks that could not be processed, for inspection by ops. */
export interface SetAsideDoc {
  _id: string;
  /** The click as it was delivered, except that `ua` is reduced to the family and version of the browser. */
  click: ClickRecord;
  reason: SetAsideReason;
  at: Date;
  /** When ops last had the click processed again. Absent if it was set aside again after that. */
  sentAgainAt?: Date;
}

/** Identifies the clicks of one recipient on one link. */
export interface RecipientOnLink {
  linkId: string;
  recipientId: string;
}

/** The `_id` of a clicker: `<linkId>:<recipientId>`. */
export const recipientOnLinkKey = ({ linkId, recipientId }: RecipientOnLink): string =>
  `${linkId}:${recipientId}`;

/** The fields that are stored for a click whose recipient was erased. Such a click is counted but starts no run. */
export const ERASED_CLICK = { contactId: null, run: false, ua: null } as const;

export const CLICKS = 'clicks';
export const CLICKERS = 'clickers';
export const SET_ASIDE = 'clicks_set_aside';

/** Result for one click. `isNew: false`: an earlier delivery of its job recorded it. */
export type RecordedClick =
  | { outcome: 'recorded'; click: ClickRecord; recipient: LinkRecipient; isNew: boolean }
  /** The click can never be recorded. The other clicks of the job are not affected. */
  | { outcome: 'set-aside'; click: ClickRecord; reason: SetAsideReason }
  /** A click in a test message: it was answered, and is not stored, not counted, and starts no run. */
  | { outcome: 'test'; click: ClickRecord };

/**
 * Records clicks idempotently: a click that is delivered several times is stored once. All writes go through the batcher, where concurrent
 * jobs share them.
 */
@Injectable()
export class ClickRecorder {
  constructor(
    private readonly batcher: Batcher,
    private readonly recipients: Recipients,
    private readonly dirtySlices: DirtySlices,
    private readonly accepted: AcceptedClicks,
  ) {}

  /**
   * Records the clicks. The results have the order of the clicks. Rejects if MongoDB, or Redis for clicks in test messages, did not
   * acknowledge all writes; the caller must then have all clicks delivered again.
   */
  async record(clicks: readonly ClickRecord[]): Promise<RecordedClick[]> {
    const ids = clicks.map((click) => click.id);
    await this.dirtySlices.beforeWrite(ids);
    const recorded = await Promise.all(clicks.map((click) => this.insert(click)));
    await this.upsertClickers(recorded);
    await this.accepted.exclude(
      recorded.flatMap(({ outcome, click }) => (outcome === 'test' ? [click.id] : [])),
    );
    await this.dirtySlices.afterWrite(ids);
    return recorded;
  }

  /**
   * Stores a click that could not be processed. If its recipient has been erased, personal data (user agent, answer) is left out, as for
   * recorded clicks. The write is batched. A click that is set aside already gets the new reason.
   */
  async setAside({ ua, answer, ...click }: ClickRecord, reason: SetAsideReason, at: Date): Promise<void> {
    const recipient = await this.recipients.find(click.recipient);
    const stored: ClickRecord = recipient?.erasedAt
      ? click
      : { ...click, ...(ua !== undefined && { ua: browserOf(ua) }), ...(answer && { answer }) };
    await this.batcher.update(SET_ASIDE, {
      _id: click.id,
      update: { $set: { click: stored, reason, at }, $unset: { sentAgainAt: '' } },
      upsert: true,
    });
  }

  private async insert(click: ClickRecord): Promise<RecordedClick> {
    const recipient = await this.recipients.find(click.recipient);
    if (!recipient) return { outcome: 'set-aside', click, reason: 'recipient.unknown' };
    if (recipient.test) return { outcome: 'test', click };
    const outcome = await this.batcher.insertOnce<ClickDoc>(CLICKS, {
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

  /**
   * Creates or updates the clickers of these clicks, also of clicks that were recorded before: the worker of the earlier delivery may
   * have crashed after storing the click and before storing the clicker.
   */
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
        firstAt: at,
        lastAt: at,
        createdByClick: click.id,
      });
    }
    await Promise.all([...clickers.values()].map((clicker) => this.upsertClicker(clicker)));
  }

  /**
   * First tries to write the clicker with `first: true`. The unique index refuses this if the recipient has such a clicker on another
   * link, or if two upserts of the same clicker collide. The clicker is then written with `first: false`; this is repeated once, because
   * two such upserts may collide too.
   */
  private async upsertClicker(clicker: Omit<ClickerDoc, 'first'>): Promise<void> {
    if ((await this.writeClicker({ ...clicker, first: true })) !== 'existed') return;
    const further = { ...clicker, first: false };
    if ((await this.writeClicker(further)) === 'existed') await this.writeClicker(further);
  }

  /**
   * Creates a clicker, or extends the period from `firstAt` to `lastAt` of an existing one. Returns 'existed' if a unique index refused
   * the write.
   */
  private writeClicker({ _id, firstAt, lastAt, ...fields }: ClickerDoc): Promise<UpdateOutcome> {
    return this.batcher.update(CLICKERS, {
      _id,
      update: { $min: { firstAt }, $max: { lastAt }, $setOnInsert: fields },
      upsert: true,
    });
  }
}

/**
 * Results of {@link browserOf} by user agent: parsing costs more than recording a click, and the clicks of a burst share few user
 * agents.
 */
const parsed = new LRUCache<string, string>({ max: 2_000 });

/**
 * Reduces a user agent to the family and version of the browser, e.g. "Chrome 138", because the whole text can identify a person. A text
 * that is already reduced is returned unchanged.
 */
export function browserOf(userAgent: string): string {
  let browser = parsed.get(userAgent);
  if (browser === undefined) parsed.set(userAgent, (browser = parse(userAgent)));
  return browser;
}

const UNKNOWN = 'Unknown';
const FAMILIES: ReadonlySet<string> = new Set([...Object.values(Bowser.BROWSER_MAP), UNKNOWN]);

/**
 * Whether a text is the name of a browser that the parser recognises, with or without a major version. Any other text could contain
 * personal data.
 */
function isReduced(text: string): boolean {
  const [, family = ''] = /^(.+?)(?: \d{1,5})?$/.exec(text) ?? [];
  return FAMILIES.has(family);
}

function parse(userAgent: string): string {
  if (userAgent === '' || isReduced(userAgent)) return userAgent || UNKNOWN;
  const { name = '', version } = Bowser.parse(userAgent).browser;
  const major = version?.split('.')[0];
  const reduced = major ? `${name} ${major}` : name;
  return isReduced(reduced) ? reduced : UNKNOWN;
}
