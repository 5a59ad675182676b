import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { howToSignIn, seedDemo } from './sign-in.mjs';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkflow-sign-in-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('how to sign in, from the log of the api', () => {
  /** @param {string[]} lines */
  const printed = async (...lines) => {
    const log = join(folder, 'api.log');
    await writeFile(log, lines.join('\n'));
    return howToSignIn(log);
  };
  const other = '{"level":30,"msg":"serving the API"}';

  it('is the newest setup link, the demo, or the own user', async () => {
    const first = '{"signIn":"setup-link","setupLink":"http://localhost:4400/password#first"}';
    const second = '{"signIn":"setup-link","setupLink":"http://localhost:4400/password#second"}';
    expect(await printed(first, other)).toContain('http://localhost:4400/password#first');
    expect(await printed(first, other, second, '{"signIn":"se')).toContain('/password#second');
    expect(await printed('{"signIn":"demo"}', other)).toContain('ingrid@example.no / linkflow');
    expect(await printed('{"signIn":"users"}', other)).toContain('with your own user');
    expect(await printed('{"signIn":"oidc"}', other)).toContain('with your OpenID Connect provider');
  });

  it('is not claimed when the api said nothing, or has no log', async () => {
    for (const text of [await printed(other), await howToSignIn(join(folder, 'none.log'))]) {
      expect(text).toContain('not known');
      expect(text).not.toContain('your own user');
    }
  });
});

describe('the demo', () => {
  it('is seeded where only this machine gets in', () => {
    expect(seedDemo({})).toBe('true');
    expect(seedDemo({ PUBLIC_URL: 'http://linkflow.localhost:4400' })).toBe('true');
    expect(seedDemo({ PUBLIC_URL: 'https://linkflow.example.no' })).toBe('false');
    expect(seedDemo({ PUBLIC_URL: 'http://localhost.example.no' })).toBe('false');
  });

  it('is what SEED_DEMO says; the api refuses what it does not know', () => {
    expect(seedDemo({ SEED_DEMO: 'false' })).toBe('false');
    expect(seedDemo({ SEED_DEMO: '' })).toBe('');
    expect(seedDemo({ SEED_DEMO: 'true', PUBLIC_URL: 'https://linkflow.example.no' })).toBe('true');
    expect(seedDemo({ SEED_DEMO: 'no' })).toBe('no');
  });
});
