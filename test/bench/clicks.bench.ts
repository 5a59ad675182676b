import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RunningApps } from '../support';
import { load } from './load';
import { median, type Figure } from './median';

const ROUNDS = 5;
const SECONDS = 4;
const REST_MS = 3_000;
const CONNECTIONS = 64;
const BARE_PORT = 4_555;

/**
 * Compares tracked URLs with a bare Fastify redirect, in alternating rounds, so that both servers are measured under the same
 * conditions. No worker runs meanwhile: the benchmark measures the click up to the point where it is durable.
 *
 * (a) Each click is durable in Redis, the default. (e) Each click is on disk before it is answered, and also queued.
 */
export async function benchClicks(apps: RunningApps, paths: string[], part: 'a' | 'e'): Promise<Figure[]> {
  if (part === 'a') return compare(apps.clickUrl, paths, '(a) every click in Redis');
  const journal = await mkdtemp(join(tmpdir(), 'bench-journal-'));
  await apps.restart('click', { CLICK_JOURNAL: 'always', JOURNAL_DIR: journal, JOURNAL_MAX_MB: '4096' });
  try {
    return await compare(apps.clickUrl, paths, '(e) every click on disk');
  } finally {
    await apps.restart('click');
    await rm(journal, { recursive: true, force: true });
  }
}

async function compare(clickUrl: string, paths: string[], what: string): Promise<Figure[]> {
  const bare = await startBare();
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  try {
    for (const url of [clickUrl, bare.url]) await load(url, paths, { connections: CONNECTIONS, seconds: 2 });
    for (let round = 0; round < ROUNDS; round += 1) {
      theirs.push(await measure(bare.url, paths));
      ours.push(await measure(clickUrl, paths));
    }
  } finally {
    bare.stop();
  }
  const middle = (all: Measured[], of: keyof Measured): number => median(all.map((one) => one[of]));
  const ratios = ours.map((one, round) => one.perSecond / (theirs[round]?.perSecond ?? Number.NaN));
  return [
    {
      name: `${what} / bare Fastify 302`,
      value: median(ratios),
      unit: 'ratio',
      aim: { atLeast: 0.6 },
      detail: `${Math.round(middle(ours, 'perSecond'))} against ${Math.round(middle(theirs, 'perSecond'))} requests a second, ${CONNECTIONS} connections`,
    },
    {
      name: `${what}: p99 at half load / bare Fastify's`,
      value: middle(ours, 'p99') / middle(theirs, 'p99'),
      unit: 'ratio',
      aim: { atMost: 3 },
      detail: `${middle(ours, 'p99').toFixed(1)} against ${middle(theirs, 'p99').toFixed(1)} ms, each at half of its own rate`,
    },
  ];
}

interface Measured {
  perSecond: number;
  /** 99th percentile of the response time at half of that rate, ms. */
  p99: number;
}

async function measure(origin: string, paths: string[]): Promise<Measured> {
  const options = { connections: CONNECTIONS, seconds: SECONDS, warmUpSeconds: 0.5 };
  const { perSecond } = await load(origin, paths, options);
  // Waits until the backlog of the full load is worked off. It would distort the measurement at half load.
  await sleep(REST_MS);
  const { p99 } = await load(origin, paths, { ...options, perSecond: perSecond / 2 });
  return { perSecond, p99 };
}

/** Starts the bare Fastify in a separate process. */
export async function startBare(): Promise<{ url: string; stop: () => void }> {
  const bare = spawn(process.execPath, ['--import', 'tsx', program('bare-fastify.ts'), String(BARE_PORT)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(bare.stdout, 'data');
  return { url: `http://127.0.0.1:${BARE_PORT}`, stop: () => bare.kill('SIGKILL') };
}

export const program = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
