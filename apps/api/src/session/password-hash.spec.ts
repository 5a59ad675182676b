import { describe, expect, it } from 'vitest';
import { hashPassword, passwordFits } from './password-hash';

describe('passwords', () => {
  it('fit their own hash alone, however an accent was typed', async () => {
    const hash = await hashPassword('blåbærsyltetøy');
    expect(hash).toMatch(/^scrypt\$14\$8\$5\$[\w-]{22}\$[\w-]{43}$/);
    expect(await passwordFits('blåbærsyltetøy', hash)).toBe(true);
    expect(await passwordFits('blåbærsyltetøy'.normalize('NFD'), hash)).toBe(true);
    expect(await passwordFits('blåbærsyltetøy ', hash)).toBe(false);
    expect(await hashPassword('blåbærsyltetøy')).not.toBe(hash);
  });

  it('never fit somebody who is not there, or a hash that is none', async () => {
    expect(await passwordFits('anything', undefined)).toBe(false);
    expect(await passwordFits('anything', 'plain$anything')).toBe(false);
  });
});
