import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceToLine, edgeMiddle, edgePath, edgePoints, GRIP_DISTANCE } from './edge-path';
import {
  cardAt,
  fittingViewport,
  initialViewport,
  lowestZoom,
  neighbour,
  revealingViewport,
} from './geometry';
import { aDocument, anEdge, aNode } from './testing';

describe('geometry', () => {
  const document = aDocument(
    [aNode('if', 'condition'), aNode('a', 'set-interest'), aNode('b', 'set-interest')],
    [anEdge('click', 'then', 'if'), anEdge('if', 'yes', 'a'), anEdge('if', 'no', 'b')],
  );
  const positions = {
    click: { x: 0, y: 0 },
    if: { x: 0, y: 140 },
    a: { x: -160, y: 280 },
    b: { x: 170, y: 280 },
  };
  const go = (from: string, direction: 'up' | 'down' | 'left' | 'right') =>
    neighbour({ document, positions, sizeOf: () => ({ width: 272, height: 64 }) }, from, direction);
  it('finds the neighbour of a node in each direction', () => {
    expect(go('click', 'down')).toBe('if');
    expect(go('if', 'down')).toBe('a');
    expect(go('a', 'right')).toBe('b');
    expect(go('b', 'left')).toBe('a');
    expect(go('b', 'up')).toBe('if');
    expect(go('b', 'right')).toBeNull();
  });
  it('starts at a legible zoom with the trigger centred', () => {
    const pane = { width: 800, height: 600, buttonsAbove: false };
    const small = { x: 0, y: 0, width: 300, height: 200 };
    expect(fittingViewport(small, pane).zoom).toBe(1);
    const large = { x: -3000, y: 0, width: 6000, height: 3000 };
    const trigger = { x: 500, y: 0, width: 272, height: 64 };
    const view = initialViewport(large, pane, {
      trigger,
      withSuccessors: { ...trigger, x: 340, width: 592 },
    });
    expect(view.zoom).toBe(0.7);
    expect((500 + 136) * view.zoom + view.x).toBeCloseTo(400);
  });
  it('shows both lanes on a phone if they are legible, otherwise only the trigger, never cut off', () => {
    const pane = { width: 390, height: 640, buttonsAbove: true };
    const bounds = { x: -160, y: 0, width: 752, height: 730 };
    const trigger = { x: 0, y: 0, width: 272, height: 75 };
    const withSuccessors = { x: -160, y: 0, width: 592, height: 240 };
    const inside = ({ x, width }: typeof bounds, view: { x: number; zoom: number }) =>
      x * view.zoom + view.x >= 8 && (x + width) * view.zoom + view.x <= 382;
    const both = initialViewport(bounds, pane, { trigger, withSuccessors });
    expect(both.zoom).toBeGreaterThanOrEqual(0.6);
    expect(inside(withSuccessors, both)).toBe(true);
    expect(both.y).toBe(72);
    const wide = initialViewport(bounds, pane, {
      trigger,
      withSuccessors: { ...withSuccessors, x: -500, width: 1272 },
    });
    expect(wide.zoom).toBeGreaterThan(0.8);
    expect(inside(trigger, wide)).toBe(true);
  });
  it('draws an edge path from port to target for any positions', () => {
    const at = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
    fc.assert(
      fc.property(at, at, fc.boolean(), (from, to, isMerge) => {
        const d = edgePath(from, to, isMerge);
        expect(d.startsWith(`M${from.x} ${from.y}`)).toBe(true);
        expect(d.endsWith(`L${to.x} ${to.y}`)).toBe(true);
        expect(d).not.toContain('NaN');
      }),
    );
  });
  it('gives the corners of the path that it draws, from port to target, without slanting lines', () => {
    const at = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
    fc.assert(
      fc.property(at, at, fc.boolean(), (from, to, isMerge) => {
        const corners = edgePoints(from, to, isMerge);
        expect([corners[0], corners.at(-1)]).toEqual([from, to]);
        for (const [index, corner] of corners.slice(1).entries()) {
          const before = corners[index]!;
          expect(Math.abs(corner.x - before.x) < 1 || corner.y === before.y).toBe(true);
        }
        // Its insert button is on the line, or beside one that is too short for it.
        expect(distanceToLine(edgeMiddle(from, to, isMerge), corners)).toBeLessThan(27);
      }),
    );
  });
  it('leaves room between the insert button of an arrow and the grips at its ends', () => {
    const at = fc.record({ x: fc.integer({ min: -300, max: 300 }), y: fc.integer({ min: 10, max: 300 }) });
    fc.assert(
      fc.property(at, fc.boolean(), (to, isMerge) => {
        const from = { x: 0, y: 0 };
        const button = edgeMiddle(from, to, isMerge);
        const grips = [
          { x: from.x, y: from.y + GRIP_DISTANCE.from },
          { x: to.x, y: to.y - GRIP_DISTANCE.to },
        ];
        for (const grip of grips)
          expect(Math.max(Math.abs(grip.x - button.x), Math.abs(grip.y - button.y))).toBeGreaterThanOrEqual(
            19,
          );
      }),
    );
  });
  it('finds the card at a point', () => {
    const diagram = { document, positions, sizeOf: () => ({ width: 272, height: 64 }) };
    expect(cardAt(diagram, { x: 180, y: 300 })).toBe('b');
    expect(cardAt(diagram, { x: 136, y: 100 })).toBeNull();
  });
});

describe('the view', () => {
  const pane = { width: 800, height: 600, buttonsAbove: false };
  const card = (x: number, y: number) => ({ x, y, width: 272, height: 64 });
  const view = { x: 0, y: 0, zoom: 1 };

  it.each([
    ['one below the other', { width: 272, height: 32_000 }],
    ['side by side', { width: 64_000, height: 220 }],
  ])('fits 200 steps %s, and the user can zoom out that far', (_how, size) => {
    const bounds = { x: -100, y: 40, ...size };
    for (const area of [pane, { width: 340, height: 420, buttonsAbove: true }]) {
      const { x, y, zoom } = fittingViewport(bounds, area);
      expect(zoom).toBeGreaterThanOrEqual(lowestZoom(bounds));
      expect(bounds.x * zoom + x).toBeGreaterThanOrEqual(0);
      expect((bounds.x + bounds.width) * zoom + x).toBeLessThanOrEqual(area.width);
      expect(bounds.y * zoom + y).toBeGreaterThanOrEqual(0);
      expect((bounds.y + bounds.height) * zoom + y).toBeLessThanOrEqual(area.height);
    }
  });
  it('stays still when a revealed card is in sight', () => {
    expect(revealingViewport(view, pane, { target: card(100, 100), all: card(-900, 100) })).toBe(view);
  });
  it('pans by the least distance to a card out of sight', () => {
    const wide = { x: -3000, y: 0, width: 6000, height: 3000 };
    expect(revealingViewport(view, pane, { target: card(100, 500), all: wide })).toEqual({ ...view, y: -60 });
    expect(revealingViewport(view, pane, { target: card(-100, 0), all: wide })).toEqual({
      x: 124,
      y: 24,
      zoom: 1,
    });
  });
  it('shows the whole workflow with the card if it fits at this zoom', () => {
    const all = { x: 100, y: 200, width: 600, height: 440 };
    const panned = revealingViewport(view, pane, { target: card(100, 576), all });
    expect(panned).toEqual({ x: 0, y: -136, zoom: 1 });
    expect(all.y + panned.y).toBeGreaterThanOrEqual(24);
  });
});
