import { describe, expect, it, vi } from 'vitest';
import { Permanent, Retryable } from '@linkflow/actions';
import type { Condition, Repeat, ScriptOutput, WorkflowNode } from '@linkflow/contracts';
import { ScriptsService } from '@linkflow/crm';
import { newId } from '@linkflow/platform';
import { ActionAdapters, RunStore, Versions, type StoredRun } from '@linkflow/engine';
import { testEnvironment, until } from '../support';
import { chain, engineForFile, type Engine } from '../support/engine';

const environment = testEnvironment('run_engine');
let engine: Engine;

engineForFile(environment, (started) => (engine = started));

describe('a walk', () => {
  it('executes the steps in the order of the canvas and ends succeeded', async () => {
    const { link, person } = await engine.scene([
      engine.action('a'),
      engine.action('b', 'remove-interest'),
      engine.action('c'),
    ]);
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    const run = await engine.get(click.id);
    expect(run.status).toBe('succeeded');
    expect(run.steps.map((step) => step.nodeId)).toEqual(['a', 'b', 'c']);
    expect(run).not.toHaveProperty('dueAt');
  });

  it('a job delivered twice concurrently and once later creates one run and each effect once', async () => {
    const { link, person } = await engine.scene([engine.action('a'), engine.action('b', 'remove-interest')]);
    const click = engine.clickOf(link, person);
    await Promise.all([engine.deliver([click]), engine.deliver([click])]);
    await engine.deliver([click]);
    await until(async () => (await engine.get(click.id)).status === 'succeeded');
    expect(await engine.count('runs', { 'context.linkId': link })).toBe(1);
    expect(await engine.count('clicks', { linkId: link })).toBe(1);
    expect(await engine.count('changes', { contactId: person.contactId })).toBe(2);
  });

  it('sets an invalid click aside with a reason, and processes the other clicks of the job', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const good = engine.clickOf(link, person);
    const bad = { ...engine.clickOf(link, person), recipient: newId() };
    await engine.deliver([bad, good]);
    expect((await engine.get(good.id)).status).toBe('succeeded');
    expect(
      await engine.connection.collection<{ _id: string }>('clicks_set_aside').findOne({ _id: bad.id }),
    ).toMatchObject({
      reason: 'recipient.unknown',
    });
  });

  it('creates no run for a version without background steps', async () => {
    const { link, person } = await engine.scene([]);
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    expect(await engine.count('clicks', { _id: click.id })).toBe(1);
    expect(await engine.count('runs', { _id: click.id })).toBe(0);
  });
});

describe('a failing step', () => {
  it('is retried after its backoff, and effects of earlier steps are not repeated', async () => {
    const quick = { attempts: 3, backoff: { baseMs: 100, capMs: 100 } };
    const { link, person } = await engine.scene([
      engine.action('a'),
      { ...engine.action('b', 'remove-interest'), policy: quick },
    ]);
    const { crm } = engine.app.get(ActionAdapters, { strict: false });
    const perform = crm.perform.bind(crm);
    let failures = 0;
    vi.spyOn(crm, 'perform').mockImplementation((name, context, input) => {
      if (context.key.endsWith(':b') && failures++ < 2) throw new Retryable({ code: 'test.away' });
      return perform(name, context, input);
    });
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    const run = await until(() => engine.ended(click.id));
    vi.restoreAllMocks();
    expect(run.status).toBe('succeeded');
    expect(run.steps.map((step) => step.attempts.map((attempt) => attempt.outcome))).toEqual([
      ['succeeded'],
      ['retry', 'retry', 'succeeded'],
    ]);
    expect(await engine.count('changes', { contactId: person.contactId })).toBe(2);
  });

  it('fails without retry when its target was deleted; the walk continues and the run ends failed', async () => {
    const { link, person } = await engine.scene([
      { ...engine.action('a'), params: { interestId: newId() } },
      engine.action('b'),
    ]);
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    const run = await engine.get(click.id);
    expect(run).toMatchObject({ status: 'failed', failure: { nodeId: 'a' } });
    expect(run.steps.map((step) => step.status)).toEqual(['failed', 'succeeded']);
    expect(run.steps[0]?.attempts).toHaveLength(1);
  });

  it('ends the run if its policy is onError: stop', async () => {
    const { link, person } = await engine.scene([
      { ...engine.action('a'), params: { interestId: newId() }, policy: { onError: 'stop' } },
      engine.action('b'),
    ]);
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    expect((await engine.get(click.id)).steps.map((step) => step.nodeId)).toEqual(['a']);
  });

  it('is skipped, not failed, for a recipient without a contact card', async () => {
    const { link, person } = await engine.scene([engine.action('a')], { contact: false });
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    const run = await engine.get(click.id);
    expect(run.status).toBe('succeeded');
    expect(run.steps[0]).toMatchObject({ status: 'skipped', reason: { code: 'recipient.not-a-contact' } });
  });
});

describe('waits and late clicks', () => {
  it('a waiting run is stored in MongoDB and continues when due, on the version of its click', async () => {
    const wait: WorkflowNode = { id: 'w', type: 'wait', params: { kind: 'for', amount: 1, unit: 'minutes' } };
    const { link, person } = await engine.scene([engine.action('a'), wait, engine.action('b')]);
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    const waiting = await engine.get(click.id);
    expect(waiting).toMatchObject({
      status: 'waiting',
      steps: [{ status: 'succeeded' }, { status: 'waiting' }],
    });

    // Publishes a second version while the run waits, then ends the wait.
    await engine.publish(link, 2, chain([engine.action('other')]));
    await engine.connection
      .collection<{ _id: string }>('runs')
      .updateOne({ _id: click.id }, { $set: { dueAt: new Date() } });
    const run = await until(() => engine.ended(click.id));
    expect(run.steps.map((step) => step.nodeId)).toEqual(['a', 'w', 'b']);

    const later = { ...engine.clickOf(link, person), version: 2 };
    await engine.deliver([later]);
    expect((await engine.get(later.id)).steps.map((step) => step.nodeId)).toEqual(['other']);
  });

  it('an older click that arrives late does not undo a newer one', async () => {
    const set = await engine.scene([engine.action('set')]);
    const remove = await engine.scene([engine.action('gone', 'remove-interest')], { person: set.person });
    const newer = engine.clickOf(remove.link, set.person, Date.now());
    const older = engine.clickOf(set.link, set.person, Date.now() - 60_000);
    await engine.deliver([newer]);
    await engine.deliver([older]);
    const membership = await engine.connection
      .collection('memberships')
      .findOne({ contactId: set.person.contactId, targetId: engine.interestId });
    expect(membership).toMatchObject({ active: false });
    expect((await engine.get(older.id)).status).toBe('succeeded');
  });
});

describe('the outputs of a script', () => {
  const outputs: ScriptOutput[] = [
    { name: 'score', type: 'number' },
    { name: 'level', type: 'text' },
    { name: 'rest', type: 'number' },
  ];
  const resultOf = async (source: string, condition: Condition): Promise<unknown> => {
    const scripts = engine.app.get(ScriptsService, { strict: false });
    const { id: scriptId } = await scripts.create({
      name: `Skript ${newId()}`,
      description: '',
      source,
      outputs,
      params: [],
    });
    const { link, person } = await engine.scene([
      { id: 's', type: 'run-script', params: { scriptId } },
      { id: 'q', type: 'condition', params: { condition } },
    ]);
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    return (await engine.get(click.id)).steps.find(({ nodeId }) => nodeId === 'q')?.output;
  };

  it.each<[string, Condition]>([
    ['return { score: 7 }', { fact: 'steps.s.score', operator: 'greaterThan', value: 5 }],
    [`setVariable('score', 7)`, { fact: 'steps.s.score', operator: 'greaterThan', value: 5 }],
    [`setVariable('level', 'gold')`, { fact: 'steps.s.level', operator: 'equal', value: 'gold' }],
    ['return { rest: null }', { fact: 'steps.s.rest', operator: 'isEmpty' }],
  ])('of %s decide a later condition', async (source, condition) => {
    expect(await resultOf(source, condition)).toEqual({ result: true });
  });

  it('are written as people write them in the texts of later steps', async () => {
    const scripts = engine.app.get(ScriptsService, { strict: false });
    const source = `return { score: 1234.5, gold: true, at: '2026-11-27T23:30:00Z' }`;
    const { id: scriptId } = await scripts.create({
      name: `Skript ${newId()}`,
      description: '',
      source,
      outputs,
      params: [],
    });
    const text = 'Poeng {{steps.s.score}}, gull {{steps.s.gold}}, {{steps.s.at}}, {{contact.country}}';
    const { link, person } = await engine.scene([
      { id: 's', type: 'run-script', params: { scriptId } },
      { id: 'f', type: 'create-follow-up', params: { ...(await followUpParams()), text } },
    ]);
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    const followUp = await engine.connection
      .collection('follow_ups')
      .findOne({ contactId: person.contactId });
    expect(String(followUp?.text).replace(/\s/g, ' ')).toContain(
      'Poeng 1 234,5, gull Ja, 28. november 2026 kl. 00:30, Norge',
    );
  });

  /** Parameters of a to-do that anyone may get. */
  async function followUpParams(): Promise<Record<string, unknown>> {
    const [taskTypeId, createdById] = [newId(), newId()];
    await engine.put('task_types', { _id: taskTypeId, name: 'Ring', kind: 'to-do', deletedAt: null });
    await engine.put('users', {
      _id: createdById,
      email: `${createdById}@example.no`,
      name: 'Ingrid',
      active: true,
      language: 'nb',
      timeZone: 'Europe/Oslo',
      workday: { from: 480, to: 960 },
    });
    return { kind: 'to-do', taskTypeId, createdById };
  }
});

describe('a repeat policy', () => {
  const policies: [Repeat, number][] = [
    [{ kind: 'every-click' }, 3],
    [{ kind: 'once-per-recipient' }, 1],
    [{ kind: 'once-per-mailing' }, 1],
    [{ kind: 'once-per-days', days: 7 }, 1],
  ];
  it.each(policies)('%o: three concurrent clicks execute the step %i times', async (repeat, times) => {
    const { link, person } = await engine.scene([{ ...engine.action('a'), repeat }]);
    const clicks = [engine.clickOf(link, person), engine.clickOf(link, person), engine.clickOf(link, person)];
    await Promise.all(clicks.map((click) => engine.deliver([click])));
    const runs = await Promise.all(clicks.map((click) => until(() => engine.ended(click.id))));
    expect(runs.filter((run) => run.steps[0]?.status === 'succeeded')).toHaveLength(times);
    expect(runs.every((run) => run.status === 'succeeded')).toBe(true);
    // The claim of a repeat scope must have the contact's id, so that an erasure finds it.
    const claims = { _id: { $regex: `^${link}:` }, contactId: person.contactId };
    expect(await engine.count('effects', claims)).toBe(repeat.kind === 'every-click' ? 0 : 1);
  });

  it('lets a later click execute a step that failed permanently for an earlier one', async () => {
    const { link, person } = await engine.scene([
      { ...engine.action('a'), repeat: { kind: 'once-per-recipient' } },
    ]);
    const { crm } = engine.app.get(ActionAdapters, { strict: false });
    vi.spyOn(crm, 'perform').mockRejectedValueOnce(new Permanent({ code: 'interest.missing' }));
    const clicks = [engine.clickOf(link, person), engine.clickOf(link, person), engine.clickOf(link, person)];
    for (const click of clicks) await engine.deliver([click]);
    const statuses = await Promise.all(clicks.map(async ({ id }) => (await engine.get(id)).steps[0]?.status));
    expect(statuses).toEqual(['failed', 'succeeded', 'skipped']);
  });

  it('once-per-days executes the step again after that number of days', async () => {
    const { link, person } = await engine.scene([
      { ...engine.action('a'), repeat: { kind: 'once-per-days', days: 7 } },
    ]);
    const day = 86_400_000;
    const clicks = [8, 3, 0].map((ago) => engine.clickOf(link, person, Date.now() - ago * day));
    for (const click of clicks) await engine.deliver([click]);
    const statuses = await Promise.all(clicks.map(async ({ id }) => (await engine.get(id)).steps[0]?.status));
    expect(statuses).toEqual(['succeeded', 'skipped', 'succeeded']);
  });
});

describe('a repeat policy of days', () => {
  it('counts calendar days of the organisation, also those of 23 hours', async () => {
    const { link, person } = await engine.scene([
      { ...engine.action('a'), repeat: { kind: 'once-per-days', days: 1 } },
    ]);
    // Clocks in Oslo go forward in the night to 29 March 2026.
    const times = ['2026-03-28T00:10:00+01:00', '2026-03-28T23:50:00+01:00', '2026-03-29T00:10:00+01:00'];
    const clicks = [...times, '2026-03-29T23:50:00+02:00', '2026-03-30T00:10:00+02:00'].map((time) =>
      engine.clickOf(link, person, Date.parse(time)),
    );
    for (const click of clicks) await engine.deliver([click]);
    const statuses = await Promise.all(clicks.map(async ({ id }) => (await engine.get(id)).steps[0]?.status));
    expect(statuses).toEqual(['succeeded', 'skipped', 'succeeded', 'skipped', 'succeeded']);
  });
});

describe('the claim of a run', () => {
  it('a worker that has lost the run cannot write its late result', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const store = engine.app.get(RunStore, { strict: false });
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    const seen = await engine.get(click.id);
    const winner: StoredRun = { ...seen, fence: seen.fence + 1, rev: seen.rev + 1 };
    expect(await store.replace(seen, winner)).toBe(true);
    expect(await store.checkpoint({ ...seen, status: 'failed' })).toBe(false);
    expect(await engine.get(click.id)).toMatchObject({ status: 'succeeded', fence: winner.fence });
  });

  it('the reconciler alone enqueues a run whose lease has expired', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const id = await engine.left(link, person, {});
    const run = await until(() => engine.ended(id));
    expect(run).toMatchObject({ status: 'succeeded', fence: 2 });
    expect(await engine.count('changes', { contactId: person.contactId })).toBe(1);
  });

  it('succeeds for one of many concurrent claimers', async () => {
    const store = engine.app.get(RunStore, { strict: false });
    const id = newId();
    // The run is queued, so that it can be claimed at once, and due so late that the reconciler does not enqueue it.
    const dueAt = new Date(Date.now() + 60_000);
    await engine.put('runs', { _id: id, status: 'queued', fence: 0, rev: 0, dueAt, steps: [] });
    const queued = await engine.get(id);
    const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim(queued)));
    expect(claims.filter((run) => run !== null)).toHaveLength(1);
  });

  it('is refused while the lease of a running run has not expired', async () => {
    const store = engine.app.get(RunStore, { strict: false });
    const id = newId();
    await engine.put('runs', {
      _id: id,
      status: 'running',
      fence: 1,
      rev: 1,
      dueAt: new Date(Date.now() + 60_000),
      steps: [],
    });
    expect(await store.claim(await engine.get(id))).toBeNull();
  });
});

it('a run of an unknown version fails with a reason', async () => {
  const { link, person } = await engine.scene([engine.action('a')]);
  const click = { ...engine.clickOf(link, person), version: 99 };
  await engine.deliver([click]);
  expect(await engine.get(click.id)).toMatchObject({
    status: 'failed',
    failure: { reason: { code: 'version.missing' } },
  });
  expect(await engine.app.get(Versions, { strict: false }).load(link, 99)).toBeUndefined();
});
