import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorKey } from './error-groups';

const keyOf = (en: string, type = 'set-field', code = 'target.missing'): string =>
  errorKey({ type, reason: { code, params: { detail: en } } });

describe('errorKey', () => {
  it('is the same whatever the message contains', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => void expect(keyOf(one)).toBe(keyOf(other))),
    );
  });

  it('differs for another action type, code or other names of parameters', () => {
    const keys = [
      keyOf('x'),
      keyOf('x', 'add-to-selection'),
      keyOf('x', 'set-field', 'target.retired'),
      errorKey({ type: 'set-field', reason: { code: 'target.missing', params: { name: 'x' } } }),
      errorKey({ type: 'set-field', reason: { code: 'target.missing', params: { detail: 'x', name: 'x' } } }),
      errorKey({ type: 'set-field', reason: { code: 'target.missing' } }),
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
