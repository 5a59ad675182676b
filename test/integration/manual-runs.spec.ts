import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { Interest, startOps, statusOf, stepsOf, type Ops } from './ops.fixture';

/** Runs that a user starts for a contact through the api. A real worker executes them. */
const environment = testEnvironment('manual_runs');
let system: Ops;

beforeAll(async () => {
  system = await startOps(environment);
}, 120_000);
afterAll(async () => {
  await system?.close();
  await environment.dispose();
});

const start = (link: string, contactId: string) =>
  system.marketer.call(ROUTES.workflows.run, { params: { id: link }, body: { contactId } });

it('executes the live version for the contact, without a click, and is audited', async () => {
  const [first, second] = await Promise.all([Interest.create(system.admin), Interest.create(system.admin)]);
  const link = await system.scene.link([first.step('a')]);
  await system.scene.publish(link, 2, [first.step('a'), second.step('b')]);
  const person = await system.scene.person();
  const contactId = person.contactId ?? '';

  const { id } = await start(link, contactId);
  const run = await system.scene.waitForStatus(id, 'succeeded');
  expect(stepsOf(run)).toEqual({ a: 'succeeded', b: 'succeeded' });
  expect(run).toMatchObject({
    trigger: { type: 'manual', id },
    subject: { contactId },
    context: { linkId: link },
    workflow: { owner: link, version: 2 },
  });
  expect(await system.scene.count('clicks', { linkId: link })).toBe(0);
  expect(await system.scene.effects(person)).toBe(2);

  const shown = await system.viewer.call(ROUTES.runs.get, { params: { id } });
  expect(shown).toMatchObject({
    trigger: { type: 'manual', id },
    subject: { contact: { id: contactId } },
    context: { link: { id: link } },
  });
  expect(shown.context.mailing).toBeUndefined();
  const { items } = await system.marketer.call(ROUTES.runs.list, { query: { linkId: link, contactId } });
  expect(items.map((item) => item.id)).toEqual([id]);
  const change = await system.scene.connection
    .collection('changes')
    .findOne<{ source: unknown }>({ 'source.runId': id, 'source.nodeId': 'a' });
  expect(change?.source).toEqual({
    kind: 'run',
    runId: id,
    nodeId: 'a',
    trigger: 'manual',
    linkId: link,
    linkName: 'Prøve',
    occurredAt: run.trigger.at,
  });

  const audit = await system.ops.call(ROUTES.ops.audit, { query: { action: 'run.start' } });
  expect(audit.items[0]).toMatchObject({
    by: { name: 'Kari Hansen' },
    target: { kind: 'run', id, name: 'Prøve · Kari Prøve' },
    details: { linkId: link, contactId },
  });
});

it('can be repeated and rerun; a step that happens once per recipient happens once', async () => {
  const [once, every] = await Promise.all([Interest.create(system.admin), Interest.create(system.admin)]);
  const link = await system.scene.link([
    once.step('once', { repeat: { kind: 'once-per-recipient' } }),
    every.step('every', { repeat: { kind: 'every-click' } }),
  ]);
  const person = await system.scene.person();
  const runOf = async (id: string) => stepsOf(await system.scene.waitForStatus(id, 'succeeded'));
  const first = await start(link, person.contactId ?? '');
  expect(await runOf(first.id)).toEqual({ once: 'succeeded', every: 'succeeded' });
  const second = await start(link, person.contactId ?? '');
  expect(await runOf(second.id)).toEqual({ once: 'skipped', every: 'succeeded' });
  const rerun = await system.ops.call(ROUTES.runs.rerun, { params: { id: first.id } });
  expect(rerun).toMatchObject({ rerunOf: first.id, trigger: { type: 'manual', id: first.id } });
  expect(await runOf(rerun.id)).toEqual({ once: 'skipped', every: 'succeeded' });
});

it('is refused for viewers, for unknown links and contacts, and without a version with background steps', async () => {
  const { contactId } = await system.scene.person();
  const interest = await Interest.create(system.admin);
  const link = await system.scene.link([interest.step('a')]);
  const path = (id: string) => `/api/links/${id}/runs`;
  expect(await statusOf(system.viewer, path(link), { contactId })).toEqual([403, 'access.denied']);
  expect(await statusOf(system.marketer, path(newId()), { contactId })).toEqual([404, 'not-found']);
  expect(await statusOf(system.marketer, path(link), { contactId: newId() })).toEqual([404, 'not-found']);
  expect(await statusOf(system.marketer, path(link), {})).toEqual([400, 'validation.failed']);
  const respondOnly = await system.scene.link([]);
  expect(await statusOf(system.marketer, path(respondOnly), { contactId })).toEqual([
    409,
    'workflow.not-live',
  ]);
  expect(await system.scene.count('runs', { 'context.linkId': { $in: [link, respondOnly] } })).toBe(0);
});
