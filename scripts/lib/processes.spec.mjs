import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandLineOf, hasEnded, startChild, stopChild, stopLeftover } from './processes.mjs';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkflow-processes-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const stubborn = "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)";
const meek = "console.log('up'); setInterval(() => {}, 1000)";

/** Polls until `ask` returns true. Returns false after ten seconds. @param {() => Promise<boolean> | boolean} ask */
async function comesTrue(ask) {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    if (await ask()) return true;
    await sleep(20);
  }
  return false;
}

/** @param {string} code */
async function child(code) {
  const log = join(folder, 'child.log');
  const started = await startChild(process.execPath, ['-e', code], { log });
  await comesTrue(async () => (await readFile(log, 'utf8')).includes('up'));
  return started;
}

describe('a child', () => {
  it('ends on SIGTERM, and is killed when it does not', async () => {
    const polite = await child(meek);
    expect(await stopChild(polite)).toBe(true);
    expect(polite.signalCode).toBe('SIGTERM');

    await rm(join(folder, 'child.log'));
    const rude = await child(stubborn);
    expect(await stopChild(rude, { graceMs: 100 })).toBe(false);
    expect(rude.signalCode).toBe('SIGKILL');
    expect(await stopChild(rude)).toBe(true);
  });

  it('is stopped by the reaper when its parent is killed', async () => {
    const lib = JSON.stringify(new URL('./processes.mjs', import.meta.url).href);
    const log = JSON.stringify(join(folder, 'grandchild.log'));
    const code = `const { startChild } = await import(${lib});
      const child = await startChild(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { log: ${log}, graceMs: 100 });
      console.log(child.pid); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', code]);
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    const pid = Number(line);
    expect(await comesTrue(async () => (await commandLineOf(pid)).includes('SIGTERM'))).toBe(true);

    parent.kill('SIGKILL');
    // Compares the command line: an ended process that nobody has waited for (a zombie) still has its id, but no command line.
    expect(await comesTrue(async () => (await commandLineOf(pid)) === '')).toBe(true);
  });
});

describe('a leftover', () => {
  it('is stopped when its command line is ours, and only then', async () => {
    const left = await child(meek);
    expect(await stopLeftover(left.pid ?? 0, 'something else')).toBe(false);
    expect(hasEnded(left)).toBe(false);
    expect(await stopLeftover(left.pid ?? 0, 'setInterval')).toBe(true);
    expect(await comesTrue(() => hasEnded(left))).toBe(true);
  });

  it('is never the process of an invalid process id', async () => {
    for (const pid of [Number.NaN, 0, 1, -1, 4_194_304]) expect(await stopLeftover(pid, '')).toBe(false);
  });
});
