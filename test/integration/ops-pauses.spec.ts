import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditPage, PauseView, RunDetail } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { Pauses } from '@linkflow/engine';
import { testEnvironment, until } from '../support';
import { Interest, startOps, statusOf, stepsOf, type Ops } from './ops.fixture';

/** What stands still and goes on again, through the api, with a real worker behind it. */
const environment = testEnvironment('ops_pauses');
let house: Ops;
let interest: Interest;

beforeAll(async () => {
  house = await startOps(environment);
  interest = await Interest.make(house.admin);
}, 120_000);
afterAll(async () => {
  await house?.close();
  await environment.dispose();
});

const pause = (scope: object): Promise<PauseView> =>
  house.ops.post('/api/ops/pauses', { scope, note: 'CRM is down' });
const resume = (key: string): Promise<void> => house.ops.delete(`/api/ops/pauses/${encodeURIComponent(key)}`);
const pauses = (): Promise<PauseView[]> => house.viewer.get('/api/ops/pauses');

/** A run that comes to the pause once the worker knows of it. */
async function heldRun(link: string, key: string, type = 'set-interest') {
  await known(link, key, type);
  const person = await house.scene.person();
  const run = await house.scene.run(link, 'held', person);
  expect(run.heldBy).toBe(key);
  return { run, person };
}

const known = (linkId: string, key: string, type = 'set-interest'): Promise<boolean> =>
  until(() => house.worker.get(Pauses, { strict: false }).holding({ linkId }, type) === key);

describe('a pause', () => {
  it('of a link holds its runs before their next step and no others; the clicks are recorded; they go on when it ends', async () => {
    const link = await house.scene.link([interest.step('a'), interest.step('b')]);
    const other = await house.scene.link([interest.step('a')]);
    const view = await pause({ kind: 'link', linkId: link });
    expect(view).toMatchObject({
      key: `link:${link}`,
      name: 'Prøve',
      note: 'CRM is down',
      by: { name: 'Ola Nordmann' },
      held: 0,
    });

    const { run, person } = await heldRun(link, view.key);
    expect(run).toMatchObject({ status: 'held', steps: [] });
    expect(run).not.toHaveProperty('dueAt');
    expect(await house.scene.count('clicks', { _id: run._id })).toBe(1);
    expect(await house.scene.effects(person)).toBe(0);
    await house.scene.run(other, 'succeeded');
    expect(await house.ops.get<RunDetail>(`/api/runs/${run._id}`)).toMatchObject({ heldBy: view.key });
    expect(await pauses()).toMatchObject([{ key: view.key, held: 1 }]);

    await resume(view.key);
    const done = await house.scene.standing(run._id, 'succeeded');
    expect(stepsOf(done)).toEqual({ a: 'succeeded', b: 'succeeded' });
    expect(done).not.toHaveProperty('heldBy');
    expect(await house.scene.effects(person)).toBe(2);
    expect(await pauses()).toEqual([]);
    const lines = (await house.ops.get<AuditPage>('/api/audit?action=pause.')).items;
    expect(lines.filter((line) => line.target.id === view.key)).toMatchObject([
      { action: 'pause.end', target: { name: 'Prøve' } },
      { action: 'pause.set', details: { note: 'CRM is down' } },
    ]);
  });

  it('of a type of action lets a run come to it and no further', async () => {
    const link = await house.scene.link([
      interest.step('a'),
      { id: 'b', type: 'remove-interest', params: { interestId: interest.id } },
      interest.step('c'),
    ]);
    const { key } = await pause({ kind: 'action', type: 'remove-interest' });
    const { run, person } = await heldRun(link, key, 'remove-interest');
    expect(stepsOf(run)).toEqual({ a: 'succeeded' });
    await resume(key);
    const done = await house.scene.standing(run._id, 'succeeded');
    expect(done.steps.map((step) => step.attempts.length)).toEqual([1, 1, 1]);
    expect(await house.scene.effects(person)).toBe(3);
  });

  it('of everything holds every run; one of them can be cancelled, and stays so', async () => {
    const link = await house.scene.link([interest.step('a')]);
    const { key } = await pause({ kind: 'all' });
    expect(key).toBe('all');
    const first = await heldRun(link, key);
    const second = await heldRun(link, key);
    await house.marketer.post(`/api/runs/${first.run._id}/cancel`);
    expect(await pauses()).toMatchObject([{ key, held: 1 }]);
    await resume(key);
    await house.scene.standing(second.run._id, 'succeeded');
    const cancelled = await house.scene.get(first.run._id);
    expect(cancelled.status).toBe('cancelled');
    expect(cancelled).not.toHaveProperty('heldBy');
    expect(await house.scene.effects(first.person)).toBe(0);
    expect(await house.scene.effects(second.person)).toBe(1);
  });

  it('that has ended leaves nobody behind: a run held on old knowledge is found', async () => {
    const link = await house.scene.link([interest.step('a')]);
    const person = await house.scene.person();
    const id = await house.scene.putRun(link, person, { status: 'held', heldBy: 'action:set-interest' });
    expect(stepsOf(await house.scene.standing(id, 'succeeded'))).toEqual({ a: 'succeeded' });
    expect(await house.scene.effects(person)).toBe(1);
  });

  it('under another one: what the first lets go is held by the second', async () => {
    const link = await house.scene.link([interest.step('a')]);
    const all = await pause({ kind: 'all' });
    const { run } = await heldRun(link, all.key);
    const ofLink = await pause({ kind: 'link', linkId: link });
    await resume(all.key);
    await known(link, ofLink.key);
    await until(async () => (await house.scene.count('runs', { heldBy: ofLink.key })) >= 1);
    await resume(ofLink.key);
    await house.scene.standing(run._id, 'succeeded');
    await until(async () => (await house.scene.count('runs', { status: 'held' })) === 0);
  });
});

describe('refusals', () => {
  it('of who may not, and of what is not there', async () => {
    const body = { scope: { kind: 'all' } };
    for (const who of [house.marketer, house.viewer])
      expect(await statusOf(who, '/api/ops/pauses', body)).toEqual([403, 'access.denied']);
    for (const scope of [
      { kind: 'link', linkId: newId() },
      { kind: 'action', type: 'launch-rocket' },
    ])
      expect(await statusOf(house.ops, '/api/ops/pauses', { scope })).toEqual([404, 'not-found']);
    expect((await house.ops.send('DELETE', '/api/ops/pauses/all')).status).toBe(404);
  });
});
