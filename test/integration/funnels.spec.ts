import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunStore, RunVerdicts, statesByType, type StoredRun } from '@linkflow/engine';
import { Rejudging } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { testEnvironment, until } from '../support';
import { chain, engineForFile, type Engine } from '../support/engine';
import { EVENT_MS, FunnelScene, NODES, ShownFunnels, operation, idAt, stateAt } from './funnels.fixture';

/** What funnels show equals a count of all runs, also after changes of runs and crashes of the roll-up. */
const environment = testEnvironment('funnels');
let engine: Engine;
let funnels: ShownFunnels;
// The periodic roll-up is too rare to matter: the tests roll up themselves.
engineForFile(
  environment,
  (started) => {
    engine = started;
    funnels = new ShownFunnels(engine);
  },
  { TOTALS_MS: '600000', RECONCILE_MS: '600000', RETENTION_RUNS_DAYS: 'off' },
);

describe('the counts of a funnel', () => {
  it(
    'are those of a recount after any order of runs, retries, releases, verdicts, deletions and crashes',
    { timeout: 240_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 30 }), async (operations) => {
          const { link, person } = await engine.scene(NODES.map((id) => engine.action(id)));
          const scene = new FunnelScene(funnels, link, person);
          for (const one of operations) await scene.do(one);
          await scene.check();
          await funnels.rollUp();
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
    expect(await funnels.of(link, 'people')).toMatchObject({
      runs: 1,
      'node:a:succeeded': 1,
      'node:w:waiting': 1,
    });
    await funnels.rollUp();
    expect(await funnels.of(link, 'people')).toMatchObject({
      runs: 1,
      'node:a:succeeded': 1,
      'node:w:waiting': 1,
    });
    const run = await engine.get(click.id);
    await funnels.service(RunStore).replace(run, { ...stateAt(run, 0, 'cancelled', 1) });
    const after = await funnels.of(link, 'people');
    expect(after).toMatchObject({ runs: 1, 'run:cancelled': 1 });
    expect(after).not.toHaveProperty('node:w:waiting');
  });

  it('by type of action equal a count of the stored steps, over all versions, before and after a roll-up', async () => {
    const gone = { ...engine.action('g'), params: { interestId: newId() } };
    const versions = [
      [engine.action('a'), gone, engine.action('b'), await engine.followUp('f')],
      [await engine.followUp('f'), engine.action('a')],
    ] as const;
    const { link, person } = await engine.scene([...versions[0]]);
    await engine.publish(link, 2, chain([...versions[1]]));
    const withoutCard = await engine.person(false);
    const clicks = [
      engine.clickOf(link, person),
      engine.clickOf(link, withoutCard),
      { ...engine.clickOf(link, person), version: 2 },
      { ...engine.clickOf(link, person), version: 2 },
    ];
    await engine.deliver(clicks);
    for (const { id } of clicks) await until(() => engine.ended(id));

    const stored = await engine.connection
      .collection('runs')
      .aggregate<{ _id: { type: string; status: string }; n: number }>([
        { $match: { 'context.linkId': link } },
        { $unwind: '$steps' },
        { $group: { _id: { type: '$steps.type', status: '$steps.status' }, n: { $sum: 1 } } },
      ])
      .toArray();
    const expected = Object.fromEntries(stored.map(({ _id, n }) => [`${_id.type} ${_id.status}`, n]));
    expect(expected).toEqual({
      'set-interest succeeded': 4,
      'set-interest failed': 1,
      'set-interest skipped': 3,
      'create-follow-up succeeded': 1,
      'create-follow-up skipped': 3,
    });
    const shown = async () => {
      const owner = { kind: 'link' as const, id: link };
      const read = await funnels.reader.read({ owner, versions: [1, 2], clicks: 'people' });
      expect(read.complete).toBe(true);
      const sums: Record<string, number> = {};
      for (const [index, nodes] of versions.entries())
        for (const [type, states] of statesByType(nodes, read.versions.get(index + 1) ?? new Map()))
          for (const [state, n] of Object.entries(states))
            if (n > 0) sums[`${type} ${state}`] = (sums[`${type} ${state}`] ?? 0) + n;
      return sums;
    };
    expect(await shown()).toEqual(expected);
    await funnels.rollUp();
    expect(await shown()).toEqual(expected);
  });

  it('follow a verdict that changes after the run, also when history is judged again', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    await until(() => engine.ended(click.id));
    expect(await funnels.of(link, 'people')).toMatchObject({ runs: 1 });
    await funnels.rollUp();
    await funnels.service(RunVerdicts).give([await engine.get(click.id)], { verdict: 'bot', writes: 1 });
    expect(await funnels.of(link, 'people')).toEqual({});
    expect(await funnels.of(link, 'all')).toMatchObject({ runs: 1 });
    await funnels.rollUp();
    expect(await funnels.of(link, 'people')).toEqual({});
    expect(await funnels.recount(link, new Map(), 'people')).toEqual({});
    const clicks = engine.connection.collection<{ _id: string }>('clicks');
    await clicks.updateOne({ _id: click.id }, { $set: { verdict: 'bot', verdictWrites: 1 } });
    // Nothing speaks against the click, so the judgement finds a person, and the run follows.
    const period = { from: new Date(click.at - 60_000), to: new Date(click.at + 60_000) };
    await funnels.service(Rejudging).start(period, { id: newId(), name: 'Ola' });
    await until(async () => (await funnels.of(link, 'people')).runs === 1);
    expect((await engine.get(click.id)).steps.map(({ undone }) => undone)).toEqual([undefined]);
  });

  it('are given without the latest changes if those are too many to read', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const first = new FunnelScene(funnels, link, person);
    await first.do({ kind: 'start', secondsAgo: 1, verdict: 'human' });
    await funnels.rollUp();
    const { recipientId, mailingId, contactId } = person;
    const documents = Array.from({ length: 1_001 }, (): StoredRun => {
      const id = idAt(2);
      return {
        ...funnels.service(RunStore).queued({
          _id: id,
          trigger: { type: 'click', id, at: new Date(EVENT_MS) },
          subject: { contactId },
          context: { linkId: link, mailingId, recipientId },
          workflow: { owner: link, version: 1 },
        }),
      };
    });
    await Promise.all(documents.map((run) => funnels.service(RunStore).insert(run)));
    const owner = { kind: 'link' as const, id: link };
    const seen = await funnels.reader.read({ owner, versions: [1], clicks: 'people' });
    expect(seen.complete).toBe(false);
    expect(seen.versions.get(1)?.get('runs')).toBe(1);
    await funnels.rollUp();
    expect(await funnels.of(link, 'people')).toMatchObject({ runs: 1_002, 'node:a:working': 1_002 });
  });

  it('lie between two versions: each has its own', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    await engine.publish(link, 2, chain([engine.action('a'), engine.action('b')]));
    const [old, young] = [engine.clickOf(link, person), { ...engine.clickOf(link, person), version: 2 }];
    await engine.deliver([old, young]);
    await until(async () => (await engine.ended(old.id)) && (await engine.ended(young.id)));
    const owner = { kind: 'link' as const, id: link };
    const { versions } = await funnels.reader.read({ owner, versions: [1, 2], clicks: 'all' });
    expect([1, 2].map((number) => versions.get(number)?.get('runs'))).toEqual([1, 1]);
    expect(versions.get(1)?.get('node:b:succeeded')).toBeUndefined();
    expect(versions.get(2)?.get('node:b:succeeded')).toBe(1);
  });
});
