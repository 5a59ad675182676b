import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entryOf } from '../../scripts/lib/build.mjs';
import { ROUTES } from '@linkflow/contracts';
import { signIn, startApps, testEnvironment, type RunningApps } from '../support';

const environment = testEnvironment('admin_command');
const SECRETS = { LINK_KEYS: `k1:${'5a'.repeat(32)}`, SESSION_SECRET: '5b'.repeat(32) };
let apps: RunningApps;

beforeAll(async () => {
  apps = await startApps({ environment, only: ['api'], env: SECRETS });
}, 120_000);
afterAll(async () => {
  await apps?.stop();
  await environment.dispose();
});

const admin = (...args: string[]) =>
  promisify(execFile)(process.execPath, [entryOf('api'), '--admin', ...args], {
    env: {
      ...process.env,
      ...SECRETS,
      MONGODB_URI: environment.mongoUri,
      REDIS_URL: environment.redisUrl,
      QUEUE_PREFIX: environment.queuePrefix,
      PUBLIC_URL: apps.apiUrl,
      CLICK_URL: apps.clickUrl,
      LOG_LEVEL: 'error',
    },
  });

describe('the command that makes an administrator', () => {
  it('prints a link that lets a new one in, beside the setup link in the log of the api', async () => {
    expect(await readFile(apps.logOf('api'), 'utf8')).toMatch(/"setupLink":"http[^"]+\/password#[\w-]{43}"/);
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
    expect(await per.call(ROUTES.session.current)).toMatchObject({ name: 'Per Olsen', role: 'admin' });
  });

  it('refuses what is not an e-mail address', async () => {
    await expect(admin('per')).rejects.toMatchObject({ code: 1 });
  });
});
