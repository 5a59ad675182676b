import { Injectable } from '@nestjs/common';
import { Clock } from '@linkflow/platform';
import { ClickResets, type ClickResetDoc } from '../clicks/click-resets';
import { SnapshotPublisher } from '../snapshots';
import type { Author } from './links.repository';

/** Time that a request waits for a reset, ms. The worker completes what is left. */
const WAIT_MS = 5_000;

/** Resets the counters of links for colleagues, and tells the pages that show them. */
@Injectable()
export class LinkResets {
  constructor(
    private readonly resets: ClickResets,
    private readonly snapshots: SnapshotPublisher,
    private readonly clock: Clock,
  ) {}

  /** Returns a reset that is still `running` if there are more clickers than can be taken off the lists while the caller waits. */
  async reset(of: { linkId: string; mailingId: string | null }, by: Author): Promise<ClickResetDoc> {
    const started = await this.resets.start(of, by);
    const reset = await this.resets.advance(started, AbortSignal.timeout(WAIT_MS));
    this.snapshots.announce(of.linkId, { change: 'reset', by, at: this.clock.now() });
    return reset;
  }

  list(linkId: string): Promise<ClickResetDoc[]> {
    return this.resets.list(linkId);
  }
}
