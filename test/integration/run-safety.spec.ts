import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Retryable } from '@linkflow/actions';
import type { WorkflowNode } from '@linkflow/contracts';
import { ScriptsService } from '@linkflow/crm';
import { Batcher, newId } from '@linkflow/platform';
import { Ports, Repairs, RunStore, RunTaker, type StoredRun } from '@linkflow/runs';
import { testEnvironment, until } from '../support';
import { Engine, type Person } from '../support/engine';
import { SEND_ONCE, sending } from '../support/send-once';

vi.mock('@linkflow/actions', async (original) => {
  const { withSendOnce } = await import('../support/send-once');
  return withSendOnce(original);
});

/** What the engine promises of a run when something goes wrong in the middle of it. */
const environment = testEnvironment('run_safety');
const AWAY = { code: 'test.away', message: { en: 'Away', nb: 'Borte' } };
const LEASE_MS = 1_000;
let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start(environment, { RUN_LEASE_MS: String(LEASE_MS) });
});
beforeEach(() => engine.newInterest());
afterEach(() => {
  vi.restoreAllMocks();
  sending.send = () => Promise.resolve();
});
afterAll(async () => {
  await engine?.stop();
  await environment.dispose();
});

describe('an effect that may happen once at most', () => {
  const send: WorkflowNode = { id: 'send', type: SEND_ONCE, params: {} };

  it('is written down as begun before it happens, and as done before the next step', async () => {
    const { link, person } = await engine.scene([engine.action('a'), send, engine.action('b')]);
    const click = engine.clickOf(link, person);
    let during: StoredRun | undefined;
    sending.send = async () => {
      during = await engine.get(click.id);
    };
    let after: StoredRun | undefined;
    const crm = engine.app.get(Ports, { strict: false }).crm;
    const setMembership = crm.setMembership.bind(crm);
    vi.spyOn(crm, 'setMembership').mockImplementation(async (effect, ...rest) => {
      if (effect.key.endsWith(':b')) after = await engine.get(click.id);
      return setMembership(effect, ...rest);
    });
    await engine.deliver([click]);
    expect(statuses(during)).toEqual(['succeeded', 'running']);
    expect(statuses(after)).toEqual(['succeeded', 'succeeded']);
    expect(statuses(await engine.get(click.id))).toEqual(['succeeded', 'succeeded', 'succeeded']);
  });

  it('asks for a person when its worker died in the middle of it, and is not done again', async () => {
    const { link, person } = await engine.scene([send, engine.action('b')]);
    const sent = vi.fn<() => Promise<void>>(() => Promise.resolve());
    sending.send = sent;
    const id = await left(link, person, { steps: [begun('send', SEND_ONCE)] });
    await until(async () => (await engine.get(id)).status === 'needs-review');
    expect(sent).not.toHaveBeenCalled();
    expect(statuses(await engine.get(id))).toEqual(['uncertain']);
    expect(await engine.get(id)).not.toHaveProperty('dueAt');
  });

  it('that may be repeated is simply done again', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const id = await left(link, person, { steps: [begun('a', 'set-interest')] });
    expect(await until(() => engine.ended(id))).toMatchObject({ status: 'succeeded' });
    expect(await engine.count('changes', { contactId: person.contactId })).toBe(1);
  });
});

describe('a retry', () => {
  it('waits as long as the far end asks, when that is longer than the policy would', async () => {
    const after = new Date(Date.now() + 3_600_000);
    const step = await failedOnce({ baseMs: 100, capMs: 100 }, after);
    expect(step?.dueAt).toEqual(after);
  });

  it.each([
    ['none of its time when chance says so', 0, 0],
    ['up to its cap, and no further however often it has failed', 0.999, 5_000],
  ])('waits %s', async (_, chance, expected) => {
    vi.spyOn(Math, 'random').mockReturnValue(chance);
    const step = await failedOnce({ baseMs: 4_000_000, capMs: 5_000 });
    const waits = (step?.dueAt?.getTime() ?? 0) - (step?.attempts[0]?.endedAt?.getTime() ?? 0);
    expect(Math.abs(waits - expected)).toBeLessThan(10);
  });

  /** The step after its first attempt has failed, on a policy with these waits. */
  async function failedOnce(
    backoff: { baseMs: number; capMs: number },
    after?: Date,
  ): Promise<StoredRun['steps'][number] | undefined> {
    const { link, person } = await engine.scene([
      { ...engine.action('a'), policy: { attempts: 3, backoff } },
    ]);
    const crm = engine.app.get(Ports, { strict: false }).crm;
    vi.spyOn(crm, 'setMembership').mockRejectedValue(new Retryable({ ...AWAY, ...(after && { after }) }));
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

describe('a step', () => {
  it('is ended when its time is up, told so, and tried again', async () => {
    const policy = { timeoutMs: 100, attempts: 1 };
    const { link, person } = await engine.scene([{ ...engine.action('a'), policy }]);
    const crm = engine.app.get(Ports, { strict: false }).crm;
    vi.spyOn(crm, 'setMembership').mockReturnValue(never());
    const click = engine.clickOf(link, person);
    await engine.deliver([click]);
    expect((await engine.get(click.id)).steps[0]).toMatchObject({
      status: 'failed',
      reason: { code: 'step.timeout' },
    });
  });

  it('has its time for itself: scripts that stand in line do not make each other late', async () => {
    const scriptId = await aScript(
      'const until = Date.now() + 100; while (Date.now() < until); return { n: 1 };',
    );
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

describe('a lease', () => {
  it('is kept while a step takes longer than it, so that nobody else begins', async () => {
    const { step, id, end } = await inTheMiddle();
    const first = await engine.get(id);
    await until(async () => (await engine.get(id)).dueAt!.getTime() > first.dueAt!.getTime() + LEASE_MS / 2);
    await until(() => Date.now() > first.dueAt!.getTime() + LEASE_MS / 4);
    expect(await engine.app.get(RunStore, { strict: false }).claim(await engine.get(id))).toBeNull();
    expect(step.signal.aborted).toBe(false);
    end();
    expect(await until(() => engine.ended(id))).toMatchObject({ status: 'succeeded', fence: first.fence });
  });

  it('that was lost ends the step under way, and nothing of it is written', async () => {
    const { step, id } = await inTheMiddle();
    const dueAt = new Date(Date.now() + 60_000);
    await engine.connection
      .collection<StoredRun>('runs')
      .updateOne({ _id: id }, { $inc: { fence: 1, rev: 1 }, $set: { dueAt } });
    const taken = await engine.get(id);
    await until(() => step.signal.aborted);
    await until(() => step.settled);
    expect(await engine.get(id)).toEqual(taken);
  });

  it('of a run that is not written yet is written when it must be renewed, so that its click does not begin it again', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const click = engine.clickOf(link, person);
    const { begun: began, end } = holdMembership();
    const delivered = engine.deliver([click]);
    await until(() => began() === 1);
    const early = await until(() => engine.get(click.id));
    expect(early).toMatchObject({ status: 'running', fence: 1, rev: 1, proven: 0 });
    expect(early.dueAt!.getTime()).toBeGreaterThan(Date.now());
    expect(statuses(early)).toEqual(['running']);
    await engine.deliver([click]);
    expect(began()).toBe(1);
    end();
    await delivered;
    expect(await engine.get(click.id)).toMatchObject({ status: 'succeeded', fence: 1, rev: 2, proven: 1 });
  });

  it('of a run that is not written yet is not lost to its own walk, which may come to the end meanwhile', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const click = engine.clickOf(link, person);
    const batcher = engine.app.get(Batcher, { strict: false });
    const insertOnce = batcher.insertOnce.bind(batcher);
    let letGo = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const written = vi.spyOn(batcher, 'insertOnce').mockImplementation(async (collection, document) => {
      if (collection === 'runs') await gate;
      return insertOnce(collection, document);
    });
    const writes = (): number => written.mock.calls.filter(([collection]) => collection === 'runs').length;
    const { end } = holdMembership();
    const delivered = engine.deliver([click]);
    await until(() => writes() === 1);
    const ending = vi.spyOn(engine.app.get(RunStore, { strict: false }), 'checkpoint');
    end();
    await until(() => ending.mock.calls.length === 1);
    letGo();
    await delivered;
    expect(writes()).toBe(1);
    expect(await engine.get(click.id)).toMatchObject({ status: 'succeeded', fence: 1, rev: 2 });
    expect(await engine.get(click.id)).not.toHaveProperty('dueAt');
  });

  it('of a run that is not written yet is known to be lost once another has begun it, while its step goes on', async () => {
    const { link, person } = await engine.scene([
      { id: 's', type: 'run-script', params: { scriptId: await aScript('1') } },
    ]);
    const click = engine.clickOf(link, person);
    const { sandbox } = engine.app.get(Ports, { strict: false });
    let signal: AbortSignal | undefined;
    vi.spyOn(sandbox, 'run').mockImplementation((script) => {
      signal = script.signal;
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal?.reason)));
    });
    const delivered = engine.deliver([click]);
    await until(() => signal);
    await left(link, person, { _id: click.id, fence: 7, dueAt: new Date(Date.now() + 60_000) });
    const taken = await engine.get(click.id);
    await delivered;
    expect(signal?.aborted).toBe(true);
    expect(await engine.get(click.id)).toEqual(taken);
  });

  /** A run whose first step has begun and does not end by itself. */
  async function inTheMiddle(): Promise<{
    id: string;
    step: { signal: AbortSignal; settled: boolean };
    end: () => void;
  }> {
    const { link, person } = await engine.scene([{ id: 'send', type: SEND_ONCE, params: {} }]);
    let end = (): void => undefined;
    const step = { signal: new AbortController().signal, settled: false };
    const began = new Promise<void>((resolve) => {
      sending.send = (ctx) => {
        step.signal = ctx.signal;
        resolve();
        return new Promise((done) => (end = done));
      };
    });
    const id = await left(link, person, { status: 'queued', dueAt: new Date(Date.now() + 60_000) });
    void engine.app
      .get(RunTaker, { strict: false })
      .heard(id)
      .finally(() => (step.settled = true));
    await began;
    return { id, step, end: () => end() };
  }
});

describe('a run whose workers die', () => {
  it('is walked alone after some of them, and then counts from the beginning again', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const id = await left(link, person, { fence: 4, proven: 2 });
    const taker = engine.app.get(RunTaker, { strict: false });
    const alone = vi.spyOn(taker, 'heard');
    expect(await until(() => engine.ended(id))).toMatchObject({ status: 'succeeded', fence: 5, proven: 5 });
    expect(alone).toHaveBeenCalledWith(id, { alone: true });
  });

  it('is failed after too many, with a reason, and walks again once a person says so', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const id = await left(link, person, { fence: 7, proven: 2 });
    const run = await until(() => engine.ended(id));
    expect(run).toMatchObject({ status: 'failed', failure: { reason: { code: 'run.poison' } } });
    expect(run.steps).toEqual([]);

    const store = engine.app.get(RunStore, { strict: false });
    const next: StoredRun = { ...run, status: 'queued', fence: run.fence + 1, rev: run.rev + 1 };
    expect(await store.replace(run, next)).toBe(true);
    await engine.app.get(RunTaker, { strict: false }).heard(id);
    expect(await engine.get(id)).toMatchObject({ status: 'succeeded' });
  });
});

describe('a repair', () => {
  it('is counted when nobody had rung for a run, and not when its wait was simply long', async () => {
    const repairs = engine.app.get(Repairs, { strict: false });
    const { link, person } = await engine.scene([engine.action('a')]);
    const before = (await repairs.read()).rung;
    const id = await left(link, person, {});
    await until(() => engine.ended(id));
    expect((await repairs.read()).rung).toBe(before + 1);
    expect((await repairs.read()).since).toBeInstanceOf(Date);

    const planned = await left(link, person, {
      status: 'waiting',
      steps: [{ ...begun('w', 'wait'), status: 'waiting', attempts: [attempt({ endedAt: new Date(0) })] }],
    });
    await until(() => engine.ended(planned));
    expect((await repairs.read()).rung).toBe(before + 1);
  });
});

/** A run as a worker left it that has died: claimed, not at its end, its lease over. */
async function left(link: string, person: Person, more: Partial<StoredRun>): Promise<string> {
  const { recipientId, mailingId, contactId } = person;
  const now = Date.now();
  const run: StoredRun = {
    _id: newId(),
    linkId: link,
    mailingId,
    recipientId,
    contactId,
    version: 1,
    clickedAt: new Date(now),
    createdAt: new Date(now),
    status: 'running',
    fence: 1,
    rev: 1,
    mark: newId(),
    dueAt: new Date(now - 1),
    steps: [],
    ...more,
  };
  await engine.put('runs', { ...run });
  return run._id;
}

function begun(nodeId: string, type: string): StoredRun['steps'][number] {
  return { nodeId, type, status: 'running', startedAt: new Date(), attempts: [attempt({})] };
}

const attempt = (
  more: Partial<StoredRun['steps'][number]['attempts'][number]>,
): StoredRun['steps'][number]['attempts'][number] => ({ number: 1, startedAt: new Date(), ...more });

/** Keeps every membership from being set until `end` is called. */
function holdMembership(): { begun: () => number; end: () => void } {
  const { crm } = engine.app.get(Ports, { strict: false });
  const setMembership = crm.setMembership.bind(crm);
  let end = (): void => undefined;
  const gate = new Promise<void>((resolve) => (end = resolve));
  const held = vi.spyOn(crm, 'setMembership').mockImplementation(async (...args) => {
    await gate;
    return setMembership(...args);
  });
  return { begun: () => held.mock.calls.length, end: () => end() };
}

async function aScript(source: string): Promise<string> {
  const scripts = engine.app.get(ScriptsService, { strict: false });
  return (await scripts.create({ name: `Skript ${newId()}`, description: '', source })).id;
}

const statuses = (run: StoredRun | undefined): string[] | undefined => run?.steps.map((step) => step.status);

const never = (): Promise<never> => new Promise(() => undefined);
