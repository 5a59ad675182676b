import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditPage, RunDetail } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { Interest, startOps, statusOf, stepsOf, type Ops } from './ops.fixture';

/** What one may do to one run, through the api, with a real worker behind it. */
const environment = testEnvironment('ops_verbs');
let house: Ops;

beforeAll(async () => {
  house = await startOps(environment);
}, 120_000);
afterAll(async () => {
  await house?.close();
  await environment.dispose();
});

const stop = { policy: { onError: 'stop' as const } };

/** A run of three steps whose second failed, which stopped it; `mend` brings back what was missing. */
async function broken() {
  const [fine, gone] = await Promise.all([Interest.make(house.admin), Interest.make(house.admin)]);
  await gone.retire();
  const link = await house.scene.link([fine.step('a'), gone.step('b', stop), fine.step('c')]);
  const person = await house.scene.person();
  const run = await house.scene.run(link, 'failed', person);
  return { link, person, run, gone, fine };
}

async function lastLine(): Promise<AuditPage['items'][number] | undefined> {
  return (await house.ops.get<AuditPage>('/api/audit?pageSize=1')).items[0];
}

describe('retry', () => {
  it('does again what failed and goes on behind it; what was done stays done', async () => {
    const { run, person, gone } = await broken();
    await gone.restore();
    const answer = await house.marketer.post<RunDetail>(`/api/runs/${run._id}/retry`);
    expect(answer.id).toBe(run._id);
    const mended = await house.scene.standing(run._id, 'succeeded');
    expect(stepsOf(mended)).toEqual({ a: 'succeeded', b: 'succeeded', c: 'succeeded' });
    expect(mended.steps.map((step) => step.attempts.length)).toEqual([1, 2, 1]);
    expect(await house.scene.effects(person)).toBe(3);
    expect(await lastLine()).toMatchObject({
      action: 'run.retry',
      by: { name: 'Kari Hansen' },
      target: { kind: 'run', id: run._id, name: 'Prøve · Kari Prøve' },
    });
  });

  it('is refused for a run that has nothing to retry, that is not there, and from a node that is not on its way', async () => {
    const { run, gone } = await broken();
    expect(await statusOf(house.ops, `/api/runs/${newId()}/retry`)).toEqual([404, 'not-found']);
    expect(await statusOf(house.ops, `/api/runs/${run._id}/retry`, { fromNodeId: 'c' })).toEqual([
      409,
      'run.not-retryable',
    ]);
    await gone.restore();
    await house.ops.post(`/api/runs/${run._id}/retry`, { fromNodeId: 'b' });
    await house.scene.standing(run._id, 'succeeded');
    expect(await statusOf(house.ops, `/api/runs/${run._id}/retry`)).toEqual([409, 'run.not-retryable']);
  });
});

describe('skip', () => {
  it('leaves the failed step as it is and goes on behind it', async () => {
    const { run, person } = await broken();
    await house.ops.post(`/api/runs/${run._id}/skip`, { nodeId: 'b' });
    const mended = await house.scene.standing(run._id, 'succeeded');
    expect(stepsOf(mended)).toEqual({ a: 'succeeded', b: 'skipped', c: 'succeeded' });
    expect(mended.steps[1]).toMatchObject({ attempts: [{ outcome: 'failed' }], reason: run.failure?.reason });
    expect(mended).not.toHaveProperty('failure');
    expect(await house.scene.effects(person)).toBe(2);
    expect(await lastLine()).toMatchObject({ action: 'run.skip', details: { nodeId: 'b' } });
  });

  it('is refused for a step that is done, and for whoever is not of ops', async () => {
    const { run } = await broken();
    expect(await statusOf(house.ops, `/api/runs/${run._id}/skip`, { nodeId: 'a' })).toEqual([
      409,
      'run.not-retryable',
    ]);
    for (const [who, verb] of [
      [house.marketer, 'skip'],
      [house.marketer, 'resolve'],
      [house.marketer, 'again'],
      [house.viewer, 'retry'],
      [house.viewer, 'cancel'],
    ] as const) {
      expect(await statusOf(who, `/api/runs/${run._id}/${verb}`)).toEqual([403, 'access.denied']);
    }
    expect(await house.scene.get(run._id)).toEqual(run);
  });
});

describe('cancel', () => {
  it('ends a run that waits, and a retry takes it up where it was', async () => {
    const interest = await Interest.make(house.admin);
    const wait = { id: 'w', type: 'wait', params: { kind: 'for', amount: 1, unit: 'hours' } };
    const link = await house.scene.link([interest.step('a'), wait, interest.step('b')]);
    const run = await house.scene.run(link, 'waiting');
    await house.marketer.post(`/api/runs/${run._id}/cancel`);
    expect(await house.scene.get(run._id)).toMatchObject({
      status: 'cancelled',
      steps: [{}, { status: 'cancelled' }],
    });
    expect(await statusOf(house.ops, `/api/runs/${run._id}/cancel`)).toEqual([409, 'run.not-retryable']);
    await house.ops.post(`/api/runs/${run._id}/retry`);
    expect(stepsOf(await house.scene.standing(run._id, 'waiting'))).toEqual({ a: 'succeeded', w: 'waiting' });
  });
});

describe('resolve', () => {
  /** A run whose step was cut off where a repeat might hurt. */
  async function uncertain() {
    const interest = await Interest.make(house.admin);
    const link = await house.scene.link([interest.step('a', stop), interest.step('b')]);
    const person = await house.scene.person();
    const startedAt = new Date();
    const id = await house.scene.putRun(link, person, {
      status: 'needs-review',
      steps: [
        {
          nodeId: 'a',
          type: 'set-interest',
          status: 'uncertain',
          startedAt,
          attempts: [{ number: 1, startedAt }],
        },
      ],
    });
    return { id, person };
  }
  const resolve = (id: string, outcome: string) =>
    house.ops.post(`/api/runs/${id}/resolve`, { nodeId: 'a', outcome });

  it('as done: the run goes on behind it and does not do it', async () => {
    const { id, person } = await uncertain();
    await resolve(id, 'succeeded');
    const run = await house.scene.standing(id, 'succeeded');
    expect(run.steps[0]).toMatchObject({ status: 'succeeded', attempts: [{ outcome: 'succeeded' }] });
    expect(await house.scene.effects(person)).toBe(1);
    expect(await lastLine()).toMatchObject({
      action: 'run.resolve',
      details: { nodeId: 'a', outcome: 'succeeded' },
    });
  });

  it('as failed: it ends as a failure of that step, with a reason', async () => {
    const { id, person } = await uncertain();
    await resolve(id, 'failed');
    const run = await house.scene.standing(id, 'failed');
    expect(run.failure).toMatchObject({ nodeId: 'a', reason: { code: 'step.told-failed' } });
    expect(await house.scene.effects(person)).toBe(0);
  });

  it('as to be tried again: it is, once', async () => {
    const { id, person } = await uncertain();
    await resolve(id, 'retry');
    const run = await house.scene.standing(id, 'succeeded');
    expect(run.steps[0]?.attempts).toHaveLength(2);
    expect(await house.scene.effects(person)).toBe(2);
  });

  it('is refused for a step that everybody knows about', async () => {
    const { run } = await broken();
    const body = { nodeId: 'b', outcome: 'retry' };
    expect(await statusOf(house.ops, `/api/runs/${run._id}/resolve`, body)).toEqual([
      409,
      'run.not-retryable',
    ]);
    const { id } = await uncertain();
    expect(await statusOf(house.ops, `/api/runs/${id}/resolve`, { ...body, nodeId: 'x' })).toEqual([
      409,
      'run.not-retryable',
    ]);
  });
});

describe('again', () => {
  it('makes a new run of the same click on the newest version; the old one asks for nobody any more', async () => {
    const { link, run, person, fine } = await broken();
    await house.scene.publish(link, 2, [fine.step('a'), fine.step('d')]);
    const fresh = await house.ops.post<RunDetail>(`/api/runs/${run._id}/again`);
    expect(fresh).toMatchObject({ againOf: run._id, version: 2, clickedAt: run.clickedAt.toISOString() });
    expect(fresh.id > run._id).toBe(true);
    const done = await house.scene.standing(fresh.id, 'succeeded');
    expect(stepsOf(done)).toEqual({ a: 'succeeded', d: 'succeeded' });
    // One of the old run, two of the new one: keys are of the run, so what was done is done again.
    expect(await house.scene.effects(person)).toBe(3);

    const old = await house.ops.get<RunDetail>(`/api/runs/${run._id}`);
    expect(old).toMatchObject({
      status: 'cancelled',
      againOf: fresh.id,
      can: { retry: false, again: false },
    });
    for (const verb of ['again', 'retry'])
      expect(await statusOf(house.ops, `/api/runs/${run._id}/${verb}`)).toEqual([409, 'run.not-retryable']);
    expect(await lastLine()).toMatchObject({
      action: 'run.again',
      target: { id: fresh.id },
      details: { of: run._id },
    });
  });

  it('asked for twice at the same moment makes one', async () => {
    const { link, run, fine } = await broken();
    await house.scene.publish(link, 2, [fine.step('a')]);
    const answers = await Promise.all([1, 2, 3].map(() => statusOf(house.ops, `/api/runs/${run._id}/again`)));
    expect(answers.filter(([status]) => status === 200)).toHaveLength(1);
    expect(answers.filter(([status]) => status === 409)).toHaveLength(2);
    expect(await house.scene.count('runs', { againOf: run._id })).toBe(1);
  });

  it('is made by a worker when whoever asked for it died before it was', async () => {
    const interest = await Interest.make(house.admin);
    const link = await house.scene.link([interest.step('a')]);
    const person = await house.scene.person();
    const againBy = newId();
    const id = await house.scene.putRun(link, person, {
      status: 'cancelled',
      againBy,
      unborn: { version: 1 },
    });
    expect(await house.scene.standing(againBy, 'succeeded')).toMatchObject({ againOf: id, clickId: id });
    expect(await house.scene.get(id)).not.toHaveProperty('unborn');
    expect(await house.scene.effects(person)).toBe(1);
  });

  it('leaves what happens once in its scope as it is where it was done, and does it where it was not', async () => {
    const [first, second] = await Promise.all([Interest.make(house.admin), Interest.make(house.admin)]);
    await second.retire();
    const once = { repeat: { kind: 'once-per-mailing' as const } };
    const steps = [first.step('a', once), second.step('b', once)];
    const link = await house.scene.link(steps);
    const person = await house.scene.person();
    const run = await house.scene.run(link, 'failed', person);
    await second.restore();
    const fresh = await house.ops.post<RunDetail>(`/api/runs/${run._id}/again`);
    const done = await house.scene.standing(fresh.id, 'succeeded');
    expect(stepsOf(done)).toEqual({ a: 'skipped', b: 'succeeded' });
    expect(await house.scene.effects(person)).toBe(2);
    // Under the key of the run that held the scope, so that nothing it may have done is done twice.
    expect(await house.scene.count('changes', { _id: `${run._id}:b` })).toBe(1);
    // Another click of the same person finds both done.
    expect(stepsOf(await house.scene.run(link, 'succeeded', person))).toEqual({ a: 'skipped', b: 'skipped' });
  });

  it('is refused while the run is not at its end, and where nothing is live', async () => {
    const interest = await Interest.make(house.admin);
    const wait = { id: 'w', type: 'wait', params: { kind: 'for', amount: 1, unit: 'hours' } };
    const waiting = await house.scene.run(await house.scene.link([wait]), 'waiting');
    expect(await statusOf(house.ops, `/api/runs/${waiting._id}/again`)).toEqual([409, 'run.not-retryable']);
    const link = await house.scene.link([interest.step('a')]);
    const run = await house.scene.run(link, 'succeeded');
    await house.scene.publish(link, 2, []);
    expect(await statusOf(house.ops, `/api/runs/${run._id}/again`)).toEqual([409, 'run.not-retryable']);
  });
});
