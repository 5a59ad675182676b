import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support';
import { ClickLoad, tally, type SentClick } from './clicks.fixture';
import { FULL, seedOr, seeded } from './seeded';

const CLICKS = FULL ? 1_800 : 150;
const PER_SECOND = FULL ? 200 : 75;
const RECIPIENTS = 50;
const SEED = seedOr(1010);

/** Path of a small, separate file system; null if this process may not mount one. */
const disk = mountSmallDisk();

let scene: ClickLoad | undefined;
beforeAll(async () => {
  if (disk) scene = await ClickLoad.start('full-disk', RECIPIENTS, { JOURNAL_DIR: join(disk, 'journal') });
}, 180_000);
afterAll(async () => {
  await scene?.stop();
  if (!disk) return;
  execFileSync('umount', ['--lazy', disk]);
  rmSync(disk, { recursive: true, force: true });
});

it.skipIf(!disk)(
  `loses none of ${CLICKS} clicks on a full disk while Redis stalls and is restarted (seed ${SEED})`,
  () =>
    losesNothing(SEED, () => {
      if (!disk) throw new Error('No disk');
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize));
      return () => rmSync(join(disk, 'filler'));
    }),
  240_000,
);

it.skipIf(!disk)(
  `loses none of ${CLICKS} clicks on a read-only disk while Redis stalls and is restarted (seed ${SEED})`,
  () =>
    losesNothing(SEED + 1, () => {
      remount('ro');
      return () => remount('rw');
    }),
  240_000,
);

/**
 * Sends clicks while the disk is broken and Redis stalls and is restarted.
 * @param breakDisk breaks the disk and returns a function that repairs it
 */
async function losesNothing(seed: number, breakDisk: () => () => void): Promise<void> {
  if (!scene) throw new Error('No scene');
  const { services, apps } = scene;
  const random = seeded(seed);
  const before = await scene.recordedOf('clicks');
  const recipientIds = Array.from({ length: CLICKS }, () => {
    const recipientId = scene?.recipientIds[Math.floor(random() * RECIPIENTS)];
    if (!recipientId) throw new Error('No recipient');
    return recipientId;
  });
  const sent: SentClick[] = await scene.send(recipientIds.slice(0, 1), PER_SECOND);

  const mend = await until(
    async () => {
      try {
        return breakDisk();
      } catch {
        // Remounting fails while the journal writes a segment, because the file system is busy. Try again.
        return undefined;
      }
    },
    { what: 'a broken disk' },
  );
  // apps/click must report the broken disk although Redis accepts all clicks, so that none has to be written to the journal.
  await until(async () => (await readiness()).journal === 'full', { what: 'the alarm' });
  expect(await lostClicks()).toBe(0);

  // Shares of the clicks after which Redis stalls. Each stall lasts longer than a click waits for Redis.
  const stalls = Array.from({ length: 3 }, (_, n) => (n + 0.3 + random() * 0.4) / 5);
  const restartAt = 0.7 + random() * 0.1;
  let faults: Promise<unknown> = Promise.resolve();
  let restarted = false;
  sent.push(
    ...(await scene.send(recipientIds.slice(1), PER_SECOND, (count) => {
      const share = count / recipientIds.length;
      if (stalls[0] !== undefined && share >= stalls[0]) {
        stalls.shift();
        faults = faults.then(async () => {
          await services.kill('redis', 'SIGSTOP');
          await sleep(100 + random() * 300);
          await services.kill('redis', 'SIGCONT');
        });
      }
      if (share < restartAt || restarted) return;
      restarted = true;
      faults = faults.then(async () => {
        await services.kill('redis');
        await services.restart('redis');
      });
    })),
  );
  await faults;
  expect(sent.filter((answer) => answer.status !== 302)).toEqual([]);
  expect((await readiness()).status).toBe('degraded');
  expect(await readFile(apps.logOf('click'), 'utf8')).toContain('the journal takes no clicks');

  await until(async () => (await metric('linkflow_clicks_in_memory')) === 0, {
    deadlineMs: 30_000,
    what: 'an empty memory buffer',
  });
  await scene.untilIdle(60_000);
  expect(await lostClicks()).toBe(0);
  const all = [...before].flatMap(([id, count]) => Array<string>(count).fill(id));
  expect(await scene.recordedOf('clicks')).toEqual(tally([...all, ...recipientIds]));

  mend();
  await until(async () => (await readiness()).journal === 'ok', { what: 'a mended disk' });
}

async function readiness(): Promise<{ status: string; journal: string }> {
  const answer = await fetch(`${scene?.apps.clickUrl}/health/ready`);
  return (await answer.json()) as { status: string; journal: string };
}

const lostClicks = (): Promise<number> => metric('linkflow_clicks_lost_total');

async function metric(name: string): Promise<number> {
  const metrics = await (await fetch(`${scene?.apps.clickUrl}/metrics`)).text();
  return Number(new RegExp(`^${name}\\S* (\\d+)`, 'm').exec(metrics)?.[1]);
}

function mountSmallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return null;
  }
}

function remount(mode: 'ro' | 'rw'): void {
  if (disk) execFileSync('mount', ['-o', `remount,${mode}`, disk], { stdio: 'ignore' });
}
