import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { mongo } from 'mongoose';
import {
  CLICK_TRIGGER,
  type ClickRecord,
  type ClicksJob,
  type LookRecord,
  type SetAsideReason,
} from '@linkflow/contracts';
import { RunClaimer, Versions, markOf, type NewRun } from '@linkflow/engine';
import {
  ClickRecorder,
  ClicksRepository,
  settles,
  verdictOf,
  type ClickDoc,
  type RecordedClick,
} from '@linkflow/links';
import {
  Clock,
  LiveEvents,
  Log,
  Metrics,
  MicroBatch,
  Tracing,
  lowestIdAt,
  readConfig,
  type Counter,
} from '@linkflow/platform';
import { JobProducer, JobReturned, type Delivery, type JobHandler } from '@linkflow/queues';
import { ClickGate } from '../click-gate';
import { SweepBookmarks } from '../maintenance';
import { MongoReturn } from '../mongo-return';
import { ClearedTimes } from '../retention';
import { Watchdog } from '../watchdog';
import { WorkerConfig } from '../worker.config';

type Recorded = Extract<RecordedClick, { outcome: 'recorded' }>;

/** Counts recorded clicks, and traces them if tracing is on. */
@Injectable()
export class ClickMetrics {
  private readonly recorded: Counter;
  private readonly repeated: Counter;
  private readonly aside: Counter;

  constructor(
    metrics: Metrics,
    private readonly tracing: Tracing,
  ) {
    const clicks = metrics.counters(
      'linkflow_clicks_recorded_total',
      'Clicks of jobs, by outcome: recorded, redelivered and already recorded, or set aside with a reason.',
      ['outcome'],
    );
    this.recorded = clicks.of('recorded');
    this.repeated = clicks.of('repeated');
    this.aside = clicks.of('set-aside');
  }

  /** Records clicks with `record`, and counts and traces the clicks that it returns. */
  async recording(record: () => Promise<RecordedClick[]>): Promise<RecordedClick[]> {
    const began = this.tracing.on ? new Date() : undefined;
    const recorded = await record();
    for (const one of recorded) {
      if (one.outcome === 'recorded') (one.isNew ? this.recorded : this.repeated).add();
      if (began) this.trace(one, began);
    }
    return recorded;
  }

  setAside(): void {
    this.aside.add();
  }

  /** Each click has its own span in its own trace, although the clicks of a job are recorded together. */
  private trace(one: RecordedClick, began: Date): void {
    const { id, link, trace } = one.click;
    const job = this.tracing.current();
    const span = this.tracing.begin('record', {
      parent: trace ?? job,
      about: trace !== undefined && job !== undefined ? [job] : [],
      at: began,
      facts: {
        'linkflow.click.id': id,
        'linkflow.link.id': link,
        'linkflow.click.outcome': one.outcome,
        'linkflow.click.repeated': one.outcome === 'recorded' ? !one.isNew : undefined,
      },
    });
    one.click.trace = span.context;
    span.end({ error: one.outcome === 'set-aside' ? one.reason : undefined });
  }
}

interface IntakeOptions {
  /** True if the clicks come from the quarantine queue. A process executes one quarantined job at a time. */
  quarantined?: boolean;
  /** True if a worker crashed while it processed these clicks. Their runs then have a checkpoint at each step. */
  careful?: boolean;
}

/**
 * Records clicks and starts their runs. Idempotent: a click that is recorded already is not recorded again, and its run continues from its
 * last checkpoint. A click that cannot be processed is set aside with a reason; it does not fail the other clicks of its job.
 */
@Injectable()
export class ClickIntake {
  /**
   * A click is late if it is older than half of the sweeper's lag. Younger ones are recorded within the other half, before the sweeper
   * reaches them.
   */
  private readonly lateAfterMs = readConfig(WorkerConfig).SWEEPER_LAG_MS / 2;

  constructor(
    private readonly recorder: ClickRecorder,
    private readonly versions: Versions,
    private readonly runs: RunClaimer,
    private readonly bookmarks: SweepBookmarks,
    private readonly clicks: ClicksRepository,
    private readonly cleared: ClearedTimes,
    private readonly gate: ClickGate,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
    private readonly metrics: ClickMetrics,
    private readonly log: Log,
  ) {}

  /** @throws if MongoDB is unreachable or refuses a click; the job must be delivered again then */
  async process(delivered: readonly ClickRecord[], options: IntakeOptions = {}): Promise<void> {
    const lateBefore = lowestIdAt(this.clock.now().getTime() - this.lateAfterMs);
    const clicks = delivered.every(({ id }) => id >= lateBefore)
      ? delivered
      : await this.prepareLate(delivered, lateBefore);
    if (clicks.length === 0) return;
    let recorded: RecordedClick[];
    try {
      recorded = await this.metrics.recording(() => this.recorder.record(clicks));
    } catch (error) {
      if (clicks.length === 1) throw error;
      // MongoDB may have refused one of the clicks. They are processed one by one, so that the others are recorded.
      return allOf(clicks.map((click) => this.process([click], options)));
    }
    await allOf(
      recorded.map(async (one) => {
        if (one.outcome === 'recorded') return this.startOrSetAside(one, options);
        if (one.outcome === 'set-aside') return this.setAside(one.click, one.reason);
      }),
    );
  }

  /** Records looks, which may change the verdicts on clicks. @throws if MongoDB is unreachable; the job must be delivered again then */
  processLooks(looks: readonly LookRecord[]): Promise<void> {
    return this.recorder.recordLooks(looks);
  }

  /**
   * Sets aside a click that crashes its workers. If the click was recorded, its run is marked as failed, so that ops see it and can retry
   * it.
   */
  async rejectCrashing(click: ClickRecord): Promise<void> {
    this.log.error({ clickId: click.id, linkId: click.link }, 'click crashes its workers and is set aside');
    await this.setAside(click, 'crashed-worker');
    const recorded = await this.clicks.find(click.id);
    // The stored `run` is false if the recipient was erased, even if that of the job is true.
    const run = recorded?.run ? await this.runOf(click, recorded) : undefined;
    if (run) await this.runs.failCrashing(run);
  }

  /**
   * Prepares the recording of a job with late clicks, for example of a journal. Sets aside those from before the retention and announces
   * the others to the sweeper, which could otherwise pass their ids before they are recorded, and never return to them.
   * @returns the clicks to record
   */
  private async prepareLate(
    delivered: readonly ClickRecord[],
    lateBefore: string,
  ): Promise<readonly ClickRecord[]> {
    const { current, tooOld } = await this.cleared.split(delivered);
    if (tooOld.length > 0) await this.setAsideTooOld(tooOld);
    const [lowest] = current.map(({ id }) => id).sort();
    if (lowest !== undefined && lowest < lateBefore) await this.bookmarks.announceLate(lowest);
    return current;
  }

  private async startOrSetAside(recorded: Recorded, options: IntakeOptions): Promise<void> {
    try {
      await this.startRun(recorded, options);
    } catch (error) {
      if (error instanceof mongo.MongoError) throw error;
      this.log.error({ err: error, clickId: recorded.click.id }, 'click could not be processed');
      await this.setAside(recorded.click, 'unexpected-error');
    }
  }

  private async startRun(
    { click, recipient, isNew, verdict, judgement }: Recorded,
    options: IntakeOptions,
  ): Promise<void> {
    const { _id: recipientId, mailingId, contactId } = recipient;
    if (recipient.erasedAt) return;
    if (isNew) this.announce(click, recipient);
    if (isNew && verdict) {
      const asRecorded = judgement && { at: new Date(click.at), judgement };
      this.gate.remember({
        id: click.id,
        verdict,
        settles: settles(click),
        ...(asRecorded && { asRecorded }),
      });
    }
    const event = await this.runOf(click, { recipientId, mailingId, contactId });
    if (!event) return;
    // Any verdict that was stored will do: the run follows all later ones.
    const run = { ...event, ...markOf(verdict ?? verdictOf((await this.clicks.find(click.id)) ?? {})) };
    await (isNew ? this.runs.start(run, options) : this.runs.resume(run, options));
  }

  /** The run of a click; undefined if the click starts no run or its workflow has no background steps. */
  private async runOf(
    { id, link: linkId, version, run, at, trace }: ClickRecord,
    { recipientId, mailingId, contactId }: Pick<ClickDoc, 'recipientId' | 'mailingId' | 'contactId'>,
  ): Promise<NewRun | undefined> {
    if (!run || version === 0) return undefined;
    const runnable = await this.versions.load(linkId, version);
    if (runnable && runnable.workflow.thenStart === null) return undefined;
    return {
      _id: id,
      trigger: { type: CLICK_TRIGGER, id, at: new Date(at) },
      subject: { contactId },
      context: { linkId, mailingId, recipientId },
      workflow: { owner: linkId, version },
      trace,
    };
  }

  private announce(click: ClickRecord, recipient: Recorded['recipient']): void {
    this.live.announce(() => ({
      type: 'click',
      clickId: click.id,
      linkId: click.link,
      mailingId: recipient.mailingId,
      recipientId: recipient._id,
      at: new Date(click.at).toISOString(),
    }));
  }

  /** Sets aside clicks older than the retention, unless they are still recorded: nothing shows whether they were processed before. */
  private async setAsideTooOld(clicks: readonly ClickRecord[]): Promise<void> {
    const recorded = new Set((await this.clicks.findMany(clicks.map(({ id }) => id))).map(({ _id }) => _id));
    const missing = clicks.filter(({ id }) => !recorded.has(id));
    if (missing.length === 0) return;
    this.log.warn({ clicks: missing.length }, 'clicks from before the retention are set aside');
    await allOf(missing.map((click) => this.setAside(click, 'too-old')));
  }

  /** Stores the click in `clicks_set_aside`, where ops can inspect it. */
  private async setAside(click: ClickRecord, reason: SetAsideReason): Promise<void> {
    this.metrics.setAside();
    await this.recorder.setAside(click, reason, this.clock.now());
  }
}

/** Waits until all promises are settled, then throws the first error. The job is redelivered then, so no work may be left in progress. */
async function allOf(works: Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/**
 * Limits the total weight of concurrent work. Waiting work starts in the order of its arrival, so that heavy work does not wait for ever.
 * Clicks are the weight, because a job carries between one and hundreds of them.
 */
export class WeightedSemaphore {
  private used = 0;
  private readonly waiting: { weight: number; start(): void; reject(reason: Error): void }[] = [];
  private closed: Error | undefined;

  constructor(private readonly capacity: number) {}

  /**
   * Runs the work once there is capacity. Work that is heavier than the whole capacity runs alone.
   * @throws the reason of `close`, if it was called before there was capacity
   */
  async run<T>(weight: number, work: () => Promise<T>): Promise<T> {
    if (this.closed) throw this.closed;
    if (this.waiting.length === 0 && this.fits(weight)) this.used += weight;
    // `startNext` adds the weight of work that waited.
    else await new Promise<void>((start, reject) => this.waiting.push({ weight, start, reject }));
    try {
      return await work();
    } finally {
      this.used -= weight;
      this.startNext();
    }
  }

  /** Rejects all work that is waiting, and all later work. Work in progress continues. */
  close(reason: Error): void {
    this.closed ??= reason;
    for (const { reject } of this.waiting.splice(0)) reject(reason);
  }

  private startNext(): void {
    for (let next = this.waiting[0]; next && this.fits(next.weight); next = this.waiting[0]) {
      this.waiting.shift();
      this.used += next.weight;
      next.start();
    }
  }

  private fits(weight: number): boolean {
    return this.used === 0 || this.used + weight <= this.capacity;
  }
}

/**
 * Jobs that arrive within 100 ms are processed together, so that their clicks and runs share round trips. That is about as long as the runs
 * take: in shorter rounds they overlap, and twice as many round trips cost twice as much.
 */
const ROUNDS = { concurrency: 1, gather: { ms: 100, size: 16 } };
/** A job with at least this many clicks does not wait for others. */
const LARGE_JOB = 16;

/** A job that was interrupted this often may crash its workers and is moved to quarantine. */
const QUARANTINE_AFTER = 2;

/** Processes the jobs that apps/click adds to the queue `clicks`. */
@Injectable()
export class ClicksProcessor implements JobHandler<'clicks'>, OnModuleDestroy {
  private readonly semaphore = new WeightedSemaphore(readConfig(WorkerConfig).WORKER_CLICKS);
  /** Jobs that wait for the beginning of their round. */
  private readonly rounds = new MicroBatch<() => void>((jobs) => {
    for (const begin of jobs) begin();
    return Promise.resolve();
  }, ROUNDS);

  constructor(
    private readonly intake: ClickIntake,
    private readonly jobs: JobProducer,
    private readonly watchdog: Watchdog,
    private readonly mongoReturn: MongoReturn,
    private readonly log: Log,
  ) {}

  /** @throws if MongoDB is unreachable; the job is delivered again then */
  async handle({ clicks, looks = [] }: ClicksJob, delivery: Delivery): Promise<void> {
    const { interrupted } = delivery;
    if (this.watchdog.isArmed) this.watchdog.start();
    const [first] = clicks;
    if (interrupted < QUARANTINE_AFTER || !first) {
      try {
        return await this.semaphore.run(clicks.length + looks.length, async () => {
          if (clicks.length < LARGE_JOB) await new Promise<void>((begin) => this.rounds.add(begin));
          await delivery.begin();
          // First, because they came with the clicks or before, so that the clicks are judged with them. If they may crash workers, they are
          // left out.
          if (looks.length > 0 && interrupted < QUARANTINE_AFTER) await this.intake.processLooks(looks);
          await this.intake.process(clicks, { careful: interrupted > 0 });
        });
      } catch (error) {
        this.mongoReturn.failed(error);
        throw error;
      }
    }
    this.log.warn(
      { clicks: clicks.length, interrupted },
      'clicks are moved to quarantine because their workers crashed',
    );
    await this.jobs.add('quarantine', { v: 1, kind: 'clicks', clicks }, { jobId: `clicks-${first.id}` });
  }

  /** Returns the jobs that are still waiting for capacity to the queue. */
  onModuleDestroy(): void {
    this.semaphore.close(new JobReturned());
  }
}
