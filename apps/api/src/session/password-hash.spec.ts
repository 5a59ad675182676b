import { describe, expect, it } from 'vitest';
import { hashPassword, passwordFits } from './password-hash';

describe('password hashes', () => {
  it('match only the password they were made from, in any Unicode normalization', async () => {
    const hash = await hashPassword('blåbærsyltetøy');
    expect(hash).toMatch(/^scrypt\$14\$8\$5\$[\w-]{22}\$[\w-]{43}$/);
    expect(await passwordFits('blåbærsyltetøy', hash)).toBe(true);
    expect(await passwordFits('blåbærsyltetøy'.normalize('NFD'), hash)).toBe(true);
    expect(await passwordFits('blåbærsyltetøy ', hash)).toBe(false);
    expect(await hashPassword('blåbærsyltetøy')).not.toBe(hash);
  });

  it('never match an unknown user or a malformed hash', async () => {
    expect(await passwordFits('anything', undefined)).toBe(false);
    expect(await passwordFits('anything', 'plain$anything')).toBe(false);
  });
});
