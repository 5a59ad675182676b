import type { WorkflowDocument, WorkflowEdit } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { aWorkflow } from '../testing/builders';
import { CATALOGUE } from '../testing/catalogue';
import { applyEdit } from './apply-edit';
import { WorkflowClipboard } from './clipboard';
import type { WorkflowState } from './edit-result';
import { copyNodes, duplicateNodes, pasteNodes, insertAfter, removeAndHeal } from './gestures';

const state = (document: WorkflowDocument, positions = {}): WorkflowState => ({
  document,
  layout: { positions, notes: [] },
});
const counting = () => {
  let count = 0;
  return () => `new${++count}`;
};
const context = () => ({ catalogue: CATALOGUE, newId: counting() });
function after(before: WorkflowState, edit: WorkflowEdit) {
  const result = applyEdit(before, edit, CATALOGUE);
  if (!result.ok) throw new Error(result.problem.code);
  const back = applyEdit(result, result.inverse, CATALOGUE);
  expect(back).toMatchObject({ ok: true, document: before.document, layout: before.layout });
  return result;
}
const arrows = ({ document }: WorkflowState) =>
  document.edges.map((edge) => `${edge.from.node}.${edge.from.port} > ${edge.to}`).sort();

const chain = aWorkflow({ a: 'wait', b: 'wait' }, 'click.then > a', 'a.next > b');

describe('an inserted node', () => {
  it('is placed between the connected nodes', () => {
    const before = state(chain, { click: { x: 10, y: 20 } });
    const result = after(
      before,
      insertAfter(before, { node: 'click', port: 'then' }, { id: 'c', type: 'wait', params: {} }, context()),
    );
    expect(arrows(result)).toEqual(['a.next > b', 'c.next > a', 'click.then > c']);
    expect(result.layout.positions.c).toEqual({ x: 10, y: 170 });
  });

  it('continues at yes if it is a condition', () => {
    const before = state(chain);
    const result = after(
      before,
      insertAfter(before, { node: 'a', port: 'next' }, { id: 'q', type: 'condition', params: {} }, context()),
    );
    expect(arrows(result)).toEqual(['a.next > q', 'click.then > a', 'q.yes > b']);
  });

  it('is connected to a free port', () => {
    const before = state(chain);
    const result = after(
      before,
      insertAfter(before, { node: 'b', port: 'next' }, { id: 'c', type: 'wait', params: {} }, context()),
    );
    expect(arrows(result)).toContain('b.next > c');
  });

  it('disconnects the successor if it has no ports', () => {
    const before = state(chain);
    const result = after(
      before,
      insertAfter(before, { node: 'a', port: 'next' }, { id: 's', type: 'stop', params: {} }, context()),
    );
    expect(arrows(result)).toEqual(['a.next > s', 'click.then > a']);
  });
});

describe('removed nodes', () => {
  it('have their predecessors connected to their successors', () => {
    const before = state(
      aWorkflow(
        { q: 'condition', a: 'wait', b: 'wait', c: 'wait' },
        'click.then > q',
        'q.yes > a',
        'q.no > a',
        'a.next > b',
        'b.next > c',
      ),
    );
    expect(arrows(after(before, removeAndHeal(before, ['a', 'b'], context())))).toEqual([
      'click.then > q',
      'q.no > c',
      'q.yes > c',
    ]);
    expect(arrows(after(before, removeAndHeal(before, ['q'], context())))).toEqual([
      'a.next > b',
      'b.next > c',
      'click.then > a',
    ]);
  });

  it('exclude the trigger and unknown ids', () => {
    const before = state(chain);
    expect(removeAndHeal(before, ['click', 'nowhere'], context()).edits).toEqual([]);
    expect(arrows(after(before, removeAndHeal(before, ['click', 'b'], context())))).toEqual([
      'click.then > a',
    ]);
  });
});

describe('copied nodes', () => {
  const document = aWorkflow(
    {
      r: 'create-request',
      q: {
        type: 'condition',
        params: {
          condition: {
            all: [
              { fact: 'steps.r.ownerId', operator: 'isNotEmpty' },
              { fact: 'steps.old.x', operator: 'isEmpty' },
            ],
          },
        },
      },
      t: {
        type: 'show-text',
        params: { html: 'steps.r.ownerId {{ steps.r.ownerId | nobody }} {{contact.firstName}}' },
      },
    },
    'click.then > r',
    'r.next > q',
    'q.yes > t',
  );
  const before = state(document, { click: { x: 0, y: 0 }, r: { x: 5, y: 5 } });

  it('are pasted with new ids, their edges and an offset', () => {
    const result = after(before, duplicateNodes(before, ['click', 'r', 'q'], { newId: counting() }));
    expect(arrows(result)).toEqual(['click.then > r', 'new1.next > new2', 'q.yes > t', 'r.next > q']);
    expect(result.layout.positions).toEqual({
      click: { x: 0, y: 0 },
      r: { x: 5, y: 5 },
      new1: { x: 45, y: 45 },
    });
  });

  it('refer to outputs of the copies, and still to those of other nodes', () => {
    const result = after(before, duplicateNodes(before, ['r', 'q', 't'], { newId: counting() }));
    expect(result.document.nodes.find((node) => node.id === 'new2')?.params).toEqual({
      condition: {
        all: [
          { fact: 'steps.new1.ownerId', operator: 'isNotEmpty' },
          { fact: 'steps.old.x', operator: 'isEmpty' },
        ],
      },
    });
    expect(result.document.nodes.find((node) => node.id === 'new3')?.params).toEqual({
      html: 'steps.r.ownerId {{ steps.new1.ownerId | nobody }} {{contact.firstName}}',
    });
  });

  it('can be pasted as JSON into another workflow', () => {
    const clipboard = WorkflowClipboard.parse(JSON.parse(JSON.stringify(copyNodes(before, ['r', 'q']))));
    const other = state(aWorkflow());
    expect(arrows(after(other, pasteNodes(clipboard, { newId: counting() })))).toEqual(['new1.next > new2']);
  });

  it('exclude triggers and edges to other nodes in any clipboard content', () => {
    const clipboard = WorkflowClipboard.parse({
      nodes: document.nodes,
      edges: [...document.edges, { id: 'x', from: { node: 'r', port: 'y' }, to: 'gone' }],
      positions: {},
    });
    const other = state(aWorkflow());
    expect(arrows(after(other, pasteNodes(clipboard, { newId: counting() })))).toEqual([
      'new1.next > new2',
      'new2.yes > new3',
    ]);
  });
});
