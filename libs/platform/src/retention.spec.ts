import { describe, expect, it } from 'vitest';
import { readConfig } from './config';
import { RetentionConfig } from './retention';

const read = (days: string) =>
  readConfig(RetentionConfig, { RETENTION_CLICKS_DAYS: days }).RETENTION_CLICKS_DAYS;

describe('a retention setting', () => {
  it('is a number of days, or off', () => {
    expect(read('32')).toBe(32);
    expect(read('3650')).toBe(3650);
    expect(read('off')).toBe('off');
    expect(read('')).toBe(730);
    expect(readConfig(RetentionConfig, {}).RETENTION_RUNS_DAYS).toBe(365);
  });

  it.each(['0', '31', '-40', '40.5', 'never', '1e3', '99999'])(
    'is refused with its limits when it is %s, because a job may still bring its clicks back',
    (days) => {
      expect(() => read(days)).toThrow(
        'RETENTION_CLICKS_DAYS (must be "off" or a number of days from 32 to 36500, because a failed job may come back for 30 days)',
      );
    },
  );
});
