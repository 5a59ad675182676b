import { describe, expect, it } from 'vitest';
import { applyEdit } from '@linkflow/workflow';
import { connectChoices, connectEdit } from './connect';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from './testing';

/** A condition that leads to `a` on one side, a step `c` after `a`, a response, and an unconnected step `b`. */
const draft = aDraft(
  aDocument(
    [
      aNode('if', 'condition'),
      aNode('a', 'set-interest'),
      aNode('c', 'set-interest'),
      aNode('b', 'set-interest'),
      aNode('r', 'redirect'),
    ],
    [anEdge('click', 'then', 'if'), anEdge('if', 'yes', 'a'), anEdge('a', 'next', 'c')],
  ),
);
const state = { ...draft, catalogue: aCatalogue(), measured: {} };
const targetsOf = (node: string, port?: string) =>
  connectChoices(state, node, port).map((choice) => [choice.port.id, choice.targets.toSorted()]);

describe('the choices of an outlet', () => {
  it('are the steps to which an arrow may be drawn, the present one included', () => {
    expect(targetsOf('if')).toEqual([
      ['yes', ['a', 'b', 'c']],
      ['no', ['a', 'b', 'c']],
    ]);
    expect(connectChoices(state, 'if', 'yes')[0]?.current).toBe('a');
    expect(connectChoices(state, 'if', 'no')[0]?.current).toBeNull();
  });

  it('leave out the step itself, what leads to it, the trigger, and steps of the other lane', () => {
    expect(targetsOf('c')).toEqual([['next', ['b']]]);
    expect(targetsOf('click', 'respond')).toEqual([['respond', ['r']]]);
  });

  it('are empty for a step that does not exist', () => {
    expect(connectChoices(state, 'gone')).toEqual([]);
  });
});

describe('connecting an outlet', () => {
  const edgesAfter = (from: { node: string; port: string }, to: string | null) => {
    const edit = connectEdit(state, { from, to });
    const result = edit && applyEdit(state, edit, state.catalogue);
    if (!result?.ok) throw new Error('The edit was rejected');
    return result.document.edges.filter((edge) => edge.from.node === from.node).map((edge) => edge.to);
  };

  it('replaces the arrow that it has', () => {
    expect(edgesAfter({ node: 'if', port: 'yes' }, 'b')).toEqual(['b']);
  });

  it('with nothing removes its arrow', () => {
    expect(edgesAfter({ node: 'if', port: 'yes' }, null)).toEqual([]);
  });

  it('with what it leads to already changes nothing', () => {
    expect(connectEdit(state, { from: { node: 'if', port: 'yes' }, to: 'a' })).toBeNull();
    expect(connectEdit(state, { from: { node: 'if', port: 'no' }, to: null })).toBeNull();
  });
});
