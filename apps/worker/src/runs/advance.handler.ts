import { Injectable } from '@nestjs/common';
import type { AdvanceJob } from '@linkflow/contracts';
import type { JobHandler } from '@linkflow/queues';
import { RunExecutor, RunStore } from '@linkflow/runs';

/** Hears the bell: takes those of the runs that are due and that nobody has taken, and walks them on. */
@Injectable()
export class AdvanceHandler implements JobHandler<'advance'> {
  constructor(
    private readonly store: RunStore,
    private readonly executor: RunExecutor,
  ) {}

  async handle({ runIds }: AdvanceJob): Promise<void> {
    await Promise.all(
      runIds.map(async (id) => {
        const run = await this.store.claim(id);
        if (run) await this.executor.advance(run);
      }),
    );
  }
}
