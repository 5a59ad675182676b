import type { Type } from '@nestjs/common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
import { Rejudging } from '@linkflow/links';
import { testEnvironment, until } from '../support';
import { Engine, chain, engineForFile, type Person } from '../support/engine';

/** What funnels show is what a count of all runs gives, whatever happened to the runs and whoever crashed. */
const environment = testEnvironment('funnels');
let engine: Engine;
// The periodic roll-up is too rare to matter: the tests roll up themselves.
engineForFile(environment, (started) => (engine = started), {
  TOTALS_MS: '600000',
  RECONCILE_MS: '600000',
  RETENTION_RUNS_DAYS: 'off',
});

const service = <T>(type: Type<T>): T => engine.app.get(type, { strict: false });
const runs = () => engine.connection.collection<StoredRun>('runs');
const reader = () => new Funnels(engine.connection, service(RunTotals), service(RunCounter));
const HOUR_MS = 3_600_000;

/** Rolls up as if nobody had written for an hour. No write may be in progress. */
async function rollUp(): Promise<void> {
  // Its announcements are an hour old, too.
  (Reflect.get(service(DirtyRuns), 'announcements') as Map<string, unknown>).clear();
  await engine.connection
    .collection('run_slices')
    .updateMany({}, [{ $set: { touchedAt: { $subtract: ['$touchedAt', HOUR_MS] } } }]);
  await service(RunRollup).run();
}

/** The counts of a version by all runs that are stored, and by those that were deleted. */
async function recount(
  link: string,
  deleted: Counts,
  clicks: 'people' | 'all',
): Promise<Record<string, number>> {
  const slices = new Map<string, CountsByKey>();
  await service(RunCounter).count({ 'context.linkId': link }, { into: slices });
  const sum: Counts = new Map(clicks === 'all' ? deleted : []);
  for (const ofSlice of slices.values())
    for (const [key, counts] of ofSlice)
      if (clicks === 'all' || key.endsWith(':human')) addCounts(sum, counts);
  return Object.fromEntries(sum);
}

async function shown(link: string, clicks: 'people' | 'all'): Promise<Record<string, number>> {
  const { versions, complete } = await reader().read({
    owner: { kind: 'link', id: link },
    versions: [1],
    clicks,
  });
  expect(complete).toBe(true);
  return Object.fromEntries(versions.get(1) ?? []);
}

async function expectRecount(link: string, deleted: Counts): Promise<void> {
  expect(await shown(link, 'all')).toEqual(await recount(link, deleted, 'all'));
}

const NODES = ['a', 'b', 'c'] as const;
const STATUSES: RunStatus[] = ['running', 'waiting', 'retrying', 'held', 'succeeded', 'failed', 'cancelled'];

/** A run that came as far as the step `at`, where it is in this status; its times depend on `seconds`. */
function stateAt(run: StoredRun, at: number, status: RunStatus, seconds: number): StoredRun {
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

type Deed =
  | { kind: 'start'; secondsAgo: number; verdict: Verdict }
  | { kind: 'move'; which: number; at: number; status: RunStatus; seconds: number }
  | { kind: 'lost'; which: number }
  | { kind: 'wake' | 'judge' | 'rerun' | 'delete'; which: number; verdict: Verdict }
  | { kind: 'roll-up'; crashes: boolean }
  | { kind: 'look' };

const verdict = fc.constantFrom<Verdict>('human', 'suspect', 'bot');
const which = fc.nat(20);
const deed: fc.Arbitrary<Deed> = fc.oneof(
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

/** Ids begin with the second of the event, here of some weeks ago, so that the retention may delete the runs. */
const EVENT_MS = Math.floor(Date.now() / 1_000) * 1_000 - 900 * 86_400_000;
const idAt = (secondsAgo: number): string =>
  Math.floor(EVENT_MS / 1_000 - secondsAgo)
    .toString(16)
    .padStart(8, '0') + newId().slice(8);

class Scene {
  private readonly ids: string[] = [];
  private readonly deleted: Counts = new Map();

  constructor(
    readonly link: string,
    private readonly person: Person,
  ) {}

  async do(one: Deed): Promise<void> {
    const id = 'which' in one ? this.ids[one.which % Math.max(1, this.ids.length)] : undefined;
    const run = id === undefined ? null : await service(RunStore).get(id);
    switch (one.kind) {
      case 'start':
        return this.start(one.secondsAgo, one.verdict);
      case 'move':
        if (run) await service(RunStore).replace(run, stateAt(run, one.at, one.status, one.seconds));
        return;
      case 'lost':
        // A worker that has lost the run writes nothing.
        if (run) await service(RunStore).replace({ ...run, rev: run.rev - 1 }, stateAt(run, 2, 'failed', 7));
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
        return one.crashes ? this.crash() : rollUp();
      case 'look':
        return this.check();
    }
  }

  check(): Promise<void> {
    return expectRecount(this.link, this.deleted);
  }

  private async start(secondsAgo: number, by: Verdict): Promise<void> {
    const { recipientId, mailingId, contactId } = this.person;
    const id = idAt(secondsAgo);
    this.ids.push(id);
    const at = new Date(EVENT_MS - secondsAgo * 1_000);
    const run = service(RunStore).start({
      _id: id,
      trigger: { type: 'click', id, at },
      subject: { contactId },
      context: { linkId: this.link, mailingId, recipientId },
      workflow: { owner: this.link, version: 1 },
      ...(by !== 'human' && { verdict: by }),
    });
    await service(RunStore).insert({ ...run, rev: 1 });
  }

  private async judge(run: StoredRun, by: Verdict): Promise<void> {
    await service(RunVerdicts).give([run], { verdict: by, writes: (run.verdictWrites ?? 0) + 1 });
  }

  /** Wakes the runs that the gate holds, and waits until the worker has walked them. */
  private async wake(): Promise<void> {
    const held = await runs()
      .find({ _id: { $in: this.ids }, status: 'held' }, { projection: { _id: 1 } })
      .toArray();
    const ids = held.map(({ _id }) => _id);
    await service(HeldRuns).wake(ids);
    await until(
      async () =>
        (await runs().countDocuments({ _id: { $in: ids }, status: { $in: ['queued', 'running'] } })) === 0,
    );
  }

  /** The retention deletes what has ended. Funnels go on counting it as it was at its end. */
  private async retain(): Promise<void> {
    const before = await this.stored();
    const page = { before: new Date(EVENT_MS + 30 * 86_400_000), after: '', limit: 1_000 };
    const counted = new Map<string, Map<string, CountsByKey>>();
    for (const id of before) {
      const one = new Map<string, CountsByKey>();
      await service(RunCounter).count({ _id: id }, { into: one });
      counted.set(id, one);
    }
    await service(RunRetention).deletePage(page);
    const left = new Set(await this.stored());
    for (const [id, one] of counted)
      if (!left.has(id))
        for (const ofSlice of one.values())
          for (const counts of ofSlice.values()) addCounts(this.deleted, counts);
  }

  private async stored(): Promise<string[]> {
    const found = await runs()
      .find({ 'context.linkId': this.link }, { projection: { _id: 1 } })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** A worker that crashes after it has written the totals, and before the transaction is committed. */
  private async crash(): Promise<void> {
    const totals = service(RunTotals);
    const replace = totals.replaceParts.bind(totals);
    totals.replaceParts = async (...args) => {
      await replace(...args);
      throw new Error('crashed');
    };
    await rollUp().catch(() => undefined);
    totals.replaceParts = replace;
  }
}

describe('the counts of a funnel', () => {
  it(
    'are those of a recount after any order of runs, retries, releases, verdicts, deletions and crashes',
    { timeout: 240_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 30 }), async (deeds) => {
          const { link, person } = await engine.scene(NODES.map((id) => engine.action(id)));
          const scene = new Scene(link, person);
          for (const one of deeds) await scene.do(one);
          await scene.check();
          await rollUp();
          expect(await engine.count('run_slices', {})).toBe(0);
          await scene.check();
        }),
        { numRuns: 20, endOnFailure: true },
      );
    },
  );

  it('are exact without a roll-up, and stay so when a run goes on long after its slice was rolled up', async () => {
    const { link, person } = await engine.scene([
      engine.action('a'),
      { id: 'w', type: 'wait', params: { kind: 'for', amount: 2, unit: 'days' } },
      engine.action('c'),
    ]);
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    await until(async () => (await engine.get(click.id)).status === 'waiting');
    expect(await shown(link, 'people')).toMatchObject({
      runs: 1,
      'node:a:succeeded': 1,
      'node:w:waiting': 1,
    });
    await rollUp();
    expect(await shown(link, 'people')).toMatchObject({
      runs: 1,
      'node:a:succeeded': 1,
      'node:w:waiting': 1,
    });
    const run = await engine.get(click.id);
    await service(RunStore).replace(run, { ...stateAt(run, 0, 'cancelled', 1) });
    const after = await shown(link, 'people');
    expect(after).toMatchObject({ runs: 1, 'run:cancelled': 1 });
    expect(after).not.toHaveProperty('node:w:waiting');
  });

  it('follow a verdict that changes after the run, also when history is judged again', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    await until(() => engine.ended(click.id));
    expect(await shown(link, 'people')).toMatchObject({ runs: 1 });
    await rollUp();
    await service(RunVerdicts).give([await engine.get(click.id)], { verdict: 'bot', writes: 1 });
    expect(await shown(link, 'people')).toEqual({});
    expect(await shown(link, 'all')).toMatchObject({ runs: 1 });
    await rollUp();
    expect(await shown(link, 'people')).toEqual({});
    expect(await recount(link, new Map(), 'people')).toEqual({});
    const clicks = engine.connection.collection<{ _id: string }>('clicks');
    await clicks.updateOne({ _id: click.id }, { $set: { verdict: 'bot', verdictWrites: 1 } });
    // Nothing speaks against the click, so the judgement finds a person, and the run follows.
    const period = { from: new Date(click.at - 60_000), to: new Date(click.at + 60_000) };
    await service(Rejudging).start(period, { id: newId(), name: 'Ola' });
    await until(async () => (await shown(link, 'people')).runs === 1);
    expect((await engine.get(click.id)).steps.map(({ undone }) => undone)).toEqual([undefined]);
  });

  it('are given without the latest changes if those are too many to read', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const first = new Scene(link, person);
    await first.do({ kind: 'start', secondsAgo: 1, verdict: 'human' });
    await rollUp();
    const { recipientId, mailingId, contactId } = person;
    const documents = Array.from({ length: 1_001 }, (): StoredRun => {
      const id = idAt(2);
      return {
        ...service(RunStore).queued({
          _id: id,
          trigger: { type: 'click', id, at: new Date(EVENT_MS) },
          subject: { contactId },
          context: { linkId: link, mailingId, recipientId },
          workflow: { owner: link, version: 1 },
        }),
      };
    });
    await Promise.all(documents.map((run) => service(RunStore).insert(run)));
    const owner = { kind: 'link' as const, id: link };
    const seen = await reader().read({ owner, versions: [1], clicks: 'people' });
    expect(seen.complete).toBe(false);
    expect(seen.versions.get(1)?.get('runs')).toBe(1);
    await rollUp();
    expect(await shown(link, 'people')).toMatchObject({ runs: 1_002, 'node:a:working': 1_002 });
  });

  it('lie between two versions: each has its own', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    await engine.publish(link, 2, chain([engine.action('a'), engine.action('b')]));
    const [old, young] = [engine.clickOf(link, person), { ...engine.clickOf(link, person), version: 2 }];
    await engine.deliver([old, young]);
    await until(async () => (await engine.ended(old.id)) && (await engine.ended(young.id)));
    const owner = { kind: 'link' as const, id: link };
    const { versions } = await reader().read({ owner, versions: [1, 2], clicks: 'all' });
    expect([1, 2].map((number) => versions.get(number)?.get('runs'))).toEqual([1, 1]);
    expect(versions.get(1)?.get('node:b:succeeded')).toBeUndefined();
    expect(versions.get(2)?.get('node:b:succeeded')).toBe(1);
  });
});
