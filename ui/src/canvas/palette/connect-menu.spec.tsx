import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { Outline } from '../outline/outline';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { renderCanvas } from '../testing';

const draft = aDraft(
  aDocument(
    [
      aNode('if', 'condition'),
      { ...aNode('a', 'set-interest'), label: 'Wine lovers' },
      { ...aNode('b', 'set-interest'), label: 'Newcomers' },
    ],
    [anEdge('click', 'then', 'if'), anEdge('if', 'yes', 'a'), anEdge('if', 'no', 'b')],
  ),
);

/** The outline, because jsdom shows no cards; the command and its menu are the same on the canvas. */
async function openOn(id: string) {
  const rendered = renderCanvas(<Outline />, { catalogue: aCatalogue(), draft, selected: id });
  const row = () => document.querySelector<HTMLElement>(`[data-node-id="${id}"]`);
  act(() => row()?.focus());
  await rendered.user.keyboard('c');
  await screen.findByRole('combobox', { name: 'Connect to' });
  const target = (port: string) =>
    rendered.store.getState().document.edges.find(({ from }) => from.node === id && from.port === port)?.to;
  return { ...rendered, row, target };
}
const offered = () => screen.getAllByRole('option').map((option) => option.textContent);

describe('the menu “Connect to …”', () => {
  it('lists the steps that may follow each outlet, with their names, and nothing', async () => {
    await openOn('if');
    expect(screen.getByText('From “condition”')).toBeTruthy();
    expect(screen.getAllByRole('group').map((group) => group.getAttribute('aria-label'))).toEqual([
      'Yes',
      'No',
    ]);
    expect(offered().some((text) => text.startsWith('Nothing'))).toBe(true);
    expect(offered().some((text) => text.startsWith('Wine lovers'))).toBe(true);
    expect(offered().some((text) => text.startsWith('condition'))).toBe(false);
  });

  it('connects by keyboard and gives the focus back to the step', async () => {
    const { user, target, row } = await openOn('a');
    await user.keyboard('newc{Enter}');
    expect(target('next')).toBe('b');
    await waitFor(() => expect(document.activeElement).toBe(row()));
  });

  it('disconnects with “Nothing”, and undo brings the arrow back', async () => {
    const { user, target } = await openOn('if');
    await user.keyboard('nothing{Enter}');
    expect(target('yes')).toBeUndefined();
    await user.keyboard('{Control>}z{/Control}');
    await waitFor(() => expect(target('yes')).toBe('a'));
  });

  it('closes with Escape without a change and gives the focus back', async () => {
    const { user, store, row } = await openOn('a');
    await user.keyboard('{Escape}');
    expect(store.getState().connectMenu).toBeNull();
    expect(store.getState().document).toBe(draft.document);
    expect(document.activeElement).toBe(row());
  });
});
