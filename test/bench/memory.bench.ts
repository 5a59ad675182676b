import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App, RunningApps } from '../support';
import { load } from './load';
import type { Figure } from './median';

const APPS: App[] = ['api', 'click', 'worker'];
export const CLICKS = 100_000;

/** Resident memory of each process, MB (VmRSS). */
export async function memoryOf(apps: RunningApps): Promise<Record<App, number>> {
  const read = async (app: App): Promise<number> => {
    const status = await readFile(`/proc/${apps.pid(app)}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
  };
  return { api: await read('api'), click: await read('click'), worker: await read('worker') };
}

/** (d) Measures the memory of the three idle processes before and after 100,000 clicks with their runs. */
export async function benchMemory(
  apps: RunningApps,
  paths: string[],
  drain: () => Promise<void>,
): Promise<Figure[]> {
  await sleep(3_000);
  const idle = await memoryOf(apps);
  const half = await afterClicks(apps, paths, CLICKS / 2, drain);
  const whole = await afterClicks(apps, paths, CLICKS / 2, drain);
  return APPS.flatMap((app): Figure[] => [
    {
      name: `(d) memory of ${app}, idle`,
      value: idle[app],
      unit: 'MB',
      aim: { atMost: 150 },
      detail: 'resident',
    },
    {
      name: `(d) memory of ${app}, after ${CLICKS.toLocaleString('en')} clicks`,
      value: whole[app],
      unit: 'MB',
      aim: null,
      detail: `${Math.round(half[app])} MB after half of the clicks`,
    },
  ]);
}

async function afterClicks(
  apps: RunningApps,
  paths: string[],
  amount: number,
  drain: () => Promise<void>,
): Promise<Record<App, number>> {
  await load(apps.clickUrl, paths.slice(0, 500), { connections: 32, amount });
  await drain();
  await sleep(3_000);
  return memoryOf(apps);
}
