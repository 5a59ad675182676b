import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangesOf, sliceAt, sliceOf } from './slices';

const idAt = (second: number, rest = '0123456789abcdef'): string =>
  second.toString(16).padStart(8, '0') + rest;
const second = fc.integer({ min: 0, max: 0xffff_ffef });

describe('slices of time', () => {
  it('cover sixteen seconds, computed from an id or from a time', () => {
    fc.assert(
      fc.property(second, (at) => {
        expect(sliceOf(idAt(at))).toBe(sliceAt(new Date(at * 1_000)));
        expect(sliceOf(idAt(at - (at % 16)))).toBe(sliceOf(idAt(at)));
      }),
    );
  });

  it('become ranges that contain exactly their ids; adjacent slices share a range', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1_000, max: 1_020 })),
        fc.integer({ min: 15_900, max: 16_400 }),
        (ns, at) => {
          const slices = ns.map((n) => sliceAt(new Date(n * 16_000)));
          const ranges = rangesOf(slices);
          const id = idAt(at);
          expect(ranges.filter((range) => id >= range.$gte && id < range.$lt)).toHaveLength(
            slices.includes(sliceOf(id)) ? 1 : 0,
          );
        },
      ),
    );
    expect(rangesOf(['67a1b2e', '67a1b2d', '67a1b2f'])).toEqual([{ $gte: '67a1b2d', $lt: '67a1b30' }]);
  });
});
