import { describe, expect, it } from 'vitest';
import { aDocument, aNode } from '../model/testing';
import { nodesNear } from './near-view';

const document = aDocument([aNode('a', 'stop'), aNode('b', 'stop')], []);
const near = (b: { x: number; y: number }, pane = { width: 1_000, height: 600 }, zoom = 1) =>
  nodesNear(
    {
      document,
      positions: { click: { x: 0, y: 0 }, a: { x: 0, y: 140 }, b },
      sizeOf: () => ({ width: 272, height: 80 }),
    },
    pane,
    { x: 0, y: 0, zoom },
  );

describe('the cards that are complete', () => {
  it.each([
    ['in the middle', { x: 400, y: 300 }, true],
    ['just outside, which a pan would show', { x: 1_100, y: 300 }, true],
    ['far to the right', { x: 1_400, y: 300 }, false],
    ['far to the left', { x: -600, y: 300 }, false],
    ['far below', { x: 400, y: 900 }, false],
  ])('%s', (_, at, isNear) => {
    expect(near(at).includes('b')).toBe(isNear);
  });

  it('are more of them at a lower zoom', () => {
    expect(near({ x: 1_400, y: 900 }, undefined, 0.5)).toContain('b');
  });

  it('are all while the canvas has no size', () => {
    expect(near({ x: 9_000, y: 9_000 }, { width: 0, height: 0 })).toEqual(['click', 'a', 'b']);
  });
});
