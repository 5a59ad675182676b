import { describe, expect, it } from 'vitest';
import { boundsOf, freeGround, offsetToFreeGround, withAllPositions } from './free-ground';
import type { Rect } from './layout';
import { aCatalogue, aDocument, aDraft, aNode } from './testing';

const card = (x: number, y: number): Rect => ({ x, y, width: 272, height: 96 });
const overlaps = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && a.x + a.width > b.x && a.y < b.y + b.height && a.y + a.height > b.y;

describe('free ground', () => {
  it('is the wanted place if nothing stands there', () => {
    expect(freeGround(card(0, 0), { x: 500, y: 20 }, [card(0, 0)])).toEqual({ x: 500, y: 20 });
  });

  it('is beside a card that stands there, as near as possible', () => {
    expect(freeGround(card(0, 0), { x: 10, y: 60 }, [card(0, 0)])).toEqual({ x: 10, y: 120 });
    expect(freeGround(card(0, 0), { x: 10, y: -60 }, [card(0, 0)])).toEqual({ x: 10, y: -120 });
  });

  it('is found in a full field of cards, inside a gap or outside', () => {
    const field = Array.from({ length: 200 }, (_, index) =>
      card((index % 14) * 300, Math.floor(index / 14) * 130),
    );
    const withGap = field.filter((_, index) => index !== 30 && index !== 31 && index !== 44 && index !== 45);
    for (const taken of [field, withGap]) {
      const at = freeGround(card(0, 0), { x: 900, y: 400 }, taken);
      expect(taken.some((other) => overlaps({ ...card(0, 0), ...at }, other))).toBe(false);
    }
    const inGap = freeGround(card(0, 0), { x: 900, y: 400 }, withGap);
    expect(inGap.y).toBeLessThan(500);
  });

  it('has the size of all pasted steps together', () => {
    expect(boundsOf([card(0, 0), card(300, 200)])).toEqual({ x: 0, y: 0, width: 572, height: 296 });
    expect(boundsOf([])).toBeUndefined();
  });
});

describe('the offset of pasted steps', () => {
  const catalogue = aCatalogue();
  const draft = aDraft(aDocument([aNode('a', 'set-interest'), aNode('b', 'set-interest')]));
  const state = { ...draft, catalogue, measured: {} };
  const clipboard = {
    nodes: [aNode('a', 'set-interest'), aNode('b', 'set-interest')],
    edges: [],
    positions: { a: { x: 0, y: 140 }, b: { x: 0, y: 280 } },
  };
  const isFree = (offset: { x: number; y: number }) =>
    Object.values(clipboard.positions).every(({ x, y }) =>
      Object.values(draft.layout.positions).every(
        (other) => !overlaps(card(x + offset.x, y + offset.y), card(other.x, other.y)),
      ),
    );

  it('leads beside the originals without a wanted place', () => {
    const offset = offsetToFreeGround(state, clipboard);
    expect(isFree(offset)).toBe(true);
    expect(Math.abs(offset.x)).toBeLessThan(400);
  });

  it('leads to the wanted centre if it is free, otherwise near it', () => {
    const there = offsetToFreeGround(state, clipboard, { x: 2000, y: 1000 });
    expect(there).toEqual({ x: 2000 - 136, y: 1000 - 118 - 140 });
    expect(isFree(offsetToFreeGround(state, clipboard, { x: 100, y: 200 }))).toBe(true);
  });

  it('is computed for steps whose positions are not on the clipboard too', () => {
    const complete = withAllPositions({ ...clipboard, positions: { a: { x: 0, y: 140 } } });
    expect(complete.positions).toEqual({ a: { x: 0, y: 140 }, b: { x: 0, y: 290 } });
  });
});
