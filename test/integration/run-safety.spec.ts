import { describe, expect, it, vi } from 'vitest';
import { Retryable } from '@linkflow/actions';
import type { WorkflowNode } from '@linkflow/contracts';
import { ScriptsService } from '@linkflow/crm';
import { newId } from '@linkflow/platform';
import { ActionAdapters, Repairs, RunClaimer, RunQueue, RunStore, type StoredRun } from '@linkflow/engine';
import { testEnvironment, until } from '../support';
import { engineForFile, type Engine } from '../support/engine';
import { SEND_ONCE, sending } from '../support/send-once';

vi.mock('@linkflow/actions', async (original) => {
  const { withSendOnce } = await import('../support/send-once');
  return withSendOnce(original);
});

/** What a run guarantees if one of its steps is interrupted, fails or crashes the worker. */
const environment = testEnvironment('run_safety');
const AWAY = { code: 'test.away' };
let engine: Engine;

engineForFile(environment, (started) => (engine = started));

describe('a step with an at-most-once effect', () => {
  const send: WorkflowNode = { id: 'send', type: SEND_ONCE, params: {} };

  it('is stored as running before its effect, and as succeeded before the next step', async () => {
    const { link, person } = await engine.scene([engine.action('a'), send, engine.action('b')]);
    const click = engine.clickOf(link, person);
    let during: StoredRun | undefined;
    sending.send = async () => {
      during = await engine.get(click.id);
    };
    let after: StoredRun | undefined;
    const crm = engine.app.get(ActionAdapters, { strict: false }).crm;
    const perform = crm.perform.bind(crm);
    vi.spyOn(crm, 'perform').mockImplementation(async (name, context, input) => {
      if (context.key.endsWith(':b')) after = await engine.get(click.id);
      return perform(name, context, input);
    });
    await engine.deliver([click]);
    expect(statuses(during)).toEqual(['succeeded', 'running']);
    expect(statuses(after)).toEqual(['succeeded', 'succeeded']);
    expect(statuses(await engine.get(click.id))).toEqual(['succeeded', 'succeeded', 'succeeded']);
  });

  it('needs review when its worker crashed during it, and is not repeated', async () => {
    const { link, person } = await engine.scene([send, engine.action('b')]);
    const sent = vi.fn<() => Promise<void>>(() => Promise.resolve());
    sending.send = sent;
    const id = await engine.left(link, person, { steps: [running('send', SEND_ONCE)] });
    await until(async () => (await engine.get(id)).status === 'needs-review');
    expect(sent).not.toHaveBeenCalled();
    expect(statuses(await engine.get(id))).toEqual(['uncertain']);
    expect(await engine.get(id)).not.toHaveProperty('dueAt');
  });

  it.each([
    ['an unexpected error', () => Promise.reject(new Error('socket hang up')), 'step.unexpected-error'],
    ['a timeout', () => never(), 'step.timeout'],
  ])('needs review after %s, and is not repeated', async (_, send, code) => {
    const { link, person } = await engine.scene([
      { id: 'send', type: SEND_ONCE, params: {}, policy: { timeoutMs: 100, attempts: 3 } },
      engine.action('b'),
    ]);
    const sent = vi.fn<() => Promise<void>>(send);
    sending.send = sent;
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    const run = await engine.get(click.id);
    expect(run).toMatchObject({ status: 'needs-review', steps: [{ status: 'uncertain', reason: { code } }] });
    expect(sent).toHaveBeenCalledOnce();
  });

  it('is retried if the action declares that it did not happen', async () => {
    const policy = { attempts: 2, backoff: { baseMs: 100, capMs: 100 } };
    const { link, person } = await engine.scene([{ id: 'send', type: SEND_ONCE, params: {}, policy }]);
    let attempts = 0;
    sending.send = () => (++attempts === 1 ? Promise.reject(new Retryable(AWAY)) : Promise.resolve());
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    expect(await until(() => engine.ended(click.id))).toMatchObject({ status: 'succeeded' });
    expect(attempts).toBe(2);
  });

  it('is repeated after a crash if its effect is repeatable', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const id = await engine.left(link, person, { steps: [running('a', 'set-interest')] });
    expect(await until(() => engine.ended(id))).toMatchObject({ status: 'succeeded' });
    expect(await engine.count('changes', { contactId: person.contactId })).toBe(1);
  });
});

describe('a retry', () => {
  it('waits until the time requested by the remote system if that is later than its backoff', async () => {
    const after = new Date(Date.now() + 3_600_000);
    const step = await failedOnce({ baseMs: 100, capMs: 100 }, after);
    expect(step?.dueAt).toEqual(after);
  });

  it.each([
    ['nothing when the jitter is 0', 0, 0],
    ['at most its cap when the jitter is 1', 0.999, 5_000],
  ])('waits %s', async (_, chance, expected) => {
    vi.spyOn(Math, 'random').mockReturnValue(chance);
    const step = await failedOnce({ baseMs: 4_000_000, capMs: 5_000 });
    const waits = (step?.dueAt?.getTime() ?? 0) - (step?.attempts[0]?.endedAt?.getTime() ?? 0);
    expect(Math.abs(waits - expected)).toBeLessThan(10);
  });

  /** Returns the step after its first failed attempt. Its policy has this backoff; the error asks for no retry before `after`. */
  async function failedOnce(
    backoff: { baseMs: number; capMs: number },
    after?: Date,
  ): Promise<StoredRun['steps'][number] | undefined> {
    const { link, person } = await engine.scene([
      { ...engine.action('a'), policy: { attempts: 3, backoff } },
    ]);
    const crm = engine.app.get(ActionAdapters, { strict: false }).crm;
    vi.spyOn(crm, 'perform').mockRejectedValue(new Retryable({ ...AWAY, ...(after && { after }) }));
    const click = engine.clickOf(link, person);
    const runs: StoredRun[] = [];
    const store = engine.app.get(RunStore, { strict: false });
    const checkpoint = store.checkpoint.bind(store);
    vi.spyOn(store, 'checkpoint').mockImplementation((run) => {
      if (run._id === click.id) runs.push(structuredClone(run));
      return checkpoint(run);
    });
    await engine.deliver([click]);
    expect(runs[0]).toMatchObject({ status: 'retrying' });
    return runs[0]?.steps[0];
  }
});

describe('the time limit of a step', () => {
  it('aborts the step with the reason step.timeout', async () => {
    const policy = { timeoutMs: 100, attempts: 1 };
    const { link, person } = await engine.scene([{ ...engine.action('a'), policy }]);
    const crm = engine.app.get(ActionAdapters, { strict: false }).crm;
    vi.spyOn(crm, 'perform').mockReturnValue(never());
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    expect((await engine.get(click.id)).steps[0]).toMatchObject({
      status: 'failed',
      reason: { code: 'step.timeout' },
    });
  });

  it('excludes the time that a script waits for a free sandbox', async () => {
    const scripts = engine.app.get(ScriptsService, { strict: false });
    const source = 'const until = Date.now() + 100; while (Date.now() < until); return { n: 1 };';
    const { id: scriptId } = await scripts.create({
      name: `Sen ${newId()}`,
      description: '',
      source,
      outputs: [],
      params: [],
    });
    const policy = { timeoutMs: 600, attempts: 1 };
    const { link, person } = await engine.scene([
      { id: 's', type: 'run-script', params: { scriptId }, policy },
    ]);
    const clicks = Array.from({ length: 12 }, () => engine.clickOf(link, person));
    await engine.deliver(clicks);
    const runs = await Promise.all(clicks.map(({ id }) => engine.get(id)));
    expect(runs.map((run) => run.status)).toEqual(clicks.map(() => 'succeeded'));
  });
});

describe('a run that crashes its workers', () => {
  it('is walked in quarantine after some crashes, and its count starts at zero after a success', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const id = await engine.left(link, person, { fence: 4, interrupted: 1 });
    const claimer = engine.app.get(RunClaimer, { strict: false });
    const advance = vi.spyOn(claimer, 'advanceIfDue');
    expect(await until(() => engine.ended(id))).toMatchObject({ status: 'succeeded', fence: 5 });
    expect(advance).toHaveBeenCalledWith(id, { quarantined: true });
  });

  it('is stored as queued before its quarantine job exists, because the job may be processed at once', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const queue = engine.app.get(RunQueue, { strict: false });
    const enqueue = queue.enqueueQuarantined.bind(queue);
    const stored: string[] = [];
    vi.spyOn(queue, 'enqueueQuarantined').mockImplementation(async (runId) => {
      stored.push((await engine.get(runId)).status);
      return enqueue(runId);
    });
    const id = await engine.left(link, person, { interrupted: 1 });
    expect(await until(() => engine.ended(id))).toMatchObject({ status: 'succeeded' });
    expect(stored).toEqual(['queued']);
  });

  it('shows the effects that stand and the step that crashed, once it is failed', async () => {
    const { link, person } = await engine.scene([engine.action('a'), engine.action('b', 'remove-interest')]);
    const { crm } = engine.app.get(ActionAdapters, { strict: false });
    const perform = crm.perform.bind(crm);
    const hanging = vi.fn<() => Promise<never>>(never);
    vi.spyOn(crm, 'perform').mockImplementation((name, context, input) =>
      context.key.endsWith(':b') ? hanging() : perform(name, context, input),
    );
    const id = await engine.left(link, person, { interrupted: 1 });
    await until(() => hanging.mock.calls.length > 0);
    // `a` is progress, so the earlier crashes no longer count against the run.
    const during = await engine.get(id);
    expect(statuses(during)).toEqual(['succeeded', 'running']);
    expect(during).not.toHaveProperty('interrupted');

    // The worker dies in `b`, again and again.
    await engine.connection
      .collection<StoredRun>('runs')
      .updateOne(
        { _id: id },
        { $set: { interrupted: 4, dueAt: new Date(Date.now() - 1) }, $inc: { fence: 1, rev: 1 } },
      );
    const run = await until(() => engine.ended(id));
    expect(run).toMatchObject({
      status: 'failed',
      failure: { nodeId: 'b', reason: { code: 'run.crashed-worker' } },
    });
    expect(statuses(run)).toEqual(['succeeded', 'failed']);
    expect(await engine.count('changes', { 'source.runId': id })).toBe(1);
  });

  it('is given a longer lease with each crash, so that its tries are spaced', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const store = engine.app.get(RunStore, { strict: false });
    const leases: number[] = [];
    for (const interrupted of [0, 1, 2, 3]) {
      const dueAt = new Date(Date.now() + 60_000);
      const id = await engine.left(link, person, { status: 'queued', interrupted, dueAt });
      const claimed = await store.claim(await engine.get(id));
      if (claimed?.dueAt) leases.push(Math.round((claimed.dueAt.getTime() - Date.now()) / 1_000));
    }
    expect(leases).toEqual([1, 2, 4, 4]);
  });

  it('is failed with a reason after too many crashes, and can be retried by a person', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const id = await engine.left(link, person, { fence: 7, interrupted: 4 });
    const run = await until(() => engine.ended(id));
    expect(run).toMatchObject({ status: 'failed', failure: { reason: { code: 'run.crashed-worker' } } });
    expect(run.steps).toEqual([]);

    const store = engine.app.get(RunStore, { strict: false });
    const next: StoredRun = { ...run, status: 'queued', fence: run.fence + 1, rev: run.rev + 1 };
    expect(await store.replace(run, next)).toBe(true);
    await engine.app.get(RunClaimer, { strict: false }).advanceIfDue(id);
    expect(await engine.get(id)).toMatchObject({ status: 'succeeded' });
  });
});

describe('a repair', () => {
  it('is counted for a run that was not enqueued, but not for one that was due beyond the timer horizon', async () => {
    const repairs = engine.app.get(Repairs, { strict: false });
    const { link, person } = await engine.scene([engine.action('a')]);
    const before = (await repairs.read()).enqueued;
    const id = await engine.left(link, person, {});
    await until(() => engine.ended(id));
    // The repair is counted after the run was enqueued, so the run may have ended first.
    await until(async () => (await repairs.read()).enqueued > before);
    expect((await repairs.read()).since).toBeInstanceOf(Date);

    // Repairs of the runs before may still be counted. Without these runs, there are no further ones.
    await engine.connection.collection('runs').deleteMany({});
    let counted = -1;
    await until(
      async () => {
        const last = counted;
        counted = (await repairs.read()).enqueued;
        return counted === last;
      },
      { everyMs: 500 },
    );
    const planned = await engine.left(link, person, {
      status: 'waiting',
      steps: [{ ...running('w', 'wait'), status: 'waiting', attempts: [attempt({ endedAt: new Date(0) })] }],
    });
    await until(() => engine.ended(planned));
    expect((await repairs.read()).enqueued).toBe(counted);
  });
});

function running(nodeId: string, type: string): StoredRun['steps'][number] {
  return { nodeId, type, status: 'running', startedAt: new Date(), attempts: [attempt({})] };
}

const attempt = (
  more: Partial<StoredRun['steps'][number]['attempts'][number]>,
): StoredRun['steps'][number]['attempts'][number] => ({ number: 1, startedAt: new Date(), ...more });

const statuses = (run: StoredRun | undefined): string[] | undefined => run?.steps.map((step) => step.status);

const never = (): Promise<never> => new Promise(() => undefined);
