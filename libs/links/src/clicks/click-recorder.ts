import { Injectable } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { Batcher, type UpdateOutcome } from '@linkflow/platform';
import { RecipientDirectory } from '../recipients/recipient-directory';
import { clickerId, type ClickDoc, type ClickerDoc, type RecipientDoc } from '../store/documents';
import { SliceMarks } from './slice-marks';

/** What became of one click. `isNew: false`: an earlier delivery of its job had recorded it. */
export type RecordedClick =
  | { outcome: 'recorded'; click: ClickRecord; recipient: RecipientDoc; isNew: boolean }
  /** It can't be recorded now or ever; its neighbours are not affected. */
  | { outcome: 'set-aside'; click: ClickRecord; reason: 'recipient.unknown' };

/** Writes clicks down, each once, however often it is delivered. */
@Injectable()
export class ClickRecorder {
  constructor(
    private readonly batcher: Batcher,
    private readonly recipients: RecipientDirectory,
    private readonly marks: SliceMarks,
  ) {}

  /** The answers come in the order of the clicks. Rejects when MongoDB did not take them: deliver all of them again. */
  async record(clicks: readonly ClickRecord[]): Promise<RecordedClick[]> {
    const ids = clicks.map((click) => click.id);
    await this.marks.before(ids);
    const recorded = await Promise.all(clicks.map((click) => this.insert(click)));
    await this.upsertClickers(recorded);
    await this.marks.after(ids);
    return recorded;
  }

  private async insert(click: ClickRecord): Promise<RecordedClick> {
    const recipient = await this.recipients.find(click.recipient);
    if (!recipient) return { outcome: 'set-aside', click, reason: 'recipient.unknown' };
    const outcome = await this.batcher.insertOnce<ClickDoc>('clicks', {
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

  /** Also for clicks that were there already: an earlier delivery may have died between the two writes. */
  private async upsertClickers(recorded: readonly RecordedClick[]): Promise<void> {
    const clickers = new Map<string, NewClicker>();
    for (const one of recorded) {
      if (one.outcome !== 'recorded') continue;
      const { click, recipient } = one;
      const _id = clickerId(click.link, click.recipient);
      const at = new Date(click.at);
      const known = clickers.get(_id);
      if (known) {
        if (at < known.firstAt) known.firstAt = at;
        if (at > known.lastAt) known.lastAt = at;
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
        born: click.id,
      });
    }
    await Promise.all([...clickers.values()].map((clicker) => this.upsertClicker(clicker)));
  }

  /**
   * A new clicker is first made as the recipient's only one. When another link of the mailing has that already, or when two
   * upserts of the same clicker met, the index refuses, and it is written as a further one.
   */
  private async upsertClicker(clicker: NewClicker): Promise<void> {
    if ((await this.upsert(clicker, true)) !== 'existed') return;
    if ((await this.upsert(clicker, false)) === 'existed') await this.upsert(clicker, false);
  }

  private upsert({ _id, firstAt, lastAt, ...about }: NewClicker, first: boolean): Promise<UpdateOutcome> {
    return this.batcher.update('clickers', {
      _id,
      update: { $min: { firstAt }, $max: { lastAt }, $setOnInsert: { ...about, first } },
      upsert: true,
    });
  }
}

type NewClicker = Omit<ClickerDoc, 'first'>;
