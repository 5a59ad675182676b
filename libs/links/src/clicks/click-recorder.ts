import { Injectable } from '@nestjs/common';
import type { ClickRecord, SetAsideReason } from '@linkflow/contracts';
import { RecipientsRepository, type RecipientDoc } from '../recipients.repository';
import { browserOf } from './browser-of';
import { ClicksRepository, ERASED_CLICK, recipientOnLinkKey, type ClickerDoc } from './clicks.repository';
import { DirtySlices } from './slices';

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

  /**
   * Records the clicks. The results have the order of the clicks. Rejects if MongoDB did not acknowledge all writes; the caller must
   * then have all clicks delivered again.
   */
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
    if ((await this.clicks.upsertClicker({ ...clicker, first: true })) !== 'existed') return;
    const further = { ...clicker, first: false };
    if ((await this.clicks.upsertClicker(further)) === 'existed') await this.clicks.upsertClicker(further);
  }
}
