import { Select } from '@mantine/core';
import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { WorkflowEdit } from '@linkflow/contracts';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { SimulationPanel } from '../simulation/simulation-panel';
import { useCanvas } from '../store/use-canvas';
import { renderCanvas } from '../testing';
import { useCommandKeys } from './use-commands';

function Editor() {
  useCommandKeys();
  const simulationOpen = useCanvas((state) => state.simulationOpen);
  return (
    <>
      <button type="button" data-testid="try-it">
        Try it
      </button>
      <aside data-testid="inspector">
        <input aria-label="A text" />
        <button type="button">A button</button>
        <Select label="A list" data={['One', 'Two']} />
      </aside>
      {simulationOpen && <SimulationPanel />}
    </>
  );
}

const draft = aDraft(
  aDocument(
    [aNode('a', 'set-interest'), aNode('answer', 'redirect')],
    [anEdge('click', 'then', 'a'), anEdge('click', 'respond', 'answer')],
  ),
);

const addAfter = (from: string, id = 'b'): WorkflowEdit[] => [
  { op: 'add-node', node: aNode(id, 'set-interest') },
  { op: 'connect', edge: anEdge(from, 'next', id) },
];

function renderEditor(selected?: string) {
  const rendered = renderCanvas(<Editor />, { draft, catalogue: aCatalogue(), selected, api: () => [] });
  const pane = document.createElement('div');
  pane.innerHTML = '<div class="react-flow__node" data-id="a" tabindex="0"></div>';
  document.body.append(pane);
  act(() => rendered.store.setState({ pane }));
  return { ...rendered, card: pane.firstElementChild, state: rendered.store.getState };
}

describe('Escape', () => {
  it('leaves a field for the card of the step, keeps what was typed and the selection', async () => {
    const { user, card, state } = renderEditor('a');
    const field = screen.getByLabelText('A text');
    await user.type(field, 'Call me{Escape}');
    expect(field).toHaveProperty('value', 'Call me');
    expect(document.activeElement).toBe(card);
    expect(state().selection.nodes).toEqual(['a']);
  });

  it('leads from a button beside the fields to the card too', async () => {
    const { user, card, state } = renderEditor('a');
    act(() => screen.getByRole('button', { name: 'A button' }).focus());
    await user.keyboard('{Escape}');
    expect(document.activeElement).toBe(card);
    expect(state().selection.nodes).toEqual(['a']);
  });

  it('first closes the list of a field, then leaves the field', async () => {
    const { user, card } = renderEditor('a');
    const field = screen.getByRole('combobox', { name: 'A list' });
    await user.click(field);
    expect(field.getAttribute('aria-expanded')).toBe('true');
    await user.keyboard('{Escape}');
    expect(field.getAttribute('aria-expanded')).toBe('false');
    expect(document.activeElement).toBe(field);
    await user.keyboard('{Escape}');
    expect(document.activeElement).toBe(card);
  });

  it('closes "Try it" from its field and from the canvas, and returns to the button', async () => {
    const { user, store, state } = renderEditor('a');
    for (const from of ['field', 'canvas']) {
      act(() => store.setState({ simulationOpen: true }));
      await screen.findByTestId('simulation');
      if (from === 'field') {
        const field = screen.getByRole('combobox', { name: 'Who clicks' });
        await user.click(field);
        await waitFor(() => expect(field.getAttribute('aria-expanded')).toBe('true'));
      } else act(() => (document.activeElement as HTMLElement | null)?.blur());
      // The first Escape closes the list of the field.
      await user.keyboard(from === 'field' ? '{Escape}{Escape}' : '{Escape}');
      await waitFor(() => expect(screen.queryByTestId('simulation')).toBeNull());
      expect(document.activeElement).toBe(screen.getByTestId('try-it'));
      expect(state().selection.nodes).toEqual(['a']);
    }
  });
});

describe('keys on a button beside the canvas', () => {
  it('neither delete the selected step nor leave it', async () => {
    const { user, state } = renderEditor('a');
    act(() => screen.getByRole('button', { name: 'A button' }).focus());
    await user.keyboard('{Delete}{Backspace}{ArrowUp}');
    expect(state().document.nodes.map(({ id }) => id)).toContain('a');
    expect(state().selection.nodes).toEqual(['a']);
  });
});

describe('undo', () => {
  it('leads to the step before when it takes away the card that has the focus', async () => {
    const { user, card, store, state } = renderEditor();
    act(() => {
      state().edit({ op: 'batch', edits: addAfter('a') }, { select: ['b'] });
      card?.insertAdjacentHTML('afterend', '<div class="react-flow__node" data-id="b" tabindex="0"></div>');
      document.querySelector<HTMLElement>('[data-id="b"]')?.focus();
      store.setState({ pendingFocusNode: null });
    });
    await user.keyboard('{Control>}z{/Control}');
    expect(state().document.nodes.map(({ id }) => id)).not.toContain('b');
    expect(state().pendingFocusNode).toEqual({ nodeId: 'a' });
  });
});

describe('Delete', () => {
  it('leads to the trigger when no step is above the deleted one', async () => {
    const { user, state } = renderEditor('a');
    act(() => void state().edit({ op: 'disconnect', edgeId: 'click-then-a' }));
    await user.keyboard('{Delete}');
    expect(state().document.nodes.map(({ id }) => id)).not.toContain('a');
    expect(state().pendingFocusNode).toEqual({ nodeId: 'click' });
  });

  it.each([
    { selected: ['b', 'c'], above: 'a' },
    { selected: ['a', 'b'], above: 'click' },
    { selected: ['click', 'a', 'b', 'c'], above: 'click' },
  ])('leads to $above, the step above, when several were selected', async ({ selected, above }) => {
    const { user, state } = renderEditor();
    act(() => {
      state().edit({ op: 'batch', edits: [...addAfter('a', 'b'), ...addAfter('b', 'c')] });
      state().select({ nodes: selected, edges: [] });
    });
    await user.keyboard('{Delete}');
    expect(state().pendingFocusNode).toEqual({ nodeId: above });
    expect(state().selection.nodes).toEqual([]);
  });
});

describe('N', () => {
  it.each([
    ['nothing', undefined],
    ['the click', 'click'],
  ])('adds at the end of the background lane when %s is selected', async (_what, selected) => {
    const { user, state } = renderEditor(selected);
    await user.keyboard('n');
    expect(state().addMenu?.target).toEqual({ kind: 'port', node: 'a', port: 'next' });
  });

  it('adds after the selected step', async () => {
    const { user, state } = renderEditor('a');
    await user.keyboard('n');
    expect(state().addMenu?.target).toEqual({ kind: 'port', node: 'a', port: 'next' });
  });
});
