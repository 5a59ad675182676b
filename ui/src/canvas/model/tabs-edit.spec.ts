import { applyEdit, readTabs, withStep } from '@linkflow/workflow';
import { describe, expect, it } from 'vitest';
import { diagramOf } from './add-node';
import { isTidy, tidyPositions } from './layout';
import { aCatalogue, aDescriptor, aDocument, aDraft, anEdge, aNode } from './testing';
import { tabsEdit } from './tabs-edit';

const catalogue = [...aCatalogue(), aDescriptor('set-field'), aDescriptor('create-request')];
const line = aDocument(
  [aNode('field', 'set-field'), aNode('request', 'create-request')],
  [anEdge('click', 'then', 'field'), anEdge('field', 'next', 'request')],
);

/** The state after an interest was added in the tabs, between the two steps. */
function withInterest(positions: Record<string, { x: number; y: number }>) {
  const { document, layout } = aDraft(line, positions);
  const state = { document, layout, catalogue, measured: {} };
  const reading = readTabs(document, catalogue);
  if (!reading.ok) throw new Error(reading.reason.code);
  const edit = tabsEdit(state, withStep(reading.tabs, aNode('new', 'set-interest')));
  const result = applyEdit(state, edit, catalogue);
  if (!result.ok) throw new Error(result.problem.code);
  const back = applyEdit(result, result.inverse, catalogue);
  expect(back).toMatchObject({ ok: true, document, layout });
  return { ...state, document: result.document, layout: result.layout };
}

describe('a step that is added in the tabs', () => {
  it('keeps a tidy layout tidy', () => {
    const { document, layout } = aDraft(line);
    const tidy = tidyPositions(diagramOf({ document, layout, catalogue, measured: {} }));
    expect(isTidy(diagramOf(withInterest(tidy)))).toBe(true);
  });

  it('is placed between the steps around it, and moves only what is in its way', () => {
    const placed = { click: { x: 0, y: 0 }, field: { x: 500, y: 160 }, request: { x: 480, y: 300 } };
    const { positions } = withInterest(placed).layout;
    expect(positions.field).toEqual(placed.field);
    expect(positions.click).toEqual(placed.click);
    expect(positions.new?.x).toBe(480);
    expect(positions.request?.x).toBe(480);
    expect(positions.request?.y).toBeGreaterThan((positions.new?.y ?? 0) + 96);
  });
});
