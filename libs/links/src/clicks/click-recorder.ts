import { Injectable } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { RecipientsRepository, type RecipientDoc } from '../recipients.repository';
import { ClicksRepository, recipientOnLinkKey, type ClickerDoc } from './clicks.repository';
import { DirtySlices } from './slices';

/** Result for one click. `isNew: false`: an earlier delivery of its job recorded it. */
export type RecordedClick =
  | { outcome: 'recorded'; click: ClickRecord; recipient: RecipientDoc; isNew: boolean }
  /** The click can never be recorded. The other clicks of the job are not affected. */
  | { outcome: 'set-aside'; click: ClickRecord; reason: 'recipient.unknown' };

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
      contactId: recipient.contactId,
      at: new Date(click.at),
      version: click.version,
      kind: click.kind,
      run: click.run,
      ua: click.ua ?? null,
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
        contactId: recipient.contactId,
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
