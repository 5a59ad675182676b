import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appEnvironment, newSecrets } from './apps.mjs';
import { environmentForApi, removeRunFile, runningStart, writeRunFile } from './run-file.mjs';

let folder = '';
let file = '';
/** A process that stands for `npm start`. @type {import('node:child_process').ChildProcess} */
let start;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkflow-run-file-'));
  file = join(folder, 'running.json');
  start = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(start, 'spawn');
});
afterEach(async () => {
  start.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

const DATABASE = 'mongodb://127.0.0.1:50123/linkflow?replicaSet=rs0';
const secrets = newSecrets();
/** @type {NodeJS.ProcessEnv} */
const env = {
  ...appEnvironment({
    services: { mongoUri: DATABASE, redisUrl: 'redis://127.0.0.1:50124' },
    ports: { api: 50_125, click: 50_126, worker: 50_127 },
    secrets,
    journal: 'journal',
  }),
  SESSION_SECRET: '5b'.repeat(32),
  QUEUE_PREFIX: 'mine',
  SOMETHING_ELSE: 'private',
};
const noteStart = () => writeRunFile({ pid: start.pid, env }, file);

describe('the file of a running start', () => {
  it('can be read by its user only, also when an older file was open to all, and has no other variables', async () => {
    await writeFile(file, '{}', { mode: 0o644 });
    await noteStart();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toContain('private');
    await removeRunFile(file);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says nothing when that start has ended', async () => {
    await noteStart();
    expect(await runningStart(file)).toMatchObject({ pid: start.pid, url: env.PUBLIC_URL });
    const ended = once(start, 'exit');
    start.kill('SIGKILL');
    await ended;
    expect(await runningStart(file)).toBeUndefined();
  });
});

describe('the environment of the command that makes an administrator', () => {
  it('is that of the running start, with its substitute ports and its own secrets, not that of this shell', async () => {
    await noteStart();
    const own = {
      PATH: '/bin',
      SESSION_SECRET: '00'.repeat(32),
      QUEUE_SHARDS: '8',
      PUBLIC_URL: 'http://other',
    };
    const found = environmentForApi(await runningStart(file), own);
    expect(found).toMatchObject({
      PATH: '/bin',
      MONGODB_URI: DATABASE,
      REDIS_URL: 'redis://127.0.0.1:50124',
      PUBLIC_URL: env.PUBLIC_URL,
      CLICK_URL: env.CLICK_URL,
      LINK_KEYS: env.LINK_KEYS,
      SESSION_SECRET: env.SESSION_SECRET,
      QUEUE_PREFIX: 'mine',
    });
    expect(found).not.toHaveProperty('QUEUE_SHARDS');
  });

  it('is that of this shell when nothing runs', () => {
    const own = { MONGODB_URI: 'mongodb://db.example.no/linkflow', SESSION_SECRET: '00'.repeat(32) };
    expect(environmentForApi(undefined, own)).toEqual(own);
  });

  it('is refused when no database is known, when the start is not ready, and when there are two databases', async () => {
    expect(() => environmentForApi(undefined, {})).toThrow('There is no database to work on.');
    await writeRunFile({ pid: start.pid }, file);
    const notReady = await runningStart(file);
    expect(() => environmentForApi(notReady, {})).toThrow('Linkflow is not ready yet.');
    await noteStart();
    const ready = await runningStart(file);
    const own = { MONGODB_URI: 'mongodb://db.example.no/linkflow' };
    expect(() => environmentForApi(ready, own)).toThrow('MONGODB_URI is another database');
    expect(environmentForApi(ready, { MONGODB_URI: DATABASE })).toMatchObject({ MONGODB_URI: DATABASE });
  });
});
