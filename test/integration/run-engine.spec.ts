import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Retryable, catalogue } from '@linkflow/actions';
import type { ClickRecord, Repeat, WorkflowDocument, WorkflowNode } from '@linkflow/contracts';
import { InterestsService } from '@linkflow/crm';
import { Batcher, newId } from '@linkflow/platform';
import { Ports, RunStore, Versions, type StoredRun } from '@linkflow/runs';
import { compileWorkflow } from '@linkflow/workflow';
import { testEnvironment, until } from '../support';

/** The engine inside a real worker, on a real MongoDB and Redis; clicks are handed to it as its queue would. */
const environment = testEnvironment('run_engine');
let app: INestApplicationContext;
let connection: Connection;
let deliver: (clicks: ClickRecord[]) => Promise<void>;
let interestId: string;

beforeAll(async () => {
  vi.stubEnv('MONGODB_URI', environment.mongoUri);
  vi.stubEnv('REDIS_URL', environment.redisUrl);
  vi.stubEnv('QUEUE_PREFIX', environment.queuePrefix);
  vi.stubEnv('LOG_LEVEL', 'silent');
  vi.stubEnv('RUN_LEASE_MS', '1000');
  vi.stubEnv('RECONCILE_MS', '100');
  const { AppModule } = await import('../../apps/worker/src/app.module');
  const { ClicksHandler } = await import('../../apps/worker/src/clicks/clicks.handler');
  app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  connection = app.get<Connection>(getConnectionToken());
  const handler = app.get(ClicksHandler, { strict: false });
  deliver = (clicks) => handler.handle({ v: 1, clicks });
});
beforeEach(async () => {
  interestId = (await app.get(InterestsService, { strict: false }).create(`Interesse ${newId()}`)).id;
});
afterAll(async () => {
  vi.restoreAllMocks();
  await app.close();
  await environment.dispose();
});

describe('a walk', () => {
  it('takes the steps in the order of the picture and ends succeeded', async () => {
    const { link, person } = await scene([action('a'), action('b', 'remove-interest'), action('c')]);
    const click = clickOf(link, person);
    await deliver([click]);
    const run = await get(click.id);
    expect(run.status).toBe('succeeded');
    expect(run.steps.map((step) => step.nodeId)).toEqual(['a', 'b', 'c']);
    expect(run).not.toHaveProperty('dueAt');
  });

  it('makes one run and each effect once when its job is delivered twice at the same time and again later', async () => {
    const { link, person } = await scene([action('a'), action('b', 'remove-interest')]);
    const click = clickOf(link, person);
    await Promise.all([deliver([click]), deliver([click])]);
    await deliver([click]);
    await until(async () => (await get(click.id)).status === 'succeeded');
    expect(await count('runs', { linkId: link })).toBe(1);
    expect(await count('clicks', { linkId: link })).toBe(1);
    expect(await count('changes', { contactId: person.contactId })).toBe(2);
  });

  it('sets one bad click aside with its reason, and its neighbours go on', async () => {
    const { link, person } = await scene([action('a')]);
    const good = clickOf(link, person);
    const bad = { ...clickOf(link, person), recipient: newId() };
    await deliver([bad, good]);
    expect((await get(good.id)).status).toBe('succeeded');
    expect(
      await connection.collection<{ _id: string }>('clicks_set_aside').findOne({ _id: bad.id }),
    ).toMatchObject({
      reason: 'recipient.unknown',
    });
  });

  it('makes no run for a click on a version that does nothing in the background', async () => {
    const { link, person } = await scene([]);
    const click = clickOf(link, person);
    await deliver([click]);
    expect(await count('clicks', { _id: click.id })).toBe(1);
    expect(await count('runs', { _id: click.id })).toBe(0);
  });
});

describe('a failing step', () => {
  it('is tried again after its wait, and effects of earlier steps stay single', async () => {
    const quick = { attempts: 3, backoff: { baseMs: 100, capMs: 100 } };
    const { link, person } = await scene([action('a'), { ...action('b', 'remove-interest'), policy: quick }]);
    const { crm } = app.get(Ports, { strict: false });
    const real = crm.setMembership.bind(crm);
    let failures = 0;
    vi.spyOn(crm, 'setMembership').mockImplementation((effect, ...rest) => {
      if (effect.key.endsWith(':b') && failures++ < 2)
        throw new Retryable({ code: 'test.away', message: { en: 'x', nb: 'x' } });
      return real(effect, ...rest);
    });
    const click = clickOf(link, person);
    await deliver([click]);
    const run = await until(async () => ended(await get(click.id)));
    vi.restoreAllMocks();
    expect(run.status).toBe('succeeded');
    expect(run.steps.map((step) => step.attempts.map((attempt) => attempt.outcome))).toEqual([
      ['succeeded'],
      ['retry', 'retry', 'succeeded'],
    ]);
    expect(await count('changes', { contactId: person.contactId })).toBe(2);
  });

  it('whose target is gone fails for good with its reason; the walk goes on and the run ends failed', async () => {
    const { link, person } = await scene([{ ...action('a'), params: { interestId: newId() } }, action('b')]);
    const click = clickOf(link, person);
    await deliver([click]);
    const run = await get(click.id);
    expect(run).toMatchObject({ status: 'failed', failure: { nodeId: 'a' } });
    expect(run.steps.map((step) => step.status)).toEqual(['failed', 'succeeded']);
    expect(run.steps[0]?.attempts).toHaveLength(1);
  });

  it('stops the run where its policy says stop', async () => {
    const { link, person } = await scene([
      { ...action('a'), params: { interestId: newId() }, policy: { onError: 'stop' } },
      action('b'),
    ]);
    const click = clickOf(link, person);
    await deliver([click]);
    expect((await get(click.id)).steps.map((step) => step.nodeId)).toEqual(['a']);
  });

  it('is passed over, not failed, for a recipient without a contact card', async () => {
    const { link, person } = await scene([action('a')], { contact: false });
    const click = clickOf(link, person);
    await deliver([click]);
    const run = await get(click.id);
    expect(run.status).toBe('succeeded');
    expect(run.steps[0]).toMatchObject({ status: 'skipped', reason: { code: 'recipient.not-a-contact' } });
  });
});

describe('time', () => {
  it('rests at a wait in MongoDB and goes on when it has come, on the version of its click', async () => {
    const wait: WorkflowNode = { id: 'w', type: 'wait', params: { kind: 'for', amount: 1, unit: 'minutes' } };
    const { link, person } = await scene([action('a'), wait, action('b')]);
    const click = clickOf(link, person);
    await deliver([click]);
    const waiting = await get(click.id);
    expect(waiting).toMatchObject({
      status: 'waiting',
      steps: [{ status: 'succeeded' }, { status: 'waiting' }],
    });

    // A second version is published while the run waits, and a minute passes.
    await publish(link, 2, chain([action('other')]));
    await connection
      .collection<{ _id: string }>('runs')
      .updateOne({ _id: click.id }, { $set: { dueAt: new Date() } });
    const run = await until(async () => ended(await get(click.id)));
    expect(run.steps.map((step) => step.nodeId)).toEqual(['a', 'w', 'b']);

    const later = { ...clickOf(link, person), version: 2 };
    await deliver([later]);
    expect((await get(later.id)).steps.map((step) => step.nodeId)).toEqual(['other']);
  });

  it('an older click that comes late leaves what a newer one has set', async () => {
    const set = await scene([action('set')]);
    const remove = await scene([action('gone', 'remove-interest')], { person: set.person });
    const newer = clickOf(remove.link, set.person, Date.now());
    const older = clickOf(set.link, set.person, Date.now() - 60_000);
    await deliver([newer]);
    await deliver([older]);
    const membership = await connection
      .collection('memberships')
      .findOne({ contactId: set.person.contactId, targetId: interestId });
    expect(membership).toMatchObject({ active: false });
    expect((await get(older.id)).status).toBe('succeeded');
  });
});

describe('a repeat policy', () => {
  const policies: [Repeat, number][] = [
    [{ kind: 'every-click' }, 3],
    [{ kind: 'once-per-recipient' }, 1],
    [{ kind: 'once-per-mailing' }, 1],
    [{ kind: 'once-per-days', days: 7 }, 1],
  ];
  it.each(policies)('%o lets three clicks at the same moment do it %i times', async (repeat, times) => {
    const { link, person } = await scene([{ ...action('a'), repeat }]);
    const clicks = [clickOf(link, person), clickOf(link, person), clickOf(link, person)];
    await Promise.all(clicks.map((click) => deliver([click])));
    const runs = await Promise.all(clicks.map((click) => until(async () => ended(await get(click.id)))));
    expect(runs.filter((run) => run.steps[0]?.status === 'succeeded')).toHaveLength(times);
    expect(runs.every((run) => run.status === 'succeeded')).toBe(true);
  });

  it('once in some days does it again when the days are over', async () => {
    const { link, person } = await scene([{ ...action('a'), repeat: { kind: 'once-per-days', days: 7 } }]);
    const day = 86_400_000;
    const clicks = [8, 3, 0].map((ago) => clickOf(link, person, Date.now() - ago * day));
    for (const click of clicks) await deliver([click]);
    const statuses = await Promise.all(clicks.map(async ({ id }) => (await get(id)).steps[0]?.status));
    expect(statuses).toEqual(['succeeded', 'skipped', 'succeeded']);
  });
});

describe('a run that changes hands', () => {
  it('keeps nothing of a worker that has lost it: the late result is dropped', async () => {
    const { link, person } = await scene([action('a')]);
    const store = app.get(RunStore, { strict: false });
    const click = clickOf(link, person);
    await deliver([click]);
    const seen = await get(click.id);
    const winner: StoredRun = { ...seen, fence: seen.fence + 1, rev: seen.rev + 1 };
    expect(await store.replace(seen, winner)).toBe(true);
    expect(await store.checkpoint({ ...seen, status: 'failed' })).toBe(false);
    expect(await get(click.id)).toMatchObject({ status: 'succeeded', fence: winner.fence });
  });

  it('is taken up again when its lease has run out, by the reconciler alone', async () => {
    const { link, person } = await scene([action('a')]);
    const id = newId();
    const { recipientId, mailingId, contactId } = person;
    await put('runs', {
      _id: id,
      linkId: link,
      mailingId,
      recipientId,
      contactId,
      version: 1,
      clickedAt: new Date(),
      createdAt: new Date(),
      status: 'running',
      fence: 1,
      rev: 1,
      dueAt: new Date(Date.now() - 1),
      steps: [],
    });
    const run = await until(async () => ended(await get(id)));
    expect(run).toMatchObject({ status: 'succeeded', fence: 2 });
    expect(await count('changes', { contactId })).toBe(1);
  });

  it('goes to one of many that claim it at the same moment', async () => {
    const store = app.get(RunStore, { strict: false });
    const id = newId();
    // Too far in the future for the reconciler, and queued, so that it can be claimed at once.
    const dueAt = new Date(Date.now() + 60_000);
    await put('runs', { _id: id, status: 'queued', fence: 0, rev: 0, dueAt, steps: [] });
    const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim(id)));
    expect(claims.filter((run) => run !== null)).toHaveLength(1);
  });

  it('is left alone while its lease lasts', async () => {
    const store = app.get(RunStore, { strict: false });
    const id = newId();
    await put('runs', {
      _id: id,
      status: 'running',
      fence: 1,
      rev: 1,
      dueAt: new Date(Date.now() + 60_000),
      steps: [],
    });
    expect(await store.claim(id)).toBeNull();
  });
});

it('knows a version that is not there as a failure with a reason', async () => {
  const { link, person } = await scene([action('a')]);
  const click = { ...clickOf(link, person), version: 99 };
  await deliver([click]);
  expect(await get(click.id)).toMatchObject({
    status: 'failed',
    failure: { reason: { code: 'version.missing' } },
  });
  expect(await app.get(Versions, { strict: false }).load(link, 99)).toBeUndefined();
});

interface Person {
  recipientId: string;
  mailingId: string;
  contactId: string | null;
}

function action(id: string, type = 'set-interest'): WorkflowNode {
  return { id, type, params: { interestId } };
}

function clickOf(link: string, { recipientId }: Person, at = Date.now()): ClickRecord {
  return { id: newId(), at, link, recipient: recipientId, version: 1, kind: 'click', run: true };
}

/** A published link whose action lane is these nodes in a row, and somebody who got it in a mailing. */
async function scene(
  nodes: WorkflowNode[],
  more: { contact?: boolean; person?: Person } = {},
): Promise<{ link: string; person: Person }> {
  const link = newId();
  await put('links', { _id: link, name: 'Prøve', deletedAt: null });
  await publish(link, 1, chain(nodes));
  if (more.person) return { link, person: more.person };
  const contactId = more.contact === false ? null : newId();
  const person: Person = { recipientId: newId(), mailingId: newId(), contactId };
  await put('mailings', { _id: person.mailingId, name: 'Prøveutsendelse' });
  if (contactId) {
    await put('contacts', {
      _id: contactId,
      name: 'Kari Prøve',
      firstName: 'Kari',
      lastName: 'Prøve',
      country: 'NO',
      fields: {},
      fieldSetAt: {},
      deletedAt: null,
    });
  }
  await put('recipients', {
    _id: person.recipientId,
    mailingId: person.mailingId,
    contactId,
    email: 'kari@example.no',
    name: 'Kari Prøve',
    addedAt: new Date(),
    removedAt: null,
  });
  return { link, person };
}

function chain(nodes: WorkflowNode[]): WorkflowDocument {
  const trigger: WorkflowNode = { id: 'click', type: 'click', params: {} };
  const edges = nodes.map((node, index) => ({
    id: `to-${node.id}`,
    from: { node: nodes[index - 1]?.id ?? 'click', port: index === 0 ? 'then' : 'next' },
    to: node.id,
  }));
  return { schemaVersion: 1, nodes: [trigger, ...nodes], edges };
}

async function publish(link: string, number: number, document: WorkflowDocument): Promise<void> {
  const url = 'https://example.com/takk';
  // Must be one that can be compiled: the same call that the worker makes.
  compileWorkflow(document, url, catalogue());
  await put('link_versions', {
    _id: `${link}:${number}`,
    linkId: link,
    number,
    url,
    document,
    layout: { positions: {}, notes: [] },
  });
}

async function put(collection: string, document: Record<string, unknown> & { _id: string }): Promise<void> {
  const outcome = await app.get(Batcher, { strict: false }).insertOnce(collection, document);
  if (outcome !== 'inserted') throw new Error(`${collection} has something like ${document._id} already`);
}

async function get(id: string): Promise<StoredRun> {
  const run = await connection.collection<StoredRun>('runs').findOne({ _id: id });
  if (!run) throw new Error(`No run ${id}`);
  return run;
}

const ended = (run: StoredRun): StoredRun | undefined =>
  ['succeeded', 'failed', 'cancelled'].includes(run.status) ? run : undefined;

const count = (collection: string, filter: object): Promise<number> =>
  connection.collection(collection).countDocuments(filter);
