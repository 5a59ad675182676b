import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeAdmin } from '../../apps/api/src/session/admin-command';
import { entryOf } from '../../scripts/lib/build.mjs';
import { environmentForApi, readRunFile, writeRunFile } from '../../scripts/lib/run-file.mjs';
import { howToSignIn } from '../../scripts/lib/sign-in.mjs';
import { ROUTES } from '@linkflow/contracts';
import { signIn, startApps, testEnvironment, type RunningApps } from '../support';

const environment = testEnvironment('admin_command');
const demoEnvironment = testEnvironment('admin_command_demo');
const emptyEnvironment = testEnvironment('admin_command_empty');
const SECRETS = { LINK_KEYS: `k1:${'5a'.repeat(32)}`, SESSION_SECRET: '5b'.repeat(32) };
const runFile = join(tmpdir(), `linkflow-admin-command-${process.pid}.json`);
let apps: RunningApps;

beforeAll(async () => {
  apps = await startApps({ environment, only: ['api'], env: { ...SECRETS, LOG_LEVEL: 'silent' } });
  const { mongoUri, redisUrl, queuePrefix } = environment;
  const services = { MONGODB_URI: mongoUri, REDIS_URL: redisUrl, QUEUE_PREFIX: queuePrefix };
  const urls = { PUBLIC_URL: apps.apiUrl, CLICK_URL: apps.clickUrl };
  await writeRunFile({ env: { ...SECRETS, ...services, ...urls } }, runFile);
}, 120_000);
afterAll(async () => {
  await rm(runFile, { force: true });
  await apps?.stop();
  await environment.dispose();
  await demoEnvironment.dispose();
  await emptyEnvironment.dispose();
});

/** Runs the command as `npm run admin` does, in a shell with other settings. It must use the settings of the running api. */
const admin = async (...args: string[]) => adminWith({}, ...args);

const adminWith = async (settings: Record<string, string>, ...args: string[]) => {
  const { MONGODB_URI: _mongo, ...shell } = process.env;
  const own = { ...shell, SESSION_SECRET: '00'.repeat(32), QUEUE_PREFIX: 'other' };
  const env = environmentForApi(await readRunFile(runFile), own);
  return promisify(execFile)(process.execPath, [entryOf('api'), '--admin', ...args], {
    env: { ...env, LOG_LEVEL: 'error', ...settings },
  });
};

describe('a start whose log is silent', () => {
  it('says how to sign in: with the setup link, with the demo, or with the own user', async () => {
    expect(await howToSignIn(apps.logOf('api'))).toMatch(/ http\S+\/password#[\w-]{43}\n/);
    await admin('kari@firma.no');
    await apps.restart('api');
    expect(await howToSignIn(apps.logOf('api'))).toContain('with your own user');

    const env = { LOG_LEVEL: 'silent' };
    const demo = await startApps({ environment: demoEnvironment, only: ['api'], seedDemo: true, env });
    expect(await howToSignIn(demo.logOf('api'))).toContain('ingrid@example.no / linkflow');
    await demo.stop();
  });
});

describe('the command that makes an administrator', () => {
  it('prints a link that lets a new one in, made with the settings of the running start', async () => {
    const { stdout } = await admin('per@firma.no', 'Per', 'Olsen');
    const [, token] = /\/password#([\w-]{43})/.exec(stdout) ?? [];
    const credentials = { email: 'per@firma.no', password: 'en lang setning' };
    const used = await fetch(`${apps.apiUrl}/api/password-links/use`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, password: credentials.password }),
    });
    expect(used.status).toBe(200);
    const per = await signIn(apps.apiUrl, credentials);
    expect(await per.call(ROUTES.session.current)).toMatchObject({ name: 'Per Olsen', roles: ['admin'] });
  });

  it('says that there is no link while passwords are switched off', async () => {
    const off = { PASSWORDS: 'off', OIDC_ISSUER: 'https://id.example.no', OIDC_CLIENT_ID: 'linkflow' };
    const { stdout } = await adminWith(off, 'eva@firma.no');
    expect(stdout).toContain(
      'Passwords are switched off (PASSWORDS=off): eva@firma.no signs in with the OpenID',
    );
    expect(stdout).not.toContain('/password#');
    await expect(adminWith({ PASSWORDS: 'off' }, 'eva@firma.no')).rejects.toMatchObject({
      stderr: expect.stringContaining('OIDC_ISSUER'),
    });
  });

  it.each(['per', 'root@localhost'])('refuses %s, which is not an e-mail address', async (address) => {
    await expect(admin(address)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`"${address}" is not an e-mail address.`),
    });
  });

  it('makes nothing else in an empty database, also where the demo is to be seeded, and closes what it opened', async () => {
    Object.assign(process.env, {
      ...SECRETS,
      MONGODB_URI: emptyEnvironment.mongoUri,
      REDIS_URL: emptyEnvironment.redisUrl,
      QUEUE_PREFIX: emptyEnvironment.queuePrefix,
      PUBLIC_URL: apps.apiUrl,
      LOG_LEVEL: 'silent',
      SEED_DEMO: 'true',
    });
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const exitCode = await makeAdmin(['per@firma.no', 'Per']);
    const text = written.mock.calls.join('');
    written.mockRestore();
    expect(exitCode).toBe(0);
    expect(text).toMatch(/\/password#[\w-]{43}/);
    expect(mongoose.connections.map(({ readyState }) => readyState)).not.toContain(
      mongoose.ConnectionStates.connected,
    );
    const client = await mongoose.createConnection(emptyEnvironment.mongoUri).asPromise();
    const users = await client.collection('users').find().toArray();
    expect(users).toMatchObject([{ name: 'Per', roles: ['admin'] }]);
    expect(await client.collection('links').countDocuments()).toBe(0);
    await client.close();
  });
});
