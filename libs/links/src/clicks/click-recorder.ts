import { Injectable } from '@nestjs/common';
import type { ClickRecord, ClickVerdict, LookRecord, SetAsideReason, Verdict } from '@linkflow/contracts';
import { Batcher, type UpdateOutcome } from '@linkflow/platform';
import { WebhookEvents } from '@linkflow/webhooks';
import { Recipients, type LinkRecipient } from '../recipients';
import { AcceptedClicks } from './accepted-clicks';
import { browserOf } from './browser-name';
import {
  CLICKERS,
  CLICKS,
  ERASED_CLICK,
  SET_ASIDE,
  recipientOnLinkKey,
  type ClickDoc,
  type ClickerDoc,
} from './click-documents';
import { ClickPolicies, settledAt, settles } from './click-trust';
import { DeliveryJudge, agentOf } from './delivery-judge';
import { ClickResets, type StoredClick } from './click-resets';
import { Looks } from './looks';
import { ResetWriter } from './reset-writer';
import { DirtySlices } from './slices';

/**
 * Result for one click. `isNew: false`: an earlier delivery of its job recorded it. `verdict` is the stored one; it is absent if others
 * were judging the clicks of the recipient at the same time. `judgement`: that of a click that was judged by itself.
 */
export type RecordedClick =
  | {
      outcome: 'recorded';
      click: ClickRecord;
      recipient: LinkRecipient;
      isNew: boolean;
      verdict?: Verdict | undefined;
      judgement?: ClickVerdict | undefined;
    }
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
    private readonly judge: DeliveryJudge,
    private readonly accepted: AcceptedClicks,
    private readonly looks: Looks,
    private readonly resets: ClickResets,
    private readonly resetWriter: ResetWriter,
    private readonly policies: ClickPolicies,
    private readonly webhooks: WebhookEvents,
  ) {}

  /**
   * Records the clicks. The results have the order of the clicks. Rejects if MongoDB, or Redis for clicks in test messages, did not
   * acknowledge all writes; the caller must then have all clicks delivered again.
   */
  async record(clicks: readonly ClickRecord[]): Promise<RecordedClick[]> {
    const ids = clicks.map((click) => click.id);
    const [isWanted] = await Promise.all([
      this.webhooks.wants('click.recorded'),
      this.dirtySlices.beforeWrite(ids),
    ]);
    const recorded = await Promise.all(clicks.map((click) => this.insert(click, isWanted)));
    // The looks are read after the clicks were stored, and `recordLooks` reads the clicks after the looks were stored. Whichever comes second
    // sees the other.
    const [again, looked] = await Promise.all([
      this.upsertClickers(recorded),
      this.looks.of([...new Set(recorded.flatMap(recipientOf))]),
    ]);
    const { recipients, late } = await this.resets.affecting(recorded.flatMap(storedClick));
    await this.resets.leaveOut(late);
    await this.resetWriter.ensureFirst([...again].filter((id) => recipients.has(id)));
    const toJudge = new Set([
      ...again,
      ...looked.keys(),
      ...recipients,
      ...late.map(({ recipientId }) => recipientId),
    ]);
    if (toJudge.size > 0) {
      const times = clicks.flatMap(({ recipient: recipientId, at }) =>
        toJudge.has(recipientId) ? [{ recipientId, at }] : [],
      );
      const verdicts = await this.judge.judge(times, { runsFollow: true });
      for (const one of recorded)
        if (one.outcome === 'recorded' && toJudge.has(one.click.recipient)) {
          one.verdict = verdicts.get(one.click.id);
          delete one.judgement;
        }
    }
    await this.accepted.exclude(
      recorded.flatMap(({ outcome, click }) => (outcome === 'test' ? [click.id] : [])),
    );
    await this.dirtySlices.afterWrite(ids);
    return recorded;
  }

  /** Records looks, and judges the clicks of their recipients again. Rejects if MongoDB did not acknowledge all writes. */
  async recordLooks(looks: readonly LookRecord[]): Promise<void> {
    const stored = await this.looks.record(looks);
    await this.judge.judge(
      stored.map(({ recipient, at }) => ({ recipientId: recipient, at })),
      { runsFollow: true },
    );
  }

  /**
   * Stores a click that could not be processed. If its recipient has been erased, personal data (user agent, answer) is left out, as for
   * recorded clicks. The write is batched. A click that is set aside already gets the new reason.
   */
  async setAside(given: ClickRecord, reason: SetAsideReason, at: Date): Promise<void> {
    const { ua, answer, seen, agent: _, ...click } = given;
    const recipient = await this.recipients.find(click.recipient);
    const stored: ClickRecord = recipient?.erasedAt
      ? click
      : {
          ...click,
          ...(ua !== undefined && { ua: browserOf(ua) }),
          ...(answer && { answer }),
          ...(seen && { seen, agent: agentOf(given) }),
        };
    await this.batcher.update(SET_ASIDE, {
      _id: click.id,
      update: { $set: { click: stored, reason, at }, $unset: { sentAgainAt: '' } },
      upsert: true,
    });
  }

  /** @param isWanted whether other systems want to know of clicks */
  private async insert(click: ClickRecord, isWanted: boolean): Promise<RecordedClick> {
    const recipient = await this.recipients.find(click.recipient);
    if (!recipient) return { outcome: 'set-aside', click, reason: 'recipient.unknown' };
    if (recipient.test) return { outcome: 'test', click };
    const judgement = click.seen && (await this.judge.alone(click, recipient));
    const verdict = judgement?.verdict ?? 'human';
    if (isWanted) await this.announce(click, recipient, judgement);
    const outcome = await this.batcher.insertOnce<ClickDoc>(CLICKS, {
      _id: click.id,
      linkId: click.link,
      mailingId: recipient.mailingId,
      recipientId: click.recipient,
      at: new Date(click.at),
      version: click.version,
      kind: click.kind,
      ...(judgement && { verdict, judgement }),
      ...(recipient.erasedAt
        ? ERASED_CLICK
        : {
            contactId: recipient.contactId,
            run: click.run,
            ua: click.ua === undefined ? null : browserOf(click.ua),
            ...(click.answer && { answer: click.answer }),
            ...(click.seen && { seen: click.seen, agent: agentOf(click) }),
          }),
    });
    return { outcome: 'recorded', click, recipient, isNew: outcome === 'inserted', verdict, judgement };
  }

  /** Keeps the event of a click before the click is stored. It is sent when the verdict has settled. */
  private async announce(
    click: ClickRecord,
    recipient: LinkRecipient,
    judgement: ClickVerdict | undefined,
  ): Promise<void> {
    if (click.kind !== 'click' || recipient.erasedAt) return;
    const policy = await this.policies.of(click.link);
    const at = new Date(click.at);
    await this.webhooks.announce({
      type: 'click.recorded',
      factId: click.id,
      at,
      linkId: click.link,
      mailingId: recipient.mailingId,
      contactId: recipient.contactId,
      recipientId: click.recipient,
      notBefore: settles(click) ? settledAt({ at, judgement }, policy) : at,
    });
  }

  /**
   * Creates or updates the clickers of these clicks, also of clicks that were recorded before: the worker of the earlier delivery may
   * have crashed after storing the click and before storing the clicker.
   * @returns the recipients whose clicks must be judged together, because these are not their first or only ones
   */
  private async upsertClickers(recorded: readonly RecordedClick[]): Promise<ReadonlySet<string>> {
    const clickers = new Map<string, Omit<ClickerDoc, 'first'>>();
    const known = new Set<string>();
    const again = new Set<string>();
    for (const one of recorded) {
      if (one.outcome !== 'recorded') continue;
      const { click, recipient, isNew, verdict } = one;
      if (!isNew || known.has(click.recipient)) again.add(click.recipient);
      known.add(click.recipient);
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
        // A click that was recorded before may have another verdict by now. The judgement that follows gives it to the clicker.
        ...(isNew && verdict !== undefined && verdict !== 'human' && { verdict, mailingVerdict: verdict }),
      });
    }
    await Promise.all(
      [...clickers.values()].map(async (clicker) => {
        if (!(await this.upsertClicker(clicker))) again.add(clicker.recipientId);
      }),
    );
    return again;
  }

  /**
   * First tries to write the clicker with `first: true`. The unique index refuses this if the recipient has such a clicker on another
   * link, or if two upserts of the same clicker collide. The clicker is then written with `first: false`; this is repeated once, because
   * two such upserts may collide too.
   * @returns whether it is the first clicker of the recipient, and new
   */
  private async upsertClicker(clicker: Omit<ClickerDoc, 'first'>): Promise<boolean> {
    const outcome = await this.writeClicker({ ...clicker, first: true });
    if (outcome !== 'existed') return outcome === 'inserted';
    const { mailingVerdict: _, ...rest } = clicker;
    const further = { ...rest, first: false };
    if ((await this.writeClicker(further)) === 'existed') await this.writeClicker(further);
    return false;
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

const storedClick = (one: RecordedClick): StoredClick[] =>
  one.outcome === 'recorded'
    ? [
        {
          linkId: one.click.link,
          recipientId: one.click.recipient,
          mailingId: one.recipient.mailingId,
          at: one.click.at,
        },
      ]
    : [];

const recipientOf = (one: RecordedClick): string[] => (one.outcome === 'recorded' ? [one.recipient._id] : []);
