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

  /**
   * Null when all targets are there. When one is missing, the line that the effect with this key has left: a step that was
   * done stays done although its target went since.
   * @throws MissingTarget when it was not done
   */
  async ifMissing(key: string, ...targets: { orThrow(): unknown }[]): Promise<ChangeDoc | null> {
    try {
      for (const target of targets) target.orThrow();
      return null;
    } catch (error) {
      const done = await this.find(key);
      if (done) return done;
      throw error;
    }
  }

  /** Writes a line, or finds the one that is there; gives the line that stands. Tells the screens that the card has changed. */
  async write(change: ChangeDoc): Promise<ChangeDoc> {
    const outcome = await this.batcher.insertOnce(COLLECTIONS.change, change);
    this.live.announce(() => ({
      type: 'contact',
      contactId: change.contactId,
      at: change.at.toISOString(),
    }));
    return outcome === 'inserted' ? change : ((await this.find(change._id)) ?? change);
  }

  private find(key: string): Promise<ChangeDoc | null> {
    return this.batcher.read<ChangeDoc>(COLLECTIONS.change, key);
  }
}
