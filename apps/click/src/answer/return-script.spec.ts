import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LinkSnapshot, SuspendedScripts } from '@linkflow/links';
import type { Batcher, Log, Metrics } from '@linkflow/platform';
import type { CompiledNode } from '@linkflow/workflow';
import type { ClickContext, RespondFacts } from './respond-facts';
import { ReturnScript, ScriptBreaker } from './return-script';
import { SnapshotFile } from './snapshot-file';

let snapshots: SnapshotFile;
let breaker: ScriptBreaker;
let errors: string[];
let listed: Set<string>;

beforeEach(() => {
  vi.useFakeTimers();
  snapshots = new SnapshotFile('never-saved');
  errors = [];
  listed = new Set();
  const shared: Pick<SuspendedScripts, 'add' | 'remove'> = {
    add: async ({ id }) => void listed.add(id),
    remove: async (id) => void listed.delete(id),
  };
  const metrics: Pick<Metrics, 'gauge'> = { gauge: () => undefined };
  const log: Pick<Log, 'error' | 'info'> = {
    info: () => undefined,
    error: (_details: unknown, message?: string) => errors.push(message ?? ''),
  };
  breaker = new ScriptBreaker(shared as SuspendedScripts, metrics as Metrics, log as Log);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a script for redirects', () => {
  it('is suspended after three timeouts in a row, which is logged once', () => {
    for (let n = 0; n < 2; n++) breaker.timedOut({ _id: 'slow', name: 'Slow' });
    breaker.inTime('slow');
    for (let n = 0; n < 2; n++) breaker.timedOut({ _id: 'slow', name: 'Slow' });
    expect(breaker.mayRun('slow')).toBe(true);
    for (let n = 0; n < 5; n++) breaker.timedOut({ _id: 'slow', name: 'Slow' });
    expect([breaker.mayRun('slow'), breaker.mayRun('other')]).toEqual([false, true]);
    expect([breaker.suspended(), [...listed]]).toEqual([['slow'], ['slow']]);
    expect(errors).toHaveLength(1);
  });

  it('is tried once a minute while it is suspended, and run again when it is in time', () => {
    for (let n = 0; n < 3; n++) breaker.timedOut({ _id: 'slow', name: 'Slow' });
    vi.advanceTimersByTime(60_000);
    expect([breaker.mayRun('slow'), breaker.mayRun('slow')]).toEqual([true, false]);
    breaker.timedOut({ _id: 'slow', name: 'Slow' });
    vi.advanceTimersByTime(59_000);
    expect(breaker.mayRun('slow')).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(breaker.mayRun('slow')).toBe(true);
    breaker.inTime('slow');
    expect([breaker.mayRun('slow'), breaker.suspended(), [...listed]]).toEqual([true, [], []]);
  });

  it('is not listed as suspended any more when no click has needed it for a minute after its next try was due', () => {
    for (let n = 0; n < 3; n++) breaker.timedOut({ _id: 'slow', name: 'Slow' });
    vi.advanceTimersByTime(119_000);
    expect(breaker.suspended()).toEqual(['slow']);
    vi.advanceTimersByTime(1_000);
    expect(breaker.suspended()).toEqual([]);
  });
});

describe('the try of a suspended script', () => {
  const node = { id: 'n', params: { scriptId: 'slow' } } as unknown as CompiledNode;

  /** Runs the script a minute after its suspension. Returns the problem. */
  async function tried(read: () => Promise<unknown>): Promise<unknown> {
    for (let n = 0; n < 3; n++) breaker.timedOut({ _id: 'slow', name: 'Slow' });
    vi.advanceTimersByTime(60_000);
    const facts = { recipient: async () => undefined, read: async () => ({}) } as unknown as RespondFacts;
    const log = { warn: () => undefined } as unknown as Log;
    const script = new ReturnScript({ read } as unknown as Batcher, facts, breaker, snapshots, log);
    const scriptProblems = new Map<string, unknown>();
    const link = { linkId: 'l', mailingId: null, workflow: { url: 'https://example.com' } };
    await script.run(node, { link, recipientId: 'r', scriptProblems } as unknown as ClickContext, {});
    await script.onApplicationShutdown();
    return scriptProblems.get('n');
  }

  it('leaves it suspended if MongoDB does not give the script', async () => {
    expect(await tried(() => Promise.reject(new Error('MongoDB is away')))).toBe('failed');
    expect([breaker.suspended(), breaker.mayRun('slow'), [...listed]]).toEqual([['slow'], false, ['slow']]);
  });

  it('removes it from the list if it was deleted', async () => {
    expect(await tried(() => Promise.resolve({ _id: 'slow', deletedAt: new Date() }))).toBe('missing');
    expect([breaker.suspended(), [...listed]]).toEqual([[], []]);
  });
});

it('a script that is fast enough is not held to be slow because too many clicks need it', async () => {
  vi.useRealTimers();
  const timedOut = vi.spyOn(breaker, 'timedOut');
  const source = `const start = Date.now(); while (Date.now() - start < 120); returnUrl = 'https://example.org/'`;
  const read = async () => ({ _id: 'busy', name: 'Busy', source, deletedAt: null });
  const facts = { recipient: async () => undefined, read: async () => ({}) } as unknown as RespondFacts;
  const log = { warn: () => undefined } as unknown as Log;
  const script = new ReturnScript({ read } as unknown as Batcher, facts, breaker, snapshots, log);
  snapshots.put(aSnapshot('return-script'));
  await script.onApplicationBootstrap();
  const node = { id: 'n', params: { scriptId: 'busy' } } as unknown as CompiledNode;
  const link = { linkId: 'l', mailingId: null, workflow: { url: 'https://example.com' } };
  const click = { link, recipientId: 'r', scriptProblems: new Map() } as unknown as ClickContext;
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => script.run(node, click, {})));
  await script.onApplicationShutdown();
  expect(outcomes[0]).toEqual({ returnUrl: 'https://example.org/' });
  expect(click.scriptProblems.get('n')).toBe('timeout');
  expect(timedOut).not.toHaveBeenCalled();
});

it('the threads are started for a link that the snapshot file of an earlier process has', async () => {
  vi.useRealTimers();
  const folder = await mkdtemp(join(tmpdir(), 'return-script-'));
  const before = new SnapshotFile(folder);
  before.put(aSnapshot('return-script'));
  await before.save();
  const file = new SnapshotFile(folder);
  const log = { warn: () => undefined } as unknown as Log;
  const script = new ReturnScript({} as Batcher, {} as RespondFacts, breaker, file, log);
  const { sandbox } = script as unknown as { sandbox: { warm: () => Promise<void> } };
  const warm = vi.spyOn(sandbox, 'warm').mockResolvedValue();
  // LinkCache loads the file while the modules are initialised.
  await file.load();
  await script.onApplicationBootstrap();
  expect(warm).toHaveBeenCalledTimes(1);
  await script.onApplicationShutdown();
  await rm(folder, { recursive: true });
});

it('the threads are started once a link is known that runs a script, and not before', async () => {
  const log = { warn: () => undefined } as unknown as Log;
  const script = new ReturnScript({} as Batcher, {} as RespondFacts, breaker, snapshots, log);
  const { sandbox } = script as unknown as { sandbox: { warm: () => Promise<void> } };
  const warm = vi.spyOn(sandbox, 'warm').mockResolvedValue();
  snapshots.put(aSnapshot('redirect'));
  await script.onApplicationBootstrap();
  expect(warm).not.toHaveBeenCalled();
  snapshots.put(aSnapshot('return-script'));
  snapshots.put(aSnapshot('return-script'));
  expect(warm).toHaveBeenCalledTimes(1);
  await script.onApplicationShutdown();
});

/** A link whose answer has one node of this type. */
function aSnapshot(type: string): LinkSnapshot {
  const nodes = [{ id: 'n', type, params: {} }];
  const document = { schemaVersion: 1 as const, nodes, edges: [] };
  return {
    linkId: type,
    name: type,
    mailingId: null,
    version: 1,
    publishedAt: 0,
    epoch: '',
    url: 'https://example.com',
    respond: { document, catalogue: [] },
  };
}
