import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newSecrets, startSystem } from '../../scripts/lib/apps.mjs';
import { build } from '../../scripts/lib/build.mjs';
import { choosePorts } from '../../scripts/lib/ports.mjs';
import { newTemporaryFolder } from '../../scripts/lib/test-environment.mjs';
import { LinkKeysConfig, LinkTokens, deriveKeys } from '@linkflow/links';
import { signIn, testEnvironment, until } from '../support';
import { LINK_KEYS, aLink, someRecipients } from './clicks.fixture';
import { FULL, seedOr, seeded } from './seeded';

const ROUNDS = FULL ? 5 : 1;
const PER_SECOND = 100;
const RECIPIENTS = FULL ? 12_000 : 1_500;
const SEED = seedOr(1515);
/** Most requests that may be cut off per kill: those of 50 ms. */
const MAX_CUT_OFF = 5;
/** Positions of the processes in the order of their start, see `processes` in scripts/lib/apps.mjs. */
const PROCESSES = { api: 0, click: 1, 'click-2': 2, worker: 3 };

const environment = testEnvironment('restarts');
const stops: (() => unknown)[] = [];
const lifecycle = {
  ending: false,
  onStop: (step: () => unknown) => void stops.push(step),
};
let system: Awaited<ReturnType<typeof startSystem>>;
let db: Connection;
let restarts = 0;

beforeAll(async () => {
  await build(['api', 'click', 'worker']);
  const folder = await newTemporaryFolder('restarts');
  const ports = await choosePorts({ api: undefined, click: undefined, worker: undefined });
  const journal = join(folder, 'journal');
  await mkdir(journal);
  system = await startSystem(lifecycle, {
    services: environment,
    ports,
    secrets: newSecrets(),
    journal,
    logs: folder,
    seedDemo: true,
    more: {
      LINK_KEYS,
      PUBLIC_URL: `http://localhost:${ports.api}`,
      CLICK_URL: `http://localhost:${ports.click}`,
      RUN_LEASE_MS: '1000',
      JOB_LOCK_MS: '1000',
    },
  });
  system.onRestart(() => (restarts += 1));
  db = await mongoose.createConnection(environment.mongoUri).asPromise();
}, 120_000);
afterAll(async () => {
  lifecycle.ending = true;
  for (const stop of stops.toReversed()) await stop();
  await db?.close();
  await environment.dispose();
});

it.skipIf(process.platform !== 'linux')(
  `npm start's processes come back after ${4 * ROUNDS} kills, and no recipient is refused and no click lost (seed ${SEED})`,
  async () => {
    const random = seeded(SEED);
    const api = await signIn(system.apiUrl);
    const linkId = await aLink(api);
    if (!db.db) throw new Error('There is no database');
    const recipients = await someRecipients(api, db.db, RECIPIENTS);
    let isOver = false;
    const sending = sendUntil(() => isOver, { linkId, recipients });
    const kills = Array.from({ length: ROUNDS }, () => Object.keys(PROCESSES)).flat();
    for (const name of kills) {
      await sleep(200 + random() * 300);
      const before = restarts;
      const pid = system.pids()[PROCESSES[name as keyof typeof PROCESSES]];
      if (pid === undefined) throw new Error(`${name} has no process`);
      process.kill(pid, 'SIGKILL');
      await until(() => restarts > before, { deadlineMs: 60_000, what: `the restart of ${name}` });
      expect(system.pids()).not.toContain(pid);
    }
    isOver = true;
    const sent = await sending;

    const refused = sent.filter(({ problem }) => problem === 'ECONNREFUSED');
    const interrupted = sent.filter(({ problem }) => problem !== undefined && problem !== 'ECONNREFUSED');
    console.log(
      `restarts: ${sent.length} clicks, ${kills.length} kills, ${refused.length} refused, ${interrupted.length} cut off while they were answered`,
    );
    expect(sent.length).toBeGreaterThan(kills.length * 20);
    expect(refused).toEqual([]);
    // Connections that wait for a killed process, or that it is answering, break. At this rate these are few, and a browser tries again.
    expect(interrupted.length).toBeLessThanOrEqual(kills.length * MAX_CUT_OFF);
    const answered = sent.filter(({ status }) => status === 302).map(({ recipientId }) => recipientId);
    expect(answered.length).toBe(sent.length - interrupted.length);
    await until(
      async () => {
        const recorded = new Set(await db.collection('clicks').distinct('recipientId', { linkId }));
        return answered.every((recipientId) => recorded.has(recipientId));
      },
      { deadlineMs: 60_000, everyMs: 200, what: 'a record of every answered click' },
    );
  },
  300_000,
);

interface Sent {
  recipientId: string;
  status?: number;
  /** Code of the error, if the click got no answer. */
  problem?: string;
}

/** Sends a click of one recipient after the other at a steady rate, each on a new connection. */
async function sendUntil(
  isOver: () => boolean,
  { linkId, recipients }: { linkId: string; recipients: readonly string[] },
): Promise<Sent[]> {
  const tokens = new LinkTokens(deriveKeys(LinkKeysConfig.parse({ LINK_KEYS }).LINK_KEYS));
  const sent: Promise<Sent>[] = [];
  for (const recipientId of recipients) {
    if (isOver()) break;
    const url = `${system.clickUrl}/c/${tokens.sign('click', linkId, recipientId)}`;
    const headers = { 'user-agent': 'Firefox', connection: 'close' };
    sent.push(
      fetch(url, { redirect: 'manual', headers }).then(
        ({ status }) => ({ recipientId, status }),
        (error: unknown) => ({ recipientId, problem: codeOf(error) }),
      ),
    );
    await sleep(1_000 / PER_SECOND);
  }
  return Promise.all(sent);
}

/** The code of the network error that made `fetch` reject. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof AggregateError) return codeOf(new Error('', { cause: cause.errors[0] }));
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
}
