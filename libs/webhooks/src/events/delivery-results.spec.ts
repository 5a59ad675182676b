import { describe, expect, it } from 'vitest';
import { attemptOf, resultOf, type MadeCall } from './delivery-results';

const NOW = new Date('2027-03-14T08:00:00Z');
const RULES = { attempts: 14, firstMs: 10_000 };

const answered = (status: number, more: object = {}): MadeCall => ({
  kind: 'answered',
  status,
  headers: {},
  body: 'x',
  bodyState: 'whole',
  retryAfter: null,
  pause: null,
  ...more,
});

const result = (outcome: MadeCall, tries = 0, random = 0) =>
  resultOf(
    { outcome, attempt: attemptOf(outcome, NOW, NOW), url: 'https://x.example', tries, now: NOW },
    RULES,
    () => random,
  );
const waitOf = (outcome: MadeCall, tries = 0, random = 0): number => {
  const found = result(outcome, tries, random);
  return found.kind === 'later' ? found.dueAt.getTime() - NOW.getTime() : -1;
};

describe('what a delivery becomes', () => {
  it.each<[string, MadeCall, string]>([
    ['200', answered(200), 'delivered'],
    ['204 without a body', answered(204, { body: '' }), 'delivered'],
    ['200 that is cut off', answered(200, { bodyState: 'cut' }), 'delivered'],
    ['301', answered(301), 'failed'],
    ['304', answered(304), 'failed'],
    ['410', answered(410), 'failed'],
    ['400', answered(400), 'later'],
    ['401', answered(401), 'later'],
    ['404', answered(404), 'later'],
    ['429', answered(429), 'later'],
    ['503', answered(503), 'later'],
    ['no answer', { kind: 'failed', code: 'timeout', pause: null }, 'later'],
    ['no certificate', { kind: 'failed', code: 'tls', pause: null }, 'later'],
    ['a private address', { kind: 'refused', code: 'address' }, 'failed'],
    ['a secret that is gone', { kind: 'refused', code: 'secret' }, 'failed'],
  ])('after %s', (_what, outcome, kind) => {
    expect(result(outcome).kind).toBe(kind);
  });

  it('after the last attempt', () => {
    expect(result(answered(500), RULES.attempts - 2).kind).toBe('later');
    expect(result(answered(500), RULES.attempts - 1).kind).toBe('failed');
  });
});

describe('the next attempt', () => {
  it('comes after three times as long each time, up to six hours, and all within two days', () => {
    const waits = Array.from({ length: RULES.attempts - 1 }, (_, tries) => waitOf(answered(500), tries));
    expect(waits.slice(0, 4)).toEqual([10_000, 30_000, 90_000, 270_000]);
    expect(Math.max(...waits)).toBe(6 * 3_600_000);
    const hours = waits.reduce((sum, ms) => sum + ms, 0) / 3_600_000;
    expect(hours).toBeGreaterThan(36);
    expect(hours * 1.2).toBeLessThan(48);
  });

  it('is spread by a fifth', () => {
    expect(waitOf(answered(500), 0, 1)).toBe(12_000);
  });

  it('does not come before the time that the server asks for', () => {
    const retryAfter = new Date(NOW.getTime() + 3_600_000);
    expect(waitOf(answered(429, { retryAfter }))).toBe(3_600_000);
    expect(waitOf(answered(429, { retryAfter: new Date(NOW.getTime() + 1_000) }))).toBe(10_000);
  });
});
