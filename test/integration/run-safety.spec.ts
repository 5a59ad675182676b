import { describe, expect, it, vi } from 'vitest';
import { Retryable } from '@linkflow/actions';
import type { WorkflowNode } from '@linkflow/contracts';
import { ScriptsService } from '@linkflow/crm';
import { newId } from '@linkflow/platform';
import { Ports, Repairs, RunStore, RunTaker, type StoredRun } from '@linkflow/engine';
import { testEnvironment, until } from '../support';
import { engineForFile, type Engine } from '../support/engine';
import { SEND_ONCE, sending } from '../support/send-once';

vi.mock('@linkflow/actions', async (original) => {
  const { withSendOnce } = await import('../support/send-once');
  return withSendOnce(original);
});

/** What the engine promises of a run when something goes wrong in the middle of it. */
const environment = testEnvironment('run_safety');
const AWAY = { code: 'test.away', message: { en: 'Away', nb: 'Borte' } };
let engine: Engine;

engineForFile(environment, (started) => (engine = started));

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
    const id = await engine.left(link, person, { steps: [begun('send', SEND_ONCE)] });
    await until(async () => (await engine.get(id)).status === 'needs-review');
    expect(sent).not.toHaveBeenCalled();
    expect(statuses(await engine.get(id))).toEqual(['uncertain']);
    expect(await engine.get(id)).not.toHaveProperty('dueAt');
  });

  it('that may be repeated is simply done again', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const id = await engine.left(link, person, { steps: [begun('a', 'set-interest')] });
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
    const scripts = engine.app.get(ScriptsService, { strict: false });
    const source = 'const until = Date.now() + 100; while (Date.now() < until); return { n: 1 };';
    const { id: scriptId } = await scripts.create({ name: `Sen ${newId()}`, description: '', source });
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

describe('a run whose workers die', () => {
  it('is walked alone after some of them, and then counts from the beginning again', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const id = await engine.left(link, person, { fence: 4, proven: 2 });
    const taker = engine.app.get(RunTaker, { strict: false });
    const alone = vi.spyOn(taker, 'heard');
    expect(await until(() => engine.ended(id))).toMatchObject({ status: 'succeeded', fence: 5, proven: 5 });
    expect(alone).toHaveBeenCalledWith(id, { alone: true });
  });

  it('is failed after too many, with a reason, and walks again once a person says so', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const id = await engine.left(link, person, { fence: 7, proven: 2 });
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
    const id = await engine.left(link, person, {});
    await until(() => engine.ended(id));
    expect((await repairs.read()).rung).toBe(before + 1);
    expect((await repairs.read()).since).toBeInstanceOf(Date);

    const planned = await engine.left(link, person, {
      status: 'waiting',
      steps: [{ ...begun('w', 'wait'), status: 'waiting', attempts: [attempt({ endedAt: new Date(0) })] }],
    });
    await until(() => engine.ended(planned));
    expect((await repairs.read()).rung).toBe(before + 1);
  });
});

function begun(nodeId: string, type: string): StoredRun['steps'][number] {
  return { nodeId, type, status: 'running', startedAt: new Date(), attempts: [attempt({})] };
}

const attempt = (
  more: Partial<StoredRun['steps'][number]['attempts'][number]>,
): StoredRun['steps'][number]['attempts'][number] => ({ number: 1, startedAt: new Date(), ...more });

const statuses = (run: StoredRun | undefined): string[] | undefined => run?.steps.map((step) => step.status);

const never = (): Promise<never> => new Promise(() => undefined);
