import { Injectable } from '@nestjs/common';
import { Batcher, LiveEvents } from '@linkflow/platform';
import { COLLECTIONS } from '../model-names';
import type { ChangeDoc } from './change.schema';

/** The history of the cards. Its lines are written once and never changed. */
@Injectable()
export class ChangeLog {
  constructor(
    private readonly batcher: Batcher,
    private readonly live: LiveEvents,
  ) {}

  /** The line that an effect with this key has left, if it was done. */
  find(key: string): Promise<ChangeDoc | null> {
    return this.batcher.read<ChangeDoc>(COLLECTIONS.change, key);
  }

  /** Writes a line, or finds the one that is there; gives the line that stands. Tells the screens that the card has changed. */
  async write(change: ChangeDoc): Promise<ChangeDoc> {
    const outcome = await this.batcher.insertOnce(COLLECTIONS.change, change);
    this.live.announce({ type: 'contact', contactId: change.contactId, at: change.at.toISOString() });
    return outcome === 'inserted' ? change : ((await this.find(change._id)) ?? change);
  }
}
