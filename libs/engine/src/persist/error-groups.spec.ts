import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorKey } from './error-groups';

const keyOf = (en: string, type = 'set-field', code = 'target.missing'): string =>
  errorKey({ type, reason: { code, params: { detail: en } } });

describe('errorKey', () => {
  it('is the same for messages that differ only in names, numbers, addresses and ids', () => {
    for (const [one, other] of [
      ['The selection “VIP” has been deleted', 'The selection “Nye kunder” has been deleted'],
      ['Got 503 after 12.5 s', 'Got 502 after 1 300,25 s'],
      ['Field "A" is gone', 'Field "it\'s another" is gone'],
      ['No answer from https://a.example/x?y=1', 'No answer from http://other.example'],
      ['kari@example.com is not known', 'ola.nordmann@firma.no is not known'],
      ['Nothing under 67a1b2c0d4e5f60718293a4b', 'Nothing under 0123456789abcdef01234567'],
    ] as const) {
      expect(keyOf(one)).toBe(keyOf(other));
    }
  });

  it('differs for another action type, code or message', () => {
    const message = 'The selection “VIP” has been deleted';
    const keys = [
      keyOf(message),
      keyOf(message, 'add-to-selection'),
      keyOf(message, 'set-field', 'target.retired'),
      keyOf('The project “VIP” has been deleted'),
      keyOf("It can't be done"),
      keyOf("It won't be done"),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is the same for any other arguments, and for the text of an older release', () => {
    const key = (params: Record<string, string>) =>
      errorKey({ type: 'set-field', reason: { code: 'field.deleted', params } });
    expect(key({ name: 'A' })).toBe(key({ name: 'B' }));
    const detail = 'It broke';
    expect(
      errorKey({ type: 'set-field', reason: { code: 'target.missing', message: { en: detail, nb: '' } } }),
    ).toBe(keyOf(detail));
  });

  it('is at most 80 characters long', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string({ maxLength: 200 }),
        fc.string({ maxLength: 200 }),
        (en, type, code) => {
          expect(keyOf(en, type, code).length).toBeLessThanOrEqual(80);
        },
      ),
    );
  });
});
