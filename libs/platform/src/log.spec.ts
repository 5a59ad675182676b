import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { LogOutput } from './log';

/** A device on which every write fails as on a full disk. Only Linux has it. */
const FULL_DISK = '/dev/full';

it.skipIf(!existsSync(FULL_DISK))('a full disk neither ends the process nor delays its end', async () => {
  // Not closed, because a write may still be in progress at the end of the test.
  const output = new LogOutput(openSync(FULL_DISK, 'w'));
  for (let n = 0; n < 3; n += 1) {
    output.write(`{"n":${n}}\n`);
    // The write fails in the background. An uncaught exception would fail this test.
    await sleep(1);
  }
  output.flush();
});

it('lines are written in order, and those that wait are written at the end of the process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'linkflow-log-'));
  const path = join(folder, 'app.log');
  const fd = openSync(path, 'a');
  const output = new LogOutput(fd);
  const lines = Array.from({ length: 2_000 }, (_, n) => `{"n":${n},"text":"${'æ'.repeat(n % 50)}"}\n`);
  for (const line of lines) output.write(line);
  await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toBe(lines.join('')));
  const last = ['{"last":1}\n', '{"last":2}\n'];
  for (const line of last) output.write(line);
  // The first one is being written, the second one waits.
  output.flush();
  expect(readFileSync(path, 'utf8')).toContain(last[1]);
  await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toContain(last[0]));
  closeSync(fd);
  rmSync(folder, { recursive: true });
});
