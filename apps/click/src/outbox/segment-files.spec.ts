import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { Segment, parseClick } from './segment-files';

const aClick = (n: number, ua: string): ClickRecord => ({
  id: n.toString(16).padStart(24, '0'),
  at: n,
  link: 'a'.repeat(24),
  recipient: 'b'.repeat(24),
  version: 1,
  kind: 'click',
  run: true,
  ua,
});
/** Lines of a segment: the user agent of a click, or null for a line that is not a click. */
const lines = fc.array(
  fc.oneof({ weight: 5, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) }, fc.constant(null)),
  { maxLength: 20 },
);
const partSizes = fc.integer({ min: 1, max: 7 });
/** What follows the last complete line of the file: nothing, a line that was cut off, or preallocated space. */
const ends = fc.constantFrom('', '{"id":"0000', '\0\0\0');

it('a segment gives its clicks in parts and in order, and their ids from the end, despite unreadable lines', () => {
  fc.assert(
    fc.property(lines, partSizes, ends, (uas, size, end) => {
      const all = uas.map((ua, n) => (ua === null ? null : aClick(n, ua)));
      const text = all.map((click) => (click ? JSON.stringify(click) : 'torn') + '\n').join('');
      const clicks = all.filter((click) => click !== null);
      const segment = (): Segment<ClickRecord> => new Segment('f', Buffer.from(text + end), parseClick);

      const read = segment();
      const parts = [...read.clicks(size)];
      expect(parts.flatMap((part) => part.clicks)).toEqual(clicks);
      expect(parts.map(({ firstLine }) => firstLine)).toEqual(parts.map((_, n) => n * size));
      expect(read.isDamaged).toBe(clicks.length < all.length);

      const looked = segment();
      const ids = [...looked.ids(size)];
      expect(ids.flat()).toEqual(clicks.map(({ id }) => id).reverse());
      expect(ids.slice(0, -1).every((part) => part.length === size)).toBe(true);
      expect(looked.isDamaged).toBe(clicks.length < all.length);
    }),
  );
});
