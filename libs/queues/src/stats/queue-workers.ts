import type { WorkerHost } from '@nestjs/bullmq';
import type { Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { ReadyCheck } from '@linkflow/platform';

/** Whether this process takes jobs from each of its queues. */
export class QueueWorkers extends ReadyCheck {
  constructor(
    private readonly modules: ModuleRef,
    private readonly processors: readonly { queue: string; type: Type<WorkerHost> }[],
  ) {
    super();
  }

  /** Queues that nobody works on here. */
  missing(): string[] {
    return this.processors
      .filter(({ type }) => !this.works(type))
      .map(({ queue }) => `the worker of ${queue}`);
  }

  private works(type: Type<WorkerHost>): boolean {
    try {
      return this.modules.get(type, { strict: false }).worker.isRunning();
    } catch {
      // Nest makes the worker late in its start; until then the host says so by an error.
      return false;
    }
  }
}
