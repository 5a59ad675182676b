import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, readConfig, renamedVariablesIn } from './config';

const Schema = z.object({ ORGANISATION_TIME_ZONE: z.string().default('Europe/Oslo') });

describe('readConfig', () => {
  it('names an invalid variable, but not its value', () => {
    const read = (): unknown => readConfig(z.object({ SECRET: z.string().min(20) }), { SECRET: 'hunter2' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow('SECRET (too_small)');
    expect(read).not.toThrow('hunter2');
  });

  it.each([
    ['the old name', { HOUSE_TIME_ZONE: 'Asia/Tokyo' }, 'Asia/Tokyo'],
    ['the new name', { ORGANISATION_TIME_ZONE: 'Europe/Rome' }, 'Europe/Rome'],
    [
      'both: the new one wins',
      { HOUSE_TIME_ZONE: 'Asia/Tokyo', ORGANISATION_TIME_ZONE: 'Europe/Rome' },
      'Europe/Rome',
    ],
    [
      'the old one, with an empty new one',
      { HOUSE_TIME_ZONE: 'Asia/Tokyo', ORGANISATION_TIME_ZONE: '' },
      'Asia/Tokyo',
    ],
    ['an empty old one', { HOUSE_TIME_ZONE: '' }, 'Europe/Oslo'],
  ])('reads a renamed variable from %s', (_which, env, expected) => {
    expect(readConfig(Schema, env).ORGANISATION_TIME_ZONE).toBe(expected);
  });

  it('lists the old names that are set', () => {
    expect(
      renamedVariablesIn({
        HOUSE_TIME_ZONE: 'UTC',
        PATROL_MS: '1000',
        SWEEPER_MS: '2000',
        HOUSE_LANGUAGE: '',
      }),
    ).toEqual([
      { old: 'HOUSE_TIME_ZONE', name: 'ORGANISATION_TIME_ZONE', isIgnored: false },
      { old: 'PATROL_MS', name: 'SWEEPER_MS', isIgnored: true },
    ]);
  });
});
