import { Injectable } from '@nestjs/common';
import { Batcher, Clock, SliceMarks } from '@linkflow/platform';

/*
 * States of a slice of clicks (collection `click_slices`):
 *
 * - no document: no click was ever recorded in it, or it was sealed (summed up and deleted after a month).
 * - dirty (`touchedAt` set): a worker has announced writes. Readers count its clicks and clickers themselves.
 * - rolled up (no `touchedAt`, `counts` set): the totals contain it.
 *
 * none → dirty (first click), dirty → rolled up (nobody announced writes for `SETTLED_AFTER_MS`), rolled up → dirty (late click),
 * rolled up → none (sealed).
 */

export const SLICES = 'click_slices';

/** The marks of slices of clicks. */
@Injectable()
export class DirtySlices extends SliceMarks {
  constructor(batcher: Batcher, clock: Clock) {
    super(SLICES, batcher, clock);
  }
}
