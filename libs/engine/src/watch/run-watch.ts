import { Injectable } from '@nestjs/common';
import { Metrics, Tracing, type Span } from '@linkflow/platform';
import type { StoredRun, StoredStep } from '../store/stored-run';

const STEP_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const RUN_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** What is told of the work of the engine while it walks: numbers always, spans when somebody listens. */
@Injectable()
export class RunWatch {
  private readonly runs;
  private readonly steps;
  private readonly stepSeconds;
  private readonly runSeconds;
  private readonly lost;

  constructor(
    metrics: Metrics,
    private readonly tracing: Tracing,
  ) {
    this.runs = metrics.counts('linkflow_runs_ended_total', 'Runs that came to an end, by how.', ['status']);
    this.steps = metrics.counts(
      'linkflow_steps_total',
      'Attempts at steps, by the type of the action and what they came to. "retrying" are the retries.',
      ['type', 'outcome'],
    );
    this.stepSeconds = metrics.spreads(
      'linkflow_step_seconds',
      'How long one attempt at a step took.',
      'type',
      STEP_SECONDS,
    );
    this.runSeconds = metrics.spread(
      'linkflow_click_to_end_seconds',
      'From the click to the end of its run, for runs without waits and without retries by hand.',
      RUN_SECONDS,
    );
    this.lost = metrics.count(
      'linkflow_leases_lost_total',
      'Runs that went to another worker while this one walked them; their late results were dropped.',
    );
  }

  /** A walk begins. Undefined when nobody listens. */
  begin(run: StoredRun): Span | undefined {
    if (!this.tracing.on) return undefined;
    const { _id: id, linkId, version, fence } = run;
    const job = this.tracing.current();
    return this.tracing.begin('run', {
      parent: run.trace ?? job,
      about: run.trace !== undefined && job !== undefined ? [job] : [],
      facts: {
        'linkflow.run.id': id,
        'linkflow.link.id': linkId,
        'linkflow.link.version': version,
        'linkflow.run.fence': fence,
      },
    });
  }

  /** An attempt at a step is over. */
  stepped(run: StoredRun, step: StoredStep, walk: Span | undefined): void {
    const attempt = step.attempts.at(-1);
    this.steps.of(step.type, step.status).add();
    if (!attempt?.endedAt) return;
    this.stepSeconds.of(step.type).add((attempt.endedAt.getTime() - attempt.startedAt.getTime()) / 1_000);
    if (walk) this.trace(run, step, attempt, walk);
  }

  /** A step has ended without an attempt: its wait is over. */
  settled(step: StoredStep): void {
    this.steps.of(step.type, step.status).add();
  }

  ended(run: StoredRun): void {
    this.runs.of(run.status).add();
    if (run.endedAt && run.steps.every(wentStraight)) {
      this.runSeconds.add((run.endedAt.getTime() - run.clickedAt.getTime()) / 1_000);
    }
  }

  wasLost(): void {
    this.lost.add();
  }

  /** The walk is over, by whatever. */
  finish(run: StoredRun, walk: Span | undefined, error: unknown): void {
    walk?.end({
      facts: { 'linkflow.run.status': run.status },
      error: error instanceof Error ? error.name : run.failure?.reason.code,
    });
  }

  private trace(
    run: StoredRun,
    step: StoredStep,
    { number, startedAt, endedAt, reason }: StoredStep['attempts'][number],
    walk: Span,
  ): void {
    const facts = {
      'linkflow.run.id': run._id,
      'linkflow.link.id': run.linkId,
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

/** Neither waited by its own will nor was asked for again by a person, either of which takes hours. */
const wentStraight = ({ attempts }: StoredStep): boolean =>
  attempts.every(({ outcome }, index) =>
    index < attempts.length - 1 ? outcome === 'retry' : outcome !== 'wait',
  );
