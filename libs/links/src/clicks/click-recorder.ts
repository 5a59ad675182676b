import { Injectable } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { Batcher } from '@linkflow/platform';
import { RecipientDirectory } from '../recipients/recipient-directory';
import { clickerId, type ClickDoc, type ClickerDoc, type RecipientDoc } from '../store/documents';

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
  ) {}

  /** The answers come in the order of the clicks. Rejects when MongoDB did not take them: deliver all of them again. */
  async record(clicks: readonly ClickRecord[]): Promise<RecordedClick[]> {
    const recorded = await Promise.all(clicks.map((click) => this.insert(click)));
    await this.upsertClickers(recorded);
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
    const clickers = new Map<string, ClickerDoc>();
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
      });
    }
    await Promise.all([...clickers.values()].map((clicker) => this.upsertClicker(clicker)));
  }

  private async upsertClicker({ _id, firstAt, lastAt, ...about }: ClickerDoc): Promise<void> {
    const spec = {
      _id,
      update: { $min: { firstAt }, $max: { lastAt }, $setOnInsert: about },
      upsert: true,
    };
    const outcome = await this.batcher.update('clickers', spec);
    // Two upserts of a new clicker at once: one inserted, this one met it and must be done again.
    if (outcome === 'existed') await this.batcher.update('clickers', spec);
  }
}
