import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchSources } from './watch.mjs';

let folder = '';
let close = () => {};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkflow-watch-'));
  await mkdir(join(folder, 'src/deep'), { recursive: true });
  await writeFile(join(folder, 'src/deep/a.ts'), '1');
});
afterEach(async () => {
  close();
  await rm(folder, { recursive: true });
});

it('sees files that are written, replaced again and again, and new, in new folders too', async () => {
  const react = vi.fn(async () => {});
  close = await watchSources([join(folder, 'src')], react);
  /** @param {() => Promise<void>} change */
  const isSeen = async (change) => {
    react.mockClear();
    await change();
    await vi.waitFor(() => expect(react).toHaveBeenCalled(), { timeout: 5_000 });
  };
  /** Saves like an editor: writes a temporary file and renames it. @param {string} text */
  const replace = async (text) => {
    await writeFile(join(folder, 'draft'), text);
    await rename(join(folder, 'draft'), join(folder, 'src/deep/a.ts'));
  };
  await isSeen(() => writeFile(join(folder, 'src/deep/a.ts'), '2'));
  await isSeen(() => replace('3'));
  await isSeen(() => replace('4'));
  await isSeen(async () => {
    await mkdir(join(folder, 'src/new/below'), { recursive: true });
    await writeFile(join(folder, 'src/new/below/b.ts'), '1');
  });
  await isSeen(() => writeFile(join(folder, 'src/new/below/b.ts'), '2'));
});

it('never runs twice at a time, and once more for what came meanwhile', async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  /** @type {(() => void)[]} */
  const gates = [];
  close = await watchSources([join(folder, 'src')], async () => {
    running += 1;
    runs += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => gates.push(() => resolve(undefined)));
    running -= 1;
  });
  await writeFile(join(folder, 'src/deep/a.ts'), '2');
  await vi.waitFor(() => expect(gates).toHaveLength(1), { timeout: 5_000 });
  await writeFile(join(folder, 'src/deep/a.ts'), '3');
  await writeFile(join(folder, 'src/deep/a.ts'), '4');
  gates[0]?.();
  await vi.waitFor(() => expect(gates).toHaveLength(2), { timeout: 5_000 });
  gates[1]?.();
  expect(most).toBe(1);
  expect(runs).toBe(2);
});
