import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapeOf } from './request-bodies';

const depth = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depth));
};

describe('nesting depth of a JSON text', () => {
  it('equals the depth of the parsed value, whatever its strings contain', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        (value) => void expect(shapeOf(JSON.stringify(value)).depth).toBe(depth(value)),
      ),
    );
  });

  it.each([
    ['"[[["', 0],
    [String.raw`{"a\"[":"\\"}`, 1],
    ['[[]]', 2],
    ['nonsense', 0],
    [']]]][', 0],
  ])('of %j is at least %i', (text, expected) => {
    expect(shapeOf(text).depth).toBeGreaterThanOrEqual(expected);
  });
});

/** Values in a JSON value, itself included; an empty list or object counts as two. */
const values = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 1;
  const inside = Object.values(value);
  return 1 + (inside.length === 0 ? 1 : inside.map(values).reduce((sum, count) => sum + count));
};

it('counts the values of a JSON text, whatever its strings contain', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      (value) => void expect(shapeOf(JSON.stringify(value)).values).toBe(values(value)),
    ),
  );
});
