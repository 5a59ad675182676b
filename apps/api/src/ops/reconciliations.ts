import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { Reconciliation, ReconciliationCheck } from '@linkflow/contracts';
import { Clock, Leases, Log, collectionOf, newId } from '@linkflow/platform';
import { EntityNames } from '../catalogue/entity-names';
import { controllerOf } from '../http/route';
import { userRef } from '../session/signed-in-user';
import { ReconciliationChecks, SETTLED_AFTER_MS } from './reconciliation';

/**
 * A document of the collection `reconciliations`: one report. States: running → done | failed. A running report whose process has ended is
 * shown as interrupted.
 */
interface StoredReport {
  _id: string;
  state: 'running' | 'done' | 'failed';
  from: Date;
  to: Date;
  at: Date;
  endedAt?: Date;
  by: Reconciliation['by'];
  checks: ReconciliationCheck[];
}

const DAY_MS = 86_400_000;
/** While a process holds this lease, it makes a report. */
const LEASE = 'reconciliation';
const LEASE_MS = 20_000;
const KEPT_REPORTS = 20;
const RETRY_MS = 100;
const MAX_TRIES = 20;

/** The period of a report over the last `days`: it ends before what is still being processed. */
export const periodOf = (now: Date, days: number): { from: Date; to: Date } => ({
  from: new Date(now.getTime() - days * DAY_MS),
  to: new Date(now.getTime() - SETTLED_AFTER_MS),
});

/** Makes reports in the background, one at a time in all processes, and stores them. */
@Injectable()
export class Reconciliations implements BeforeApplicationShutdown {
  private readonly reports: mongo.Collection<StoredReport>;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private starting: Promise<unknown> = Promise.resolve();

  constructor(
    @InjectConnection() connection: Connection,
    private readonly checks: ReconciliationChecks,
    private readonly names: EntityNames,
    private readonly leases: Leases,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.reports = collectionOf(connection, 'reconciliations');
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Starts a report. If one is running, in this process or another, it is returned instead. */
  start(days: number, by: Reconciliation['by']): Promise<Reconciliation> {
    // One after the other, because the lease does not keep requests of the same process apart.
    const started = this.starting.then(() => this.startNext(days, by));
    this.starting = started.catch(() => undefined);
    return started;
  }

  private async startNext(days: number, by: Reconciliation['by']): Promise<Reconciliation> {
    const [latest] = await this.list();
    if (latest?.state === 'running') return latest;
    // A report that has just ended still holds the lease for a moment.
    await this.running;
    for (let tries = 0; !(await this.leases.take(LEASE, LEASE_MS)); tries += 1) {
      const [started] = await this.list();
      if (started?.state === 'running' || (tries > MAX_TRIES && started)) return started;
      await sleep(RETRY_MS);
    }
    const now = this.clock.now();
    const report: StoredReport = {
      _id: newId(),
      state: 'running',
      ...periodOf(now, days),
      at: now,
      by,
      checks: [],
    };
    await this.reports.insertOne(report);
    this.running = this.leases
      .keep(LEASE, LEASE_MS, () => this.make(report))
      .catch((error: unknown) =>
        this.log.warn({ err: error }, 'the lease of a reconciliation report was not released; it expires'),
      )
      .finally(() => {
        this.running = undefined;
      });
    return this.view(report);
  }

  /** The newest first. */
  async list(): Promise<Reconciliation[]> {
    const reports = await this.reports.find().sort({ _id: -1 }).limit(KEPT_REPORTS).toArray();
    return Promise.all(reports.map((report) => this.view(report)));
  }

  private async make({ _id, from, to }: StoredReport): Promise<void> {
    let state: StoredReport['state'] = 'done';
    try {
      for await (const check of this.checks.run({ from, to })) {
        if (this.stopping.signal.aborted) throw new Error('The process is stopping');
        await this.reports.updateOne({ _id }, { $push: { checks: await this.named(check) } });
      }
    } catch (error) {
      state = 'failed';
      this.log.error({ err: error, reconciliation: _id }, 'a reconciliation report failed');
    }
    try {
      await this.reports.updateOne({ _id }, { $set: { state, endedAt: this.clock.now() } });
      const old = await this.reports
        .find({}, { projection: { _id: 1 } })
        .sort({ _id: -1 })
        .skip(KEPT_REPORTS)
        .toArray();
      await this.reports.deleteMany({ _id: { $in: old.map((report) => report._id) } });
    } catch (error) {
      this.log.error(
        { err: error, reconciliation: _id },
        'the end of a reconciliation report was not stored',
      );
    }
  }

  /** Adds the names of links and mailings to the examples. */
  private async named(check: ReconciliationCheck): Promise<ReconciliationCheck> {
    const examples = await Promise.all(
      check.examples.map(async (example) =>
        example.kind === 'link' || example.kind === 'mailing'
          ? { ...example, name: (await this.names.nameOf(example.kind, example.id)).name }
          : example,
      ),
    );
    return { ...check, examples };
  }

  private async view(report: StoredReport): Promise<Reconciliation> {
    const { _id: id, state, from, to, at, endedAt, by, checks } = report;
    const isInterrupted = state === 'running' && !this.running && (await this.hasEnded());
    return {
      id,
      state: isInterrupted ? 'interrupted' : state,
      from: from.toISOString(),
      to: to.toISOString(),
      at: at.toISOString(),
      endedAt: endedAt?.toISOString(),
      by,
      checks,
    };
  }

  /** Whether no process makes a report. */
  private async hasEnded(): Promise<boolean> {
    const isFree = await this.leases.take(LEASE, LEASE_MS);
    if (isFree) await this.leases.release(LEASE);
    return isFree;
  }
}

/** The reconciliation report. It only reads, so it is not an audited action. */
export const ReconciliationsController = controllerOf('reconciliations', [Reconciliations], (reports) => ({
  list: () => reports.list(),
  start: ({ body, user }) => reports.start(body.days, userRef(user)),
}));
