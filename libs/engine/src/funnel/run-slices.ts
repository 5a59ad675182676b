import { Injectable } from '@nestjs/common';
import { Schema } from 'mongoose';
import { Batcher, Clock, SliceMarks } from '@linkflow/platform';

/*
 * States of a slice of runs: all runs whose ids begin with the same digits, so those of events of the same sixteen seconds.
 *
 * - clean (no document in `run_slices`): `run_totals` contains its runs as they are
 * - dirty (`touchedAt` set): a process has announced writes to its runs
 *
 * clean → dirty: a process is about to write a run of the slice. dirty → clean: no writes were announced for `SETTLED_AFTER_MS`, and the
 * roll-up has counted the slice.
 */

export const RUN_SLICES = 'run_slices';

export interface RunSlice {
  _id: string;
  touchedAt: Date;
}

export const RunSliceSchema = new Schema<RunSlice>(
  { _id: { type: String, required: true }, touchedAt: Date },
  { collection: RUN_SLICES, versionKey: false },
);
// After a migration all slices have the same time. In the order of their ids, neighbours are counted together.
RunSliceSchema.index({ touchedAt: 1, _id: 1 });

/** The marks of slices of runs. Each change of the status, the steps or the verdict of a run must be announced here. */
@Injectable()
export class DirtyRuns extends SliceMarks {
  constructor(batcher: Batcher, clock: Clock) {
    super(RUN_SLICES, batcher, clock);
  }

  /** Announces the writes that `write` makes to these runs. */
  async around<T>(ids: readonly string[], write: () => Promise<T>): Promise<T> {
    await this.beforeWrite(ids);
    try {
      return await write();
    } finally {
      // Also after an error: the write may have been made although its acknowledgement was lost.
      await this.afterWrite(ids);
    }
  }
}
