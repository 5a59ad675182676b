import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { choosePorts } from '../../scripts/lib/ports.mjs';
import { newTemporaryFolder } from '../../scripts/lib/test-environment.mjs';
import { ROUTES } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import {
  signIn,
  startApps,
  startOwnServices,
  testEnvironment,
  until,
  type ApiClient,
  type OwnServices,
  type RunningApps,
} from '../support';
import { tally } from './clicks.fixture';
import { FULL, seedOr, seeded } from './seeded';

const RECIPIENTS = 3_000;
const VICTIMS = ['worker', 'smtp', 'redis'] as const;
const ROUNDS = FULL ? 6 : 2;
const SEED = seedOr(1313);
const CONNECTIONS = 10;

let services: OwnServices;
let apps: RunningApps;
let api: ApiClient;
let db: Connection;
let smtp: ChildProcess;
let port = 0;
let log = '';

async function startSmtp(): Promise<void> {
  const program = fileURLToPath(new URL('mail-server.ts', import.meta.url));
  smtp = spawn(process.execPath, ['--import', 'tsx', program, String(port), log], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (smtp.stdout) await once(smtp.stdout, 'data');
}

beforeAll(async () => {
  const folder = await newTemporaryFolder('mail');
  log = join(folder, 'smtp.log');
  await writeFile(log, '');
  ({ port = 0 } = await choosePorts({ port: undefined }));
  services = await startOwnServices('mail_sending');
  const environment = testEnvironment('mail_sending', { services });
  await startSmtp();
  apps = await startApps({
    environment,
    only: ['api', 'worker'],
    seedDemo: true,
    // Shorter than in production, to keep the test short.
    env: {
      SMTP_URL: `smtp://127.0.0.1:${port}?connections=${CONNECTIONS}`,
      MAIL_FROM: 'Fjord <post@example.no>',
      MAIL_LEASE_MS: '1500',
      MAIL_ANSWER_MS: '1500',
      MAIL_RETRY_MS: '300',
      MAIL_RECONCILE_MS: '300',
      JOB_LOCK_MS: '1500',
      RUN_LEASE_MS: '1500',
    },
  });
  api = await signIn(apps.apiUrl);
  db = await mongoose.createConnection(environment.mongoUri).asPromise();
}, 180_000);
afterAll(async () => {
  await db?.close();
  await apps?.stop();
  smtp?.kill('SIGKILL');
  await services?.stop();
});

async function aMailing(): Promise<{ id: string; revision: number }> {
  const link = await api.call(ROUTES.links.create, { body: { name: 'Tilbud', url: 'https://example.com/' } });
  const mailing = await api.call(ROUTES.mailings.create, {
    body: {
      name: 'Feilprøve',
      subject: 'Hei',
      html: `<p>Hei {{contact.firstName|du}}</p><p><a href="{{link:${link.id}}}">Tilbud</a></p><p>${'Tekst. '.repeat(500)}</p>`,
    },
  });
  const now = new Date();
  const recipients = Array.from({ length: RECIPIENTS }, (_, n) => ({
    _id: newId(),
    mailingId: mailing.id,
    contactId: null,
    email: `prove${n}@example.no`,
    addressKey: `prove${n}@example.no`,
    name: `Prøve Person ${n}`,
    addedAt: now,
    removedAt: null,
  }));
  await db.collection<{ _id: string }>('recipients').insertMany(recipients);
  return mailing;
}

/** The addresses of the server's notes of one kind, each as often as it was noted. */
async function noted(what: 'data' | 'taken'): Promise<string[]> {
  const lines = (await readFile(log, 'utf8')).split('\n');
  return lines.filter((line) => line.startsWith(`${what} `)).map((line) => line.slice(what.length + 1));
}

it(`sends ${RECIPIENTS} messages, each once or uncertain, while worker, Redis and the mail server are killed ${ROUNDS * VICTIMS.length} times (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  const { id, revision } = await aMailing();
  await api.call(ROUTES.sending.start, { params: { id }, body: { revision } });

  const kill: Record<(typeof VICTIMS)[number], () => Promise<void>> = {
    worker: async () => {
      await apps.kill('worker');
      await apps.restart('worker');
    },
    smtp: async () => {
      const ended = once(smtp, 'exit');
      smtp.kill('SIGKILL');
      await ended;
      await startSmtp();
    },
    redis: async () => {
      await services.kill('redis');
      await services.restart('redis');
    },
  };
  const kills = Array.from({ length: ROUNDS }, () => [...VICTIMS].sort(() => random() - 0.5)).flat();
  for (const [index, victim] of kills.entries()) {
    const target = Math.floor(((index + random()) / kills.length) * RECIPIENTS * 0.8);
    await until(async () => (await noted('taken')).length >= target, { deadlineMs: 60_000, everyMs: 20 });
    await sleep(random() * 40);
    expect((await noted('taken')).length, 'the kill must come before the last message').toBeLessThan(
      RECIPIENTS,
    );
    await kill[victim]();
  }

  const recipients = db.collection<{ _id: string; email: string; delivery: { state: string } }>('recipients');
  await until(async () => (await api.call(ROUTES.sending.get, { params: { id } })).state === 'finished', {
    deadlineMs: 90_000,
    everyMs: 200,
    what: 'the end of the sending',
  });
  const states = new Map(
    (await recipients.find({ mailingId: id }).toArray()).map(({ email, delivery }) => [
      email,
      delivery.state,
    ]),
  );
  const taken = tally(await noted('taken'));
  const ready = new Set(await noted('data'));
  const uncertain = [...states].filter(([, state]) => state === 'uncertain').map(([email]) => email);
  const arrived = uncertain.filter((email) => taken.has(email)).length;
  console.log(
    `mail: ${taken.size} taken, ${uncertain.length} uncertain, of whom ${arrived} have it, ${kills.join(' ')}`,
  );

  expect(states.size).toBe(RECIPIENTS);
  expect([...taken].filter(([, times]) => times > 1)).toEqual([]);
  // Nobody is lost: everyone has the message, or is shown as uncertain.
  expect([...states].filter(([, state]) => state !== 'sent' && state !== 'uncertain')).toEqual([]);
  expect([...states].filter(([email, state]) => state === 'sent' && !taken.has(email))).toEqual([]);
  // Uncertain only where the server was ready for the content: at most one message per connection and kill.
  expect(uncertain.filter((email) => !ready.has(email))).toEqual([]);
  const cuts = kills.filter((victim) => victim !== 'redis').length;
  expect(uncertain.length).toBeLessThanOrEqual(cuts * CONNECTIONS);
  const { counts } = await api.call(ROUTES.sending.get, { params: { id } });
  expect(counts).toMatchObject({ sent: RECIPIENTS - uncertain.length, uncertain: uncertain.length });
}, 240_000);
