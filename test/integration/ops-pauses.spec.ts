import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type PauseScope, type PauseView } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { PauseCache } from '@linkflow/engine';
import { testEnvironment, until } from '../support';
import { Interest, startOps, statusOf, stepsOf, type Ops } from './ops.fixture';

/** Pauses that are set and ended through the api. A real worker holds and releases the runs. */
const environment = testEnvironment('ops_pauses');
let system: Ops;
let interest: Interest;

beforeAll(async () => {
  system = await startOps(environment);
  interest = await Interest.create(system.admin);
}, 120_000);
afterAll(async () => {
  await system?.close();
  await environment.dispose();
});

const pause = (scope: PauseScope): Promise<PauseView> =>
  system.ops.call(ROUTES.pauses.pause, { body: { scope, note: 'CRM is down' } });
const resume = (key: string): Promise<void> => system.ops.call(ROUTES.pauses.resume, { params: { key } });
const pauses = (): Promise<PauseView[]> => system.viewer.call(ROUTES.pauses.list);

/** Waits until the worker has loaded the pause, then starts a run. The pause must hold it. */
async function heldRun(link: string, key: string, type = 'set-interest') {
  await known(link, key, type);
  const person = await system.scene.person();
  const run = await system.scene.run(link, 'held', person);
  expect(run.heldBy).toBe(key);
  return { run, person };
}

const known = (linkId: string, key: string, type = 'set-interest'): Promise<boolean> =>
  until(
    () =>
      system.worker
        .get(PauseCache, { strict: false })
        .pauseFor({ workflow: { owner: linkId, version: 1 } }, type) === key,
  );

describe('a pause', () => {
  it('of a link holds only its runs before their next step, records clicks, and releases the runs when it ends', async () => {
    const link = await system.scene.link([interest.step('a'), interest.step('b')]);
    const other = await system.scene.link([interest.step('a')]);
    const view = await pause({ kind: 'workflow', owner: link });
    expect(view).toMatchObject({
      key: `workflow:${link}`,
      name: 'Prøve',
      note: 'CRM is down',
      by: { name: 'Ola Nordmann' },
      held: 0,
    });

    const { run, person } = await heldRun(link, view.key);
    expect(run).toMatchObject({ status: 'held', steps: [] });
    expect(run).not.toHaveProperty('dueAt');
    expect(await system.scene.count('clicks', { _id: run._id })).toBe(1);
    expect(await system.scene.effects(person)).toBe(0);
    await system.scene.run(other, 'succeeded');
    expect(await system.ops.call(ROUTES.runs.get, { params: { id: run._id } })).toMatchObject({
      heldBy: view.key,
    });
    expect(await pauses()).toMatchObject([{ key: view.key, held: 1 }]);

    await resume(view.key);
    const done = await system.scene.waitForStatus(run._id, 'succeeded');
    expect(stepsOf(done)).toEqual({ a: 'succeeded', b: 'succeeded' });
    expect(done).not.toHaveProperty('heldBy');
    expect(await system.scene.effects(person)).toBe(2);
    expect(await pauses()).toEqual([]);
    const lines = (await system.ops.call(ROUTES.ops.audit, { query: { action: 'pause.' } })).items;
    expect(lines.filter((line) => line.target.id === view.key)).toMatchObject([
      { action: 'pause.end', target: { name: 'Prøve' } },
      { action: 'pause.set', details: { note: 'CRM is down' } },
    ]);
  });

  it('is not ended by a person who has read an older one', async () => {
    const scope: PauseScope = { kind: 'action', type: 'run-script' };
    const older = await pause(scope);
    await resume(older.key);
    const { key, at } = await pause(scope);
    const path = (time: string) =>
      `/api/ops/pauses/${encodeURIComponent(key)}?at=${encodeURIComponent(time)}`;
    const stale = await system.ops.send('DELETE', path(older.at));
    expect(stale).toMatchObject({ status: 409, body: { code: 'draft.stale' } });
    expect((await pauses()).map((one) => one.key)).toContain(key);
    expect((await system.ops.send('DELETE', path(at))).status).toBe(204);
    expect(await system.ops.send('DELETE', path(at))).toMatchObject({ status: 404 });
  });

  it('of an action type holds a run when it reaches that action', async () => {
    const link = await system.scene.link([
      interest.step('a'),
      { id: 'b', type: 'remove-interest', params: { interestId: interest.id } },
      interest.step('c'),
    ]);
    const { key } = await pause({ kind: 'action', type: 'remove-interest' });
    const { run, person } = await heldRun(link, key, 'remove-interest');
    expect(stepsOf(run)).toEqual({ a: 'succeeded' });
    await resume(key);
    const done = await system.scene.waitForStatus(run._id, 'succeeded');
    expect(done.steps.map((step) => step.attempts.length)).toEqual([1, 1, 1]);
    expect(await system.scene.effects(person)).toBe(3);
  });

  it('of everything holds every run, and a held run that is cancelled stays cancelled', async () => {
    const link = await system.scene.link([interest.step('a')]);
    const { key } = await pause({ kind: 'all' });
    expect(key).toBe('all');
    const first = await heldRun(link, key);
    const second = await heldRun(link, key);
    await system.marketer.call(ROUTES.runs.cancel, { params: { id: first.run._id } });
    expect(await pauses()).toMatchObject([{ key, held: 1 }]);
    await resume(key);
    await system.scene.waitForStatus(second.run._id, 'succeeded');
    const cancelled = await system.scene.get(first.run._id);
    expect(cancelled.status).toBe('cancelled');
    expect(cancelled).not.toHaveProperty('heldBy');
    expect(await system.scene.effects(first.person)).toBe(0);
    expect(await system.scene.effects(second.person)).toBe(1);
  });

  it('releases a run that a worker held with an outdated cache after the pause had ended', async () => {
    const link = await system.scene.link([interest.step('a')]);
    const person = await system.scene.person();
    const id = await system.scene.putRun(link, person, { status: 'held', heldBy: 'action:set-interest' });
    expect(stepsOf(await system.scene.waitForStatus(id, 'succeeded'))).toEqual({ a: 'succeeded' });
    expect(await system.scene.effects(person)).toBe(1);
  });

  it('holds the runs that an overlapping pause releases', async () => {
    const link = await system.scene.link([interest.step('a')]);
    const all = await pause({ kind: 'all' });
    const { run } = await heldRun(link, all.key);
    const ofLink = await pause({ kind: 'workflow', owner: link });
    await resume(all.key);
    await known(link, ofLink.key);
    await until(async () => (await system.scene.count('runs', { heldBy: ofLink.key })) >= 1);
    await resume(ofLink.key);
    await system.scene.waitForStatus(run._id, 'succeeded');
    await until(async () => (await system.scene.count('runs', { status: 'held' })) === 0);
  });
});

describe('refused pauses', () => {
  it('include those of other roles and of unknown targets', async () => {
    const body = { scope: { kind: 'all' } };
    for (const who of [system.marketer, system.viewer])
      expect(await statusOf(who, '/api/ops/pauses', body)).toEqual([403, 'access.denied']);
    for (const scope of [
      { kind: 'workflow', owner: newId() },
      { kind: 'action', type: 'launch-rocket' },
    ])
      expect(await statusOf(system.ops, '/api/ops/pauses', { scope })).toEqual([404, 'not-found']);
    expect((await system.ops.send('DELETE', '/api/ops/pauses/all')).status).toBe(404);
  });
});
