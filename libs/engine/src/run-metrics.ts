import { Injectable } from '@nestjs/common';
import { Metrics, Tracing, type Span } from '@linkflow/platform';
import type { StoredAttempt, StoredRun, StoredStep } from './persist/run.schema';

const STEP_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const RUN_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Records the metrics of the walks in this process and, if tracing is on, their trace spans. */
@Injectable()
export class RunMetrics {
  private readonly runs;
  private readonly steps;
  private readonly stepSeconds;
  private readonly runSeconds;
  private readonly lost;

  constructor(
    metrics: Metrics,
    private readonly tracing: Tracing,
  ) {
    this.runs = metrics.counters('linkflow_runs_ended_total', 'Runs that ended, by final status.', [
      'status',
    ]);
    this.steps = metrics.counters(
      'linkflow_steps_total',
      'Attempts at steps, by action type and resulting step status. "retrying" counts the retries.',
      ['type', 'outcome'],
    );
    this.stepSeconds = metrics.histograms({
      name: 'linkflow_step_seconds',
      help: 'Duration of one attempt at a step.',
      label: 'type',
      bounds: STEP_SECONDS,
    });
    this.runSeconds = metrics.histogram(
      'linkflow_trigger_to_end_seconds',
      'Time from the event to the end of its run, for runs without waits and without manual retries.',
      RUN_SECONDS,
    );
    this.lost = metrics.counter(
      'linkflow_leases_lost_total',
      'Runs that another worker took over while this one walked them; their late results were dropped.',
    );
  }

  /** Starts the trace span of a walk. Returns undefined if tracing is off. */
  begin(run: StoredRun): Span | undefined {
    if (!this.tracing.on) return undefined;
    const { _id: id, trigger, workflow, fence } = run;
    const job = this.tracing.current();
    return this.tracing.begin('run', {
      parent: run.trace ?? job,
      about: run.trace !== undefined && job !== undefined ? [job] : [],
      facts: {
        'linkflow.run.id': id,
        'linkflow.trigger.type': trigger.type,
        'linkflow.workflow.owner': workflow.owner,
        'linkflow.workflow.version': workflow.version,
        'linkflow.run.fence': fence,
      },
    });
  }

  /** Records that an attempt at a step has ended. */
  stepAttempted(run: StoredRun, step: StoredStep, walk: Span | undefined): void {
    const attempt = step.attempts.at(-1);
    this.steps.of(step.type, step.status).add();
    if (!attempt?.endedAt) return;
    this.stepSeconds.of(step.type).observe((attempt.endedAt.getTime() - attempt.startedAt.getTime()) / 1_000);
    if (walk) this.trace(run, step, attempt, walk);
  }

  /** Records that a step has ended without a further attempt, because its wait is over. */
  stepEnded(step: StoredStep): void {
    this.steps.of(step.type, step.status).add();
  }

  ended(run: StoredRun): void {
    this.runs.of(run.status).add();
    if (run.endedAt && run.steps.every(isUninterrupted)) {
      this.runSeconds.observe((run.endedAt.getTime() - run.trigger.at.getTime()) / 1_000);
    }
  }

  leaseLost(): void {
    this.lost.add();
  }

  /** Ends the span of a walk. */
  finish(run: StoredRun, walk: Span | undefined, error: unknown): void {
    walk?.end({
      facts: { 'linkflow.run.status': run.status },
      error: error instanceof Error ? error.name : run.failure?.reason.code,
    });
  }

  private trace(
    run: StoredRun,
    step: StoredStep,
    { number, startedAt, endedAt, reason }: StoredAttempt,
    walk: Span,
  ): void {
    const facts = {
      'linkflow.run.id': run._id,
      'linkflow.workflow.owner': run.workflow.owner,
      'linkflow.node.id': step.nodeId,
      'linkflow.step.attempt': number,
      'linkflow.step.status': step.status,
      'linkflow.step.reason': reason?.code,
    };
    const error = step.status === 'failed' || step.status === 'retrying' ? reason?.code : undefined;
    this.tracing
      .begin(`step ${step.type}`, { parent: walk.context, facts, at: startedAt })
      .end({ error, at: endedAt });
  }
}

/**
 * False if the step waited or a person retried it. Waits and manual retries may take hours, so a run with such a step is left out of
 * the histogram of durations.
 */
const isUninterrupted = ({ attempts }: StoredStep): boolean =>
  attempts.every(({ outcome }, index) =>
    index < attempts.length - 1 ? outcome === 'retry' : outcome !== 'wait',
  );
