import assert from 'node:assert/strict';
import type { Type } from '@nestjs/common';
import fc from 'fast-check';
import type { RunStatus, Verdict } from '@linkflow/contracts';
import {
  addCounts,
  type Counts,
  type CountsByKey,
  DirtyRuns,
  Funnels,
  HeldRuns,
  RunCounter,
  RunRetention,
  RunRollup,
  RunStore,
  RunTotals,
  RunVerdicts,
  type StoredRun,
} from '@linkflow/engine';
import { newId } from '@linkflow/platform';
import { until } from '../support';
import type { Engine, Person } from '../support/engine';

const HOUR_MS = 3_600_000;

/** What funnels show of the runs of a worker, and what they should show. */
export class ShownFunnels {
  readonly reader: Funnels;

  constructor(private readonly engine: Engine) {
    this.reader = new Funnels(engine.connection, this.service(RunTotals), this.service(RunCounter));
  }

  service<T>(type: Type<T>): T {
    return this.engine.app.get(type, { strict: false });
  }

  get runs() {
    return this.engine.connection.collection<StoredRun>('runs');
  }

  /** Rolls up as if no run had been written for an hour. No write may be in progress. */
  async rollUp(): Promise<void> {
    // The announcements of this process are an hour old, too.
    (Reflect.get(this.service(DirtyRuns), 'announcements') as Map<string, unknown>).clear();
    await this.engine.connection
      .collection('run_slices')
      .updateMany({}, [{ $set: { touchedAt: { $subtract: ['$touchedAt', HOUR_MS] } } }]);
    await this.service(RunRollup).run();
  }

  /** The counts of a link by all runs that are stored, and by those that were deleted. */
  async recount(link: string, deleted: Counts, clicks: 'people' | 'all'): Promise<Record<string, number>> {
    const slices = new Map<string, CountsByKey>();
    await this.service(RunCounter).count({ 'context.linkId': link }, { into: slices });
    const sum: Counts = new Map(clicks === 'all' ? deleted : []);
    for (const ofSlice of slices.values())
      for (const [key, counts] of ofSlice)
        if (clicks === 'all' || key.endsWith(':human')) addCounts(sum, counts);
    return Object.fromEntries(sum);
  }

  /** The counts of the first version of a link that a funnel shows. */
  async of(link: string, clicks: 'people' | 'all'): Promise<Record<string, number>> {
    const owner = { kind: 'link' as const, id: link };
    const { versions, complete } = await this.reader.read({ owner, versions: [1], clicks });
    assert(complete);
    return Object.fromEntries(versions.get(1) ?? []);
  }
}

export const NODES = ['a', 'b', 'c'] as const;
const STATUSES: RunStatus[] = ['running', 'waiting', 'retrying', 'held', 'succeeded', 'failed', 'cancelled'];

/** A run that came as far as the step `at`, where it is in this status; its times depend on `seconds`. */
export function stateAt(run: StoredRun, at: number, status: RunStatus, seconds: number): StoredRun {
  const time = (n: number) => new Date(run.trigger.at.getTime() + (n + 1) * seconds * 1_000);
  const isEnded = status === 'succeeded' || status === 'failed' || status === 'cancelled';
  return {
    ...run,
    rev: run.rev + 1,
    status,
    heldBy: status === 'held' ? 'gate' : undefined,
    hold:
      status === 'held'
        ? { nodeId: 'c', type: 'set-interest', reason: { code: 'click.unsure' }, until: time(9) }
        : undefined,
    dueAt: isEnded ? undefined : time(9),
    endedAt: isEnded ? time(at) : undefined,
    steps: NODES.slice(0, at + 1).map((nodeId, index) => ({
      nodeId,
      type: 'set-interest',
      startedAt: run.trigger.at,
      attempts: Array.from({ length: 1 + (seconds % 3) }, (_, n) => ({ number: n + 1, startedAt: time(n) })),
      ...(index < at || status === 'succeeded'
        ? { status: 'succeeded' as const, port: 'next', endedAt: time(index) }
        : isEnded
          ? { status, endedAt: time(index) }
          : {
              status:
                status === 'held' ? ('pending' as const) : (status as 'running' | 'waiting' | 'retrying'),
            }),
    })),
  };
}

type Operation =
  | { kind: 'start'; secondsAgo: number; verdict: Verdict }
  | { kind: 'move'; which: number; at: number; status: RunStatus; seconds: number }
  | { kind: 'lost'; which: number }
  | { kind: 'wake' | 'judge' | 'rerun' | 'delete'; which: number; verdict: Verdict }
  | { kind: 'roll-up'; crashes: boolean }
  | { kind: 'look' };

const verdict = fc.constantFrom<Verdict>('human', 'suspect', 'bot');
const which = fc.nat(20);
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('start' as const),
      secondsAgo: fc.integer({ min: 0, max: 90 }),
      verdict,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      which,
      at: fc.nat(2),
      status: fc.constantFrom(...STATUSES),
      seconds: fc.integer({ min: 0, max: 5_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lost' as const), which }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('wake' as const, 'judge' as const, 'rerun' as const, 'delete' as const),
      which,
      verdict,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('roll-up' as const), crashes: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'look' as const }) },
);

/** Ids begin with the second of the event, here of 900 days ago, so that the retention may delete the runs. */
export const EVENT_MS = Math.floor(Date.now() / 1_000) * 1_000 - 900 * 86_400_000;
export const idAt = (secondsAgo: number): string =>
  Math.floor(EVENT_MS / 1_000 - secondsAgo)
    .toString(16)
    .padStart(8, '0') + newId().slice(8);

/** A link and its runs, on which operations are carried out. */
export class FunnelScene {
  private readonly ids: string[] = [];
  private readonly deleted: Counts = new Map();

  constructor(
    private readonly funnels: ShownFunnels,
    readonly link: string,
    private readonly person: Person,
  ) {}

  async do(one: Operation): Promise<void> {
    const id = 'which' in one ? this.ids[one.which % Math.max(1, this.ids.length)] : undefined;
    const run = id === undefined ? null : await this.funnels.service(RunStore).get(id);
    switch (one.kind) {
      case 'start':
        return this.start(one.secondsAgo, one.verdict);
      case 'move':
        if (run)
          await this.funnels.service(RunStore).replace(run, stateAt(run, one.at, one.status, one.seconds));
        return;
      case 'lost':
        // A worker that has lost the run writes nothing.
        if (run)
          await this.funnels
            .service(RunStore)
            .replace({ ...run, rev: run.rev - 1 }, stateAt(run, 2, 'failed', 7));
        return;
      case 'wake':
        return this.wake();
      case 'judge':
        if (run) await this.judge(run, one.verdict);
        return;
      case 'rerun':
        if (run) await this.start(0, run.verdict ?? 'human');
        return;
      case 'delete':
        return this.retain();
      case 'roll-up':
        return one.crashes ? this.crash() : this.funnels.rollUp();
      case 'look':
        return this.check();
    }
  }

  /** Fails if the funnel of the link differs from a count of its runs. */
  async check(): Promise<void> {
    assert.deepEqual(
      await this.funnels.of(this.link, 'all'),
      await this.funnels.recount(this.link, this.deleted, 'all'),
    );
  }

  private async start(secondsAgo: number, by: Verdict): Promise<void> {
    const { recipientId, mailingId, contactId } = this.person;
    const id = idAt(secondsAgo);
    this.ids.push(id);
    const at = new Date(EVENT_MS - secondsAgo * 1_000);
    const run = this.funnels.service(RunStore).start({
      _id: id,
      trigger: { type: 'click', id, at },
      subject: { contactId },
      context: { linkId: this.link, mailingId, recipientId },
      workflow: { owner: this.link, version: 1 },
      ...(by !== 'human' && { verdict: by }),
    });
    await this.funnels.service(RunStore).insert({ ...run, rev: 1 });
  }

  private async judge(run: StoredRun, by: Verdict): Promise<void> {
    await this.funnels
      .service(RunVerdicts)
      .give([run], { verdict: by, writes: (run.verdictWrites ?? 0) + 1 });
  }

  /** Wakes the runs that the gate holds, and waits until the worker has walked them. */
  private async wake(): Promise<void> {
    const held = await this.funnels.runs
      .find({ _id: { $in: this.ids }, status: 'held' }, { projection: { _id: 1 } })
      .toArray();
    const ids = held.map(({ _id }) => _id);
    await this.funnels.service(HeldRuns).wake(ids);
    await until(
      async () =>
        (await this.funnels.runs.countDocuments({
          _id: { $in: ids },
          status: { $in: ['queued', 'running'] },
        })) === 0,
    );
  }

  /** The retention deletes what has ended. Funnels go on counting it as it was at its end. */
  private async retain(): Promise<void> {
    const before = await this.stored();
    const page = { before: new Date(EVENT_MS + 30 * 86_400_000), after: '', limit: 1_000 };
    const counted = new Map<string, Map<string, CountsByKey>>();
    for (const id of before) {
      const one = new Map<string, CountsByKey>();
      await this.funnels.service(RunCounter).count({ _id: id }, { into: one });
      counted.set(id, one);
    }
    await this.funnels.service(RunRetention).deletePage(page);
    const left = new Set(await this.stored());
    for (const [id, one] of counted)
      if (!left.has(id))
        for (const ofSlice of one.values())
          for (const counts of ofSlice.values()) addCounts(this.deleted, counts);
  }

  private async stored(): Promise<string[]> {
    const found = await this.funnels.runs
      .find({ 'context.linkId': this.link }, { projection: { _id: 1 } })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** A worker that crashes after it has written the totals, and before the transaction is committed. */
  private async crash(): Promise<void> {
    const totals = this.funnels.service(RunTotals);
    const replace = totals.replaceParts.bind(totals);
    totals.replaceParts = async (...args) => {
      await replace(...args);
      throw new Error('crashed');
    };
    await this.funnels.rollUp().catch(() => undefined);
    totals.replaceParts = replace;
  }
}
