import { Injectable } from '@nestjs/common';
import { Batcher } from '@linkflow/platform';
import type { RecipientDoc } from '../store/documents';

/** Tells who a recipient id stands for. Recipients that were taken off their mailing are found too: their links still work. */
@Injectable()
export class RecipientDirectory {
  constructor(private readonly batcher: Batcher) {}

  /** All look-ups of one event-loop turn share a round trip. */
  find(recipientId: string): Promise<RecipientDoc | null> {
    return this.batcher.read<RecipientDoc>('recipients', recipientId);
  }
}
