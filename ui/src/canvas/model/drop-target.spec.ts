import { describe, expect, it } from 'vitest';
import type { WorkflowDocument } from '@linkflow/contracts';
import type { DiagramState } from './add-node';
import { dropAt, stopsFor } from './drop-target';
import { descriptorsOf } from './nodes';
import { aCatalogue, aDocument, anEdge, aNode } from './testing';

const catalogue = aCatalogue();
const step = (type: string) => descriptorsOf(catalogue).get(type)!;
const SIZE = { width: 272, height: 64 };
/** Cards of the same size: click at the top, below it `if` with an unconnected outlet "no", below it `a`. */
function aDiagram(
  document: WorkflowDocument = aDocument(
    [aNode('if', 'condition'), aNode('a', 'set-interest')],
    [anEdge('click', 'then', 'if'), anEdge('if', 'yes', 'a')],
  ),
): DiagramState {
  const positions = { click: { x: 0, y: 0 }, if: { x: 68, y: 140 }, a: { x: -92, y: 300 } };
  const measured = Object.fromEntries(document.nodes.map(({ id }) => [id, SIZE]));
  return { document, catalogue, layout: { positions, notes: [] }, measured };
}
/** The outlet "no" of `if`, and the middle of its plus button. */
const NO = { x: 68 + 272 * 0.75, y: 204 };
const PLUS = { x: NO.x, y: NO.y + 49 };
const dropped = (x: number, y: number, { type = 'set-interest', zoom = 1 } = {}) =>
  dropAt(aDiagram(), step(type), { at: { x, y }, zoom });
const no = { target: { kind: 'port', node: 'if', port: 'no' }, fits: true };

describe('dropping a step', () => {
  it('connects to the outlet above, up to 96 px away from it, its line and its plus button', () => {
    expect(dropped(NO.x, NO.y + 78)).toEqual(no);
    expect(dropped(NO.x + 92, NO.y + 4)).toEqual(no);
    expect(dropped(PLUS.x + 92, PLUS.y)).toEqual(no);
    expect(dropped(PLUS.x, PLUS.y + 92)).toEqual(no);
    expect(dropped(PLUS.x + 100, PLUS.y).target.kind).toBe('canvas');
  });

  it('counts the distance from the top of the dragged card, so that a card dropped in the row below connects too', () => {
    expect(dropped(PLUS.x, PLUS.y + 130)).toEqual(no);
    expect(dropped(PLUS.x, PLUS.y + 150).target.kind).toBe('canvas');
  });

  it('measures in screen px: a zoomed-in canvas has a smaller reach, a zoomed-out one at most twice as large', () => {
    expect(dropped(NO.x + 70, NO.y + 4, { zoom: 1.6 }).target.kind).toBe('canvas');
    expect(dropped(NO.x + 180, NO.y + 4, { zoom: 0.5 })).toEqual(no);
    expect(dropped(NO.x + 200, NO.y + 4, { zoom: 0.1 }).target.kind).toBe('canvas');
  });

  it('inserts into an arrow near the pointer', () => {
    expect(dropped(190, 100).target).toEqual({ kind: 'edge', edgeId: 'click-then-if' });
    expect(dropped(44, 280).target).toEqual({ kind: 'edge', edgeId: 'if-yes-a' });
  });

  it('uses the outlet of the card under the pointer, an unconnected one first', () => {
    expect(dropped(80, 170)).toEqual(no);
    expect(dropped(0, 330).target).toEqual({ kind: 'port', node: 'a', port: 'next' });
  });

  it('prefers an allowed place, and tells when there is only one that is not allowed', () => {
    // The outlets of the trigger: "respond" is nearer, but the step belongs to the background.
    const state = aDiagram(aDocument());
    const respond = { at: { x: 68, y: 90 }, zoom: 1 };
    expect(dropAt(state, step('redirect'), respond).target).toMatchObject({ port: 'respond' });
    const far = { at: { x: 68, y: 90 }, zoom: 1.7 };
    expect(dropAt(state, step('set-interest'), far)).toEqual({
      target: { kind: 'port', node: 'click', port: 'respond' },
      fits: false,
    });
    expect(dropAt(state, step('set-interest'), { at: { x: 130, y: 90 }, zoom: 1 }).target).toMatchObject({
      port: 'then',
    });
  });

  it('lists the places of a step for the arrow keys, from top to bottom', () => {
    const places = (type: string) => stopsFor(aDiagram(), step(type)).map(({ target }) => target);
    expect(places('set-interest')).toEqual([
      { kind: 'edge', edgeId: 'click-then-if' },
      { kind: 'port', node: 'if', port: 'no' },
      { kind: 'edge', edgeId: 'if-yes-a' },
      { kind: 'port', node: 'a', port: 'next' },
    ]);
    expect(places('redirect')).toEqual([{ kind: 'port', node: 'click', port: 'respond' }]);
  });
});
