import { Injectable } from '@nestjs/common';
import { ClickResets, type ClickResetDoc } from '../clicks/click-resets';
import type { Author } from './links.repository';

/** Time that a request waits for a reset, ms. The worker completes what is left. */
const WAIT_MS = 5_000;

/** Resets the counters of links for colleagues. */
@Injectable()
export class LinkResets {
  constructor(private readonly resets: ClickResets) {}

  /** Returns a reset that is still `running` if there are more clickers than can be taken off the lists while the caller waits. */
  async reset(of: { linkId: string; mailingId: string | null }, by: Author): Promise<ClickResetDoc> {
    return this.resets.advance(await this.resets.start(of, by), AbortSignal.timeout(WAIT_MS));
  }

  list(linkId: string): Promise<ClickResetDoc[]> {
    return this.resets.list(linkId);
  }
}
