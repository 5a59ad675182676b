import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type AuditPage, type ResolveRun } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { Interest, startOps, statusOf, stepsOf, type Ops } from './ops.fixture';

/** Commands for single runs through the api. A real worker executes the runs. */
const environment = testEnvironment('ops_commands');
let system: Ops;

beforeAll(async () => {
  system = await startOps(environment);
}, 120_000);
afterAll(async () => {
  await system?.close();
  await environment.dispose();
});

const stop = { policy: { onError: 'stop' as const } };

/** Creates a run of three steps that has stopped at its failed second step. `gone.restore()` repairs the cause, a deleted interest. */
async function broken() {
  const [fine, gone] = await Promise.all([Interest.create(system.admin), Interest.create(system.admin)]);
  await gone.retire();
  const link = await system.scene.link([fine.step('a'), gone.step('b', stop), fine.step('c')]);
  const person = await system.scene.person();
  const run = await system.scene.run(link, 'failed', person);
  return { link, person, run, gone, fine };
}

async function lastLine(): Promise<AuditPage['items'][number] | undefined> {
  return (await system.ops.call(ROUTES.ops.audit, { query: { pageSize: 1 } })).items[0];
}

describe('retry', () => {
  it('repeats the failed step, continues after it, and does not repeat steps that succeeded', async () => {
    const { run, person, gone } = await broken();
    await gone.restore();
    const answer = await system.marketer.call(ROUTES.runs.retry, { params: { id: run._id }, body: {} });
    expect(answer.id).toBe(run._id);
    const repaired = await system.scene.waitForStatus(run._id, 'succeeded');
    expect(stepsOf(repaired)).toEqual({ a: 'succeeded', b: 'succeeded', c: 'succeeded' });
    expect(repaired.steps.map((step) => step.attempts.length)).toEqual([1, 2, 1]);
    expect(await system.scene.effects(person)).toBe(3);
    expect(await lastLine()).toMatchObject({
      action: 'run.retry',
      by: { name: 'Kari Hansen' },
      target: { kind: 'run', id: run._id, name: 'Prøve · Kari Prøve' },
    });
  });

  it('is refused for a run without a failed step, an unknown run, and a node that the run did not reach', async () => {
    const { run, gone } = await broken();
    expect(await statusOf(system.ops, `/api/runs/${newId()}/retry`)).toEqual([404, 'not-found']);
    expect(await statusOf(system.ops, `/api/runs/${run._id}/retry`, { fromNodeId: 'c' })).toEqual([
      409,
      'run.not-retryable',
    ]);
    await gone.restore();
    await system.ops.call(ROUTES.runs.retry, { params: { id: run._id }, body: { fromNodeId: 'b' } });
    await system.scene.waitForStatus(run._id, 'succeeded');
    expect(await statusOf(system.ops, `/api/runs/${run._id}/retry`)).toEqual([409, 'run.not-retryable']);
  });
});

describe('skip', () => {
  it('leaves the failed step failed and continues after it', async () => {
    const { run, person } = await broken();
    await system.ops.call(ROUTES.runs.skip, { params: { id: run._id }, body: { nodeId: 'b' } });
    const repaired = await system.scene.waitForStatus(run._id, 'succeeded');
    expect(stepsOf(repaired)).toEqual({ a: 'succeeded', b: 'skipped', c: 'succeeded' });
    expect(repaired.steps[1]).toMatchObject({
      attempts: [{ outcome: 'failed' }],
      reason: run.failure?.reason,
    });
    expect(repaired).not.toHaveProperty('failure');
    expect(await system.scene.effects(person)).toBe(2);
    expect(await lastLine()).toMatchObject({ action: 'run.skip', details: { nodeId: 'b' } });
  });

  it('is refused for a step that succeeded and for users outside ops', async () => {
    const { run } = await broken();
    expect(await statusOf(system.ops, `/api/runs/${run._id}/skip`, { nodeId: 'a' })).toEqual([
      409,
      'run.not-retryable',
    ]);
    for (const [who, verb] of [
      [system.marketer, 'skip'],
      [system.marketer, 'resolve'],
      [system.marketer, 'rerun'],
      [system.viewer, 'retry'],
      [system.viewer, 'cancel'],
    ] as const) {
      expect(await statusOf(who, `/api/runs/${run._id}/${verb}`)).toEqual([403, 'access.denied']);
    }
    expect(await system.scene.get(run._id)).toEqual(run);
  });
});

describe('cancel', () => {
  it('ends a waiting run, and a retry continues it where it was', async () => {
    const interest = await Interest.create(system.admin);
    const wait = { id: 'w', type: 'wait', params: { kind: 'for', amount: 1, unit: 'hours' } };
    const link = await system.scene.link([interest.step('a'), wait, interest.step('b')]);
    const run = await system.scene.run(link, 'waiting');
    // Lists and the page of the run say until when it waits.
    const { dueAt } = await system.marketer.call(ROUTES.runs.get, { params: { id: run._id } });
    expect(new Date(dueAt ?? 0).getTime()).toBeGreaterThan(Date.now() + 50 * 60_000);
    await system.marketer.call(ROUTES.runs.cancel, { params: { id: run._id } });
    expect(await system.scene.get(run._id)).toMatchObject({
      status: 'cancelled',
      steps: [{}, { status: 'cancelled' }],
    });
    expect(await statusOf(system.ops, `/api/runs/${run._id}/cancel`)).toEqual([409, 'run.not-retryable']);
    await system.ops.call(ROUTES.runs.retry, { params: { id: run._id }, body: {} });
    expect(stepsOf(await system.scene.waitForStatus(run._id, 'waiting'))).toEqual({
      a: 'succeeded',
      w: 'waiting',
    });
  });
});

describe('resolve', () => {
  /** Stores a run as it is after an interruption during an at-most-once step: it is unknown whether the step had its effect. */
  async function uncertain() {
    const interest = await Interest.create(system.admin);
    const link = await system.scene.link([interest.step('a', stop), interest.step('b')]);
    const person = await system.scene.person();
    const startedAt = new Date();
    const id = await system.scene.putRun(link, person, {
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
  const resolve = (id: string, outcome: ResolveRun['outcome']) =>
    system.ops.call(ROUTES.runs.resolve, { params: { id }, body: { nodeId: 'a', outcome } });

  it('with outcome succeeded continues after the step without repeating it', async () => {
    const { id, person } = await uncertain();
    await resolve(id, 'succeeded');
    const run = await system.scene.waitForStatus(id, 'succeeded');
    expect(run.steps[0]).toMatchObject({ status: 'succeeded', attempts: [{ outcome: 'succeeded' }] });
    expect(await system.scene.effects(person)).toBe(1);
    expect(await lastLine()).toMatchObject({
      action: 'run.resolve',
      details: { nodeId: 'a', outcome: 'succeeded' },
    });
  });

  it('with outcome failed ends the run with that step as its failure', async () => {
    const { id, person } = await uncertain();
    await resolve(id, 'failed');
    const run = await system.scene.waitForStatus(id, 'failed');
    expect(run.failure).toMatchObject({ nodeId: 'a', reason: { code: 'step.marked-failed' } });
    expect(await system.scene.effects(person)).toBe(0);
  });

  it('with outcome retry repeats the step once', async () => {
    const { id, person } = await uncertain();
    await resolve(id, 'retry');
    const run = await system.scene.waitForStatus(id, 'succeeded');
    expect(run.steps[0]?.attempts).toHaveLength(2);
    expect(await system.scene.effects(person)).toBe(2);
  });

  it('is refused for a step with a known outcome', async () => {
    const { run } = await broken();
    const body = { nodeId: 'b', outcome: 'retry' };
    expect(await statusOf(system.ops, `/api/runs/${run._id}/resolve`, body)).toEqual([
      409,
      'run.not-retryable',
    ]);
    const { id } = await uncertain();
    expect(await statusOf(system.ops, `/api/runs/${id}/resolve`, { ...body, nodeId: 'x' })).toEqual([
      409,
      'run.not-retryable',
    ]);
  });
});

describe('rerun', () => {
  it('creates a run of the same click on the newest version, and the old run no longer needs attention', async () => {
    const { link, run, person, fine } = await broken();
    await system.scene.publish(link, 2, [fine.step('a'), fine.step('d')]);
    const fresh = await system.ops.call(ROUTES.runs.rerun, { params: { id: run._id } });
    expect(fresh).toMatchObject({
      rerunOf: run._id,
      workflow: { owner: link, version: 2 },
      trigger: { ...run.trigger, at: run.trigger.at.toISOString() },
    });
    expect(fresh.id > run._id).toBe(true);
    const done = await system.scene.waitForStatus(fresh.id, 'succeeded');
    expect(stepsOf(done)).toEqual({ a: 'succeeded', d: 'succeeded' });
    // The old run had one effect, and the new run has two. Step `a` has its effect again, because effect keys contain the run's id.
    expect(await system.scene.effects(person)).toBe(3);

    const old = await system.ops.call(ROUTES.runs.get, { params: { id: run._id } });
    expect(old).toMatchObject({
      status: 'cancelled',
      rerunBy: fresh.id,
      can: { retry: false, rerun: false },
    });
    for (const verb of ['rerun', 'retry'])
      expect(await statusOf(system.ops, `/api/runs/${run._id}/${verb}`)).toEqual([409, 'run.not-retryable']);
    expect(await lastLine()).toMatchObject({
      action: 'run.rerun',
      target: { id: fresh.id },
      details: { of: run._id },
    });
  });

  it('creates one run for two requests at the same time', async () => {
    const { link, run, fine } = await broken();
    await system.scene.publish(link, 2, [fine.step('a')]);
    const answers = await Promise.all(
      [1, 2, 3].map(() => statusOf(system.ops, `/api/runs/${run._id}/rerun`)),
    );
    expect(answers.filter(([status]) => status === 200)).toHaveLength(1);
    expect(answers.filter(([status]) => status === 409)).toHaveLength(2);
    expect(await system.scene.count('runs', { rerunOf: run._id })).toBe(1);
  });

  it('is created by a worker when the requesting process died first', async () => {
    const interest = await Interest.create(system.admin);
    const link = await system.scene.link([interest.step('a')]);
    const person = await system.scene.person();
    const rerunBy = newId();
    const id = await system.scene.putRun(link, person, {
      status: 'cancelled',
      rerunBy,
      pendingRerun: { version: 1 },
    });
    expect(await system.scene.waitForStatus(rerunBy, 'succeeded')).toMatchObject({
      rerunOf: id,
      trigger: { id },
    });
    expect(await system.scene.get(id)).not.toHaveProperty('pendingRerun');
    expect(await system.scene.effects(person)).toBe(1);
  });

  it('skips once-per-scope steps that were done and performs those that were not', async () => {
    const [first, second] = await Promise.all([Interest.create(system.admin), Interest.create(system.admin)]);
    await second.retire();
    const once = { repeat: { kind: 'once-per-mailing' as const } };
    const steps = [first.step('a', once), second.step('b', once)];
    const link = await system.scene.link(steps);
    const person = await system.scene.person();
    const run = await system.scene.run(link, 'failed', person);
    await second.restore();
    const fresh = await system.ops.call(ROUTES.runs.rerun, { params: { id: run._id } });
    const done = await system.scene.waitForStatus(fresh.id, 'succeeded');
    expect(stepsOf(done)).toEqual({ a: 'skipped', b: 'succeeded' });
    expect(await system.scene.effects(person)).toBe(2);
    // The failed run gave up its claim on `b`, because its only attempt failed permanently. So the effect has the key of the re-run.
    expect(await system.scene.count('changes', { _id: `${fresh.id}:b` })).toBe(1);
    // The run of a later click of the same recipient skips both steps.
    expect(stepsOf(await system.scene.run(link, 'succeeded', person))).toEqual({
      a: 'skipped',
      b: 'skipped',
    });
  });

  it('is refused for an unfinished run and for a link without a live version', async () => {
    const interest = await Interest.create(system.admin);
    const wait = { id: 'w', type: 'wait', params: { kind: 'for', amount: 1, unit: 'hours' } };
    const waiting = await system.scene.run(await system.scene.link([wait]), 'waiting');
    expect(await statusOf(system.ops, `/api/runs/${waiting._id}/rerun`)).toEqual([409, 'run.not-retryable']);
    const link = await system.scene.link([interest.step('a')]);
    const run = await system.scene.run(link, 'succeeded');
    await system.scene.publish(link, 2, []);
    expect(await statusOf(system.ops, `/api/runs/${run._id}/rerun`)).toEqual([409, 'run.not-retryable']);
  });
});
