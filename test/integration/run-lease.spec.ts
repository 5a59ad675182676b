import { describe, expect, it, vi } from 'vitest';
import { ScriptsService } from '@linkflow/crm';
import { Batcher, newId } from '@linkflow/platform';
import { ActionAdapters, RunClaimer, RunStore, type StoredRun } from '@linkflow/engine';
import { testEnvironment, until } from '../support';
import { engineForFile, type Engine } from '../support/engine';
import { SEND_ONCE, sending } from '../support/send-once';

vi.mock('@linkflow/actions', async (original) => {
  const { withSendOnce } = await import('../support/send-once');
  return withSendOnce(original);
});

/** Leases of runs: their renewal, their loss, and leases of runs that are not in MongoDB yet. */
const environment = testEnvironment('run_lease');
const LEASE_MS = 1_000;
let engine: Engine;

engineForFile(environment, (started) => (engine = started), { RUN_LEASE_MS: String(LEASE_MS) });

describe('a lease', () => {
  it('is renewed during a step that takes longer than the lease, so that no other worker claims the run', async () => {
    const { step, id, end } = await duringStep();
    const first = await engine.get(id);
    await until(async () => (await engine.get(id)).dueAt!.getTime() > first.dueAt!.getTime() + LEASE_MS / 2);
    await until(() => Date.now() > first.dueAt!.getTime() + LEASE_MS / 4);
    expect(await engine.app.get(RunStore, { strict: false }).claim(await engine.get(id))).toBeNull();
    expect(step.signal.aborted).toBe(false);
    end();
    expect(await until(() => engine.ended(id))).toMatchObject({ status: 'succeeded', fence: first.fence });
  });

  it('aborts the current step when it is lost, and writes nothing about the step', async () => {
    const { step, id } = await duringStep();
    const dueAt = new Date(Date.now() + 60_000);
    await engine.connection
      .collection<StoredRun>('runs')
      .updateOne({ _id: id }, { $inc: { fence: 1, rev: 1 }, $set: { dueAt } });
    const taken = await engine.get(id);
    await until(() => step.signal.aborted);
    await until(() => step.ended);
    expect(await engine.get(id)).toEqual(taken);
  });

  it('stores an unwritten run when it is renewed, so that a redelivered click does not start a second run', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const click = engine.clickOf(link, person);
    const { started, end } = holdMembership();
    const delivered = engine.deliver([click]);
    await until(() => started() === 1);
    const early = await until(() => engine.get(click.id));
    expect(early).toMatchObject({ status: 'running', fence: 1, rev: 1 });
    expect(early.dueAt!.getTime()).toBeGreaterThan(Date.now());
    expect(statuses(early)).toEqual(['running']);
    await engine.deliver([click]);
    expect(started()).toBe(1);
    end();
    await delivered;
    expect(await engine.get(click.id)).toMatchObject({ status: 'succeeded', fence: 1, rev: 2 });
  });

  it('survives a walk that ends while the early insert of its run is in progress', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const click = engine.clickOf(link, person);
    const batcher = engine.app.get(Batcher, { strict: false });
    const insertOnce = batcher.insertOnce.bind(batcher);
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
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
    release();
    await delivered;
    expect(writes()).toBe(1);
    expect(await engine.get(click.id)).toMatchObject({ status: 'succeeded', fence: 1, rev: 2 });
    expect(await engine.get(click.id)).not.toHaveProperty('dueAt');
  });

  it('aborts the current step of an unwritten run when another worker has stored the same run', async () => {
    const { link, person } = await engine.scene([
      { id: 's', type: 'run-script', params: { scriptId: await aScript('1') } },
    ]);
    const click = engine.clickOf(link, person);
    const { sandbox } = engine.app.get(ActionAdapters, { strict: false });
    let signal: AbortSignal | undefined;
    vi.spyOn(sandbox, 'run').mockImplementation((script) => {
      signal = script.signal;
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal?.reason)));
    });
    const delivered = engine.deliver([click]);
    await until(() => signal);
    await engine.left(link, person, { _id: click.id, fence: 7, dueAt: new Date(Date.now() + 60_000) });
    const taken = await engine.get(click.id);
    await delivered;
    expect(signal?.aborted).toBe(true);
    expect(await engine.get(click.id)).toEqual(taken);
  });

  /** Starts a run and returns during its first step. The step lasts until `end` is called. */
  async function duringStep(): Promise<{
    id: string;
    step: { signal: AbortSignal; ended: boolean };
    end: () => void;
  }> {
    const { link, person } = await engine.scene([{ id: 'send', type: SEND_ONCE, params: {} }]);
    let end = (): void => undefined;
    const step = { signal: new AbortController().signal, ended: false };
    const began = new Promise<void>((resolve) => {
      sending.send = (ctx) => {
        step.signal = ctx.signal;
        resolve();
        return new Promise((done) => (end = done));
      };
    });
    const id = await engine.left(link, person, { status: 'queued', dueAt: new Date(Date.now() + 60_000) });
    void engine.app
      .get(RunClaimer, { strict: false })
      .advanceIfDue(id)
      .finally(() => (step.ended = true));
    await began;
    return { id, step, end: () => end() };
  }
});

/** Blocks all CRM effects until `end` is called. `started` returns how many have begun. */
function holdMembership(): { started: () => number; end: () => void } {
  const { crm } = engine.app.get(ActionAdapters, { strict: false });
  const perform = crm.perform.bind(crm);
  let end = (): void => undefined;
  const gate = new Promise<void>((resolve) => (end = resolve));
  const held = vi.spyOn(crm, 'perform').mockImplementation(async (...args) => {
    await gate;
    return perform(...args);
  });
  return { started: () => held.mock.calls.length, end: () => end() };
}

async function aScript(source: string): Promise<string> {
  const scripts = engine.app.get(ScriptsService, { strict: false });
  return (
    await scripts.create({ name: `Skript ${newId()}`, description: '', source, outputs: [], params: [] })
  ).id;
}

const statuses = (run: StoredRun): string[] => run.steps.map((step) => step.status);
