import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { hasEnded, startChild, stopChild } from './processes.mjs';
import { supervise } from './supervisor.mjs';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkflow-supervisor-'));
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

const backoffMs = { first: 5, max: 40 };
const log = () => join(folder, 'child.log');
/** @param {string} code */
const child = (code) => startChild(process.execPath, ['-e', code], { log: log() });
const LIVES = 'setInterval(() => {}, 1000)';
const ENDS = 'console.log("no port"); process.exit(3)';

it('a process that is killed is started again, as often as it takes', async () => {
  /** @type {import('node:child_process').ChildProcess[]} */
  const started = [await child(LIVES)];
  let ending = false;
  supervise({
    name: 'click',
    log: log(),
    child: /** @type {import('node:child_process').ChildProcess} */ (started[0]),
    start: () => child(LIVES),
    isEnding: () => ending,
    onRestart: (next) => void started.push(next),
    backoffMs,
  });
  for (const round of [1, 2, 3]) {
    started.at(-1)?.kill('SIGKILL');
    await vi.waitFor(() => expect(started).toHaveLength(round + 1), 10_000);
  }
  const last = /** @type {import('node:child_process').ChildProcess} */ (started.at(-1));
  expect(hasEnded(last)).toBe(false);
  // The end of the script is not an unexpected end.
  ending = true;
  await stopChild(last);
  expect(started).toHaveLength(4);
});

it('a process that ends at once again and again is started again all the same, and the end of its log is shown', async () => {
  const brokenStarts = 8;
  let starts = 1;
  let ending = false;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let recovered;
  supervise({
    name: 'worker',
    log: log(),
    child: await child(ENDS),
    start: async () => {
      starts += 1;
      // Half of them end before they are ready.
      if (starts <= brokenStarts && starts % 2 === 0) throw new Error('not ready');
      return child(starts <= brokenStarts ? ENDS : LIVES);
    },
    isEnding: () => ending,
    onRestart: (next) => {
      if (starts > brokenStarts) recovered = next;
    },
    backoffMs,
  });
  await vi.waitFor(() => expect(recovered).toBeDefined(), 10_000);
  const said = vi.mocked(console.error).mock.calls.flat().join('\n');
  expect(said).toContain('no port');
  expect(said).toContain('6 times in a row');
  ending = true;
  if (recovered) await stopChild(recovered);
});
