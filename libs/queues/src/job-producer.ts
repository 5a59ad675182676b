import { Injectable } from '@nestjs/common';
import { JOBS, type JobKind, type JobPayload } from './catalogue';
import { Queues } from './queues';

/** Puts jobs on their queues. Only kinds that the app's `QueuesModule.producing(…)` names can be added. */
@Injectable()
export class JobProducer {
  private turn = 0;

  constructor(private readonly queues: Queues) {}

  /** Resolves when Redis has the job; rejects when it does not take it. `delayMs`: not before that much later. */
  async add<K extends JobKind>(
    kind: K,
    payload: JobPayload<K>,
    more: { delayMs?: number; jobId?: string } = {},
  ): Promise<void> {
    const queues = this.queues.of(kind);
    const queue = queues[this.turn++ % queues.length];
    if (!queue) throw new Error(`No queue for ${kind}`);
    await queue.add(kind, payload, { ...JOBS[kind].options, delay: more.delayMs, jobId: more.jobId });
  }

  /** Rings the bell for runs: at once, or `delayMs` from now. */
  ring(runIds: string[], delayMs?: number): Promise<void> {
    return this.add('advance', { v: 1, runIds }, { delayMs });
  }

  /** Puts a run in line for being walked while no other suspect is. Once: while it stands there, it is not put there again. */
  ringAlone(runId: string): Promise<void> {
    return this.add('lone', { v: 1, kind: 'run', runId }, { jobId: `run-${runId}` });
  }

  /** Jobs of a kind that no worker has done yet. Rejects when Redis does not tell. */
  async unfinished(kind: JobKind): Promise<number> {
    const counts = await Promise.all(
      this.queues
        .of(kind)
        .map((queue) => queue.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized')),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }
}
