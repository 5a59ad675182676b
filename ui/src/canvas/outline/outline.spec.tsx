import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { setLanguage } from '../../i18n';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { type CanvasOptions, renderCanvas } from '../testing';
import { Outline } from './outline';

const draft = aDraft(
  aDocument(
    [
      aNode('if', 'condition'),
      aNode('a', 'set-interest'),
      aNode('b', 'set-interest'),
      aNode('c', 'redirect'),
    ],
    [
      anEdge('click', 'then', 'if'),
      anEdge('if', 'yes', 'a'),
      anEdge('a', 'next', 'b'),
      anEdge('if', 'no', 'b'),
    ],
  ),
);
const renderOutline = (options: CanvasOptions = {}) => {
  const rendered = renderCanvas(<Outline />, { draft, catalogue: aCatalogue(), ...options });
  return { ...rendered, selected: () => rendered.store.getState().selection.nodes };
};
const steps = (): HTMLElement[] =>
  screen.getAllByRole('treeitem').filter((item) => item.dataset.nodeId !== undefined);
const row = (id: string): HTMLElement =>
  screen.getAllByRole('treeitem').find((item) => item.dataset.nodeId === id)!;

describe('the outline', () => {
  it('lists steps top-down, with branches, references and unconnected steps', () => {
    renderOutline();
    const lines = [...screen.getByRole('tree').children].map((line) => line.textContent.trim());
    expect(steps().map((item) => item.dataset.nodeId)).toEqual(['click', 'if', 'a', 'b', 'c']);
    expect(lines).toContain('goes on with “set-interest” further up');
    expect(lines).toContain('Not connected');
    expect(row('a').getAttribute('aria-level')).toBe('5');
  });

  it('moves the focus over all rows with the arrow keys, selects steps and stops at both ends', async () => {
    const { user, selected } = renderOutline();
    await user.click(row('click'));
    const focusedText = () => document.activeElement?.textContent?.trim();
    await user.keyboard('{ArrowDown}');
    expect(focusedText()).toBe('Answer');
    expect(selected()).toEqual(['click']);
    await user.keyboard('{ArrowDown}'.repeat(3));
    expect(selected()).toEqual(['if']);
    expect(document.activeElement).toBe(row('if'));
    await user.keyboard('{ArrowUp}'.repeat(9));
    expect(selected()).toEqual(['click']);
    await user.keyboard('{ArrowDown}'.repeat(20));
    expect(selected()).toEqual(['c']);
  });

  it('adds a step at the end of a branch by keyboard and moves the focus to it', async () => {
    const { user, store } = renderOutline();
    await user.click(row('click'));
    await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    expect(await screen.findByText('After “click”, Answer')).toBeTruthy();
    await user.keyboard('redirect{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(row(store.getState().selection.nodes[0]!)));
    expect(
      store.getState().document.nodes.find(({ id }) => id === store.getState().selection.nodes[0])?.type,
    ).toBe('redirect');
  });

  it('has one tab stop: the selected row, otherwise the first', async () => {
    const { user } = renderOutline();
    const tabStops = () => screen.getAllByRole('treeitem').filter((item) => item.tabIndex === 0);
    expect(tabStops()).toEqual([row('click')]);
    await user.click(row('b'));
    expect(tabStops()).toEqual([row('b')]);
  });

  it('selects several rows with Ctrl', async () => {
    const { user, selected } = renderOutline();
    await user.click(row('a'));
    await user.keyboard('{Control>}');
    await user.click(row('b'));
    expect(selected()).toEqual(['a', 'b']);
    await user.click(row('a'));
    expect(selected()).toEqual(['b']);
  });

  it('deletes, undoes and renames the selected step by keyboard', async () => {
    const { user, store } = renderOutline();
    await user.click(row('a'));
    await user.keyboard('{Delete}');
    expect(store.getState().document.nodes.map(({ id }) => id)).toEqual(['click', 'if', 'b', 'c']);
    await user.keyboard('{Control>}z{/Control}');
    expect(row('a')).toBeTruthy();

    await user.click(row('a'));
    await user.keyboard('{F2}');
    const field = screen.getByRole('textbox', { name: 'Name of this step' });
    await user.type(field, 'Wine lovers{Enter}');
    expect(row('a').textContent).toContain('Wine lovers');
    expect(screen.queryByRole('textbox', { name: 'Name of this step' })).toBeNull();
  });

  it('renames a step also by a double click on its name', async () => {
    const { user, store } = renderOutline();
    await user.dblClick(within(row('a')).getByText('set-interest'));
    await user.type(screen.getByRole('textbox', { name: 'Name of this step' }), 'Wine{Enter}');
    expect(store.getState().document.nodes.find(({ id }) => id === 'a')?.label).toBe('Wine');
  });

  it('keeps the old name when renaming is cancelled', async () => {
    const { user, store } = renderOutline();
    await user.click(row('a'));
    await user.keyboard('{F2}Other{Escape}');
    expect(store.getState().document).toBe(draft.document);
    expect(row('a').textContent).toContain('set-interest');
  });

  it('opens the add menu at the end of a branch', async () => {
    const { user } = renderOutline();
    const tree = within(screen.getByRole('tree'));
    await user.click(tree.getAllByRole('button', { name: 'Add a step after click' })[0]!);
    expect(await screen.findByText('After “click”, Answer')).toBeTruthy();
    await user.keyboard('redirect{Enter}');
    await waitFor(() => expect(steps()[1]?.dataset.nodeType).toBe('redirect'));
  });

  it('runs a command from the menu of a row', async () => {
    const { user, store } = renderOutline();
    await user.click(within(row('a')).getByRole('button', { name: 'More for this step: set-interest' }));
    await user.click(await screen.findByRole('menuitem', { name: /Turn off/ }));
    expect(store.getState().document.nodes.find(({ id }) => id === 'a')?.disabled).toBe(true);
    expect(row('a').textContent).toContain('Turned off');
  });

  it('lists the problems of the workflow and leads to their steps', async () => {
    const { user, selected } = renderOutline();
    const button = await screen.findByRole('button', { name: /1 problem/ });
    expect(row('c').textContent).not.toBe('redirect');
    await user.click(button);
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText('What prevents publishing')).toBeTruthy();
    await user.click(within(dialog).getAllByRole('button')[0]!);
    expect(selected()).toEqual(['c']);
  });

  it('explains a rejected command', async () => {
    const { user } = renderOutline();
    await user.click(row('click'));
    await user.keyboard('{Delete}');
    expect(
      await screen.findByText('The click cannot be removed: every workflow starts with it.'),
    ).toBeTruthy();
  });

  it('is available in Norwegian', () => {
    renderOutline();
    act(() => setLanguage('nb'));
    expect(screen.getByRole('tree', { name: 'Stegene i arbeidsflyten' })).toBeTruthy();
    expect(screen.getByText('Ikke koblet til')).toBeTruthy();
  });
});
