import { describe, expect, it, vi } from 'vitest';
import { ScriptsService } from '@linkflow/crm';
import { Batcher, newId } from '@linkflow/platform';
import { Ports, RunStore, RunTaker, type StoredRun } from '@linkflow/engine';
import { testEnvironment, until } from '../support';
import { engineForFile, type Engine } from '../support/engine';
import { SEND_ONCE, sending } from '../support/send-once';

vi.mock('@linkflow/actions', async (original) => {
  const { withSendOnce } = await import('../support/send-once');
  return withSendOnce(original);
});

/** Who holds a run, and how those learn of it who do not. */
const environment = testEnvironment('run_lease');
const LEASE_MS = 1_000;
let engine: Engine;

engineForFile(environment, (started) => (engine = started), { RUN_LEASE_MS: String(LEASE_MS) });

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
    await engine.left(link, person, { _id: click.id, fence: 7, dueAt: new Date(Date.now() + 60_000) });
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
    const id = await engine.left(link, person, { status: 'queued', dueAt: new Date(Date.now() + 60_000) });
    void engine.app
      .get(RunTaker, { strict: false })
      .heard(id)
      .finally(() => (step.settled = true));
    await began;
    return { id, step, end: () => end() };
  }
});

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

const statuses = (run: StoredRun): string[] => run.steps.map((step) => step.status);
