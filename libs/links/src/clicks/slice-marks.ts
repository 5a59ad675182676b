import { Injectable } from '@nestjs/common';
import { Batcher, Clock } from '@linkflow/platform';
import { SLICES } from '../store/documents';
import { sliceOf } from './slices';

/** A slice is rolled up when no mark was set on it for so long, by the clock of MongoDB. */
export const SETTLE_MS = 10_000;
/** A mark stands for what is written within this time of it. Far from the other, as clocks drift and writes take time. */
const FRESH_MS = 3_000;
/** What took longer than this after its mark marks again. */
const LATE_MS = 5_000;
/** Slices remembered before the old ones are forgotten. */
const REMEMBERED = 500;

interface Mark {
  at: number;
  /** Until it is written. */
  writing: Promise<void> | undefined;
}

/**
 * Says which slices of clicks are being written to, so that these are counted from the clicks and the others from their
 * totals. A worker marks a slice before it records clicks in it, once in some seconds and not for each click: clicks of one
 * moment share a mark, and clicks that come late, from a journal or from a worker that died, mark the slice they belong to.
 */
@Injectable()
export class SliceMarks {
  private readonly marks = new Map<string, Mark>();

  constructor(
    private readonly batcher: Batcher,
    private readonly clock: Clock,
  ) {}

  /** To be awaited before clicks are written. */
  before(clickIds: readonly string[]): Promise<void> | undefined {
    return this.ensure(clickIds, FRESH_MS);
  }

  /** To be awaited when they are: writes that were held up may have come to a slice that was rolled up meanwhile. */
  after(clickIds: readonly string[]): Promise<void> | undefined {
    return this.ensure(clickIds, LATE_MS);
  }

  /** Undefined where every mark stands, which is nearly always. */
  private ensure(clickIds: readonly string[], maxAgeMs: number): Promise<void> | undefined {
    const now = this.clock.now().getTime();
    const pending = new Set<Promise<void>>();
    for (const slice of new Set(clickIds.map(sliceOf))) {
      const known = this.marks.get(slice);
      // A clock that was set back tells nothing about an age.
      const stands = known !== undefined && known.at <= now && now - known.at < maxAgeMs;
      const { writing } = stands ? known : this.mark(slice, now);
      if (writing) pending.add(writing);
    }
    return pending.size === 0 ? undefined : Promise.all(pending).then(() => undefined);
  }

  private mark(slice: string, at: number): Mark {
    const mark: Mark = { at, writing: undefined };
    mark.writing = this.write(slice).then(
      () => {
        mark.writing = undefined;
      },
      (error: unknown) => {
        if (this.marks.get(slice) === mark) this.marks.delete(slice);
        throw error;
      },
    );
    this.marks.set(slice, mark);
    if (this.marks.size > REMEMBERED) this.forget(at - LATE_MS);
    return mark;
  }

  private async write(slice: string): Promise<void> {
    const spec = { _id: slice, update: { $currentDate: { touchedAt: true } }, upsert: true };
    // Two workers made it at once: the other one's is there, and takes this mark too.
    if ((await this.batcher.update(SLICES, spec)) === 'existed') await this.batcher.update(SLICES, spec);
  }

  private forget(before: number): void {
    for (const [slice, { at }] of this.marks) if (at < before) this.marks.delete(slice);
  }
}
