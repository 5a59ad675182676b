import { describe, expect, it } from 'vitest';
import { listChange } from './list-change';

describe('what happened to a list', () => {
  it.each([
    { before: 'ab', after: 'axb', change: { kind: 'added', id: 'x', place: 2, count: 3 } },
    { before: 'abc', after: 'ac', change: { kind: 'removed', id: 'b', place: 0, count: 2 } },
    { before: 'abcd', after: 'bcda', change: { kind: 'moved', id: 'a', place: 4, count: 4 } },
    { before: 'abcd', after: 'dabc', change: { kind: 'moved', id: 'd', place: 1, count: 4 } },
    { before: 'ab', after: 'ab', change: null },
  ])('tells $before and $after apart', ({ before, after, change }) => {
    expect(listChange([...before], [...after])).toEqual(change);
  });
});
