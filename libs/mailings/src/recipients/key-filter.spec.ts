import { describe, expect, it } from 'vitest';
import { newId } from '@linkflow/platform';
import { KeyFilter } from './key-filter';

const COUNT = 100_000;

describe('the filter of keys', () => {
  it('never denies a key that was added, and few that were not', () => {
    const filter = new KeyFilter();
    const keysOf = (domain: string) =>
      Array.from({ length: COUNT }, (_, n) => (n % 2 === 0 ? newId() : `person${n}@${domain}`));
    const added = keysOf('example.no');
    for (const key of added) filter.add(key);

    expect(added.every((key) => filter.mayHave(key))).toBe(true);
    const inVain = keysOf('example.com').filter((key) => filter.mayHave(key));
    expect(inVain.length).toBeLessThan(COUNT / 200);
  });

  it('denies every key before one was added', () => {
    expect(new KeyFilter().mayHave('kari@example.no')).toBe(false);
  });
});
