import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depthOf } from './json-body';

const depth = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depth));
};

describe('nesting depth of a JSON text', () => {
  it('equals the depth of the parsed value, whatever its strings contain', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => void expect(depthOf(JSON.stringify(value))).toBe(depth(value))),
    );
  });

  it.each([
    ['"[[["', 0],
    [String.raw`{"a\"[":"\\"}`, 1],
    ['[[]]', 2],
    ['nonsense', 0],
    [']]]][', 0],
  ])('of %j is at least %i', (text, expected) => {
    expect(depthOf(text)).toBeGreaterThanOrEqual(expected);
  });
});
