import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { setLanguage } from '../../i18n';
import type { InsertTarget } from '../model/lanes';
import { aCatalogue, aDescriptor, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { renderCanvas } from '../testing';
import { AddMenu } from './add-menu';
import { Palette, paletteSections } from './palette';

const text = (en: string, nb: string) => ({ en, nb });
const catalogue = [
  ...aCatalogue(),
  aDescriptor('create-follow-up', {
    title: text('Create follow-up', 'Opprett møte'),
    summary: text('Gives a colleague a to-do.', 'Gir en kollega en oppgave.'),
    group: 'work',
  }),
];
const draft = aDraft(
  aDocument(
    [aNode('a', 'set-interest'), aNode('b', 'set-interest')],
    [anEdge('click', 'then', 'a'), anEdge('a', 'next', 'b')],
  ),
);

function renderAddMenu(target: InsertTarget) {
  const rendered = renderCanvas(<AddMenu />, { catalogue, draft });
  act(() => rendered.store.setState({ addMenu: { target, at: { x: 10, y: 10 } } }));
  const types = () =>
    rendered.store
      .getState()
      .document.nodes.map(({ type }) => type)
      .toSorted((a, b) => a.localeCompare(b));
  return { ...rendered, types, isOpen: () => rendered.store.getState().addMenu !== null };
}
const afterA: InsertTarget = { kind: 'port', node: 'a', port: 'next' };

describe('the add menu', () => {
  it('says where the node goes and offers only what is allowed there', async () => {
    renderAddMenu({ kind: 'port', node: 'click', port: 'respond' });
    expect(await screen.findByText('After “click”, Answer')).toBeTruthy();
    const offered = screen.getAllByRole('option').map((option) => option.dataset.stepType);
    expect(offered).toContain('redirect');
    expect(offered).not.toContain('set-interest');
    expect(offered).not.toContain('click');
  });

  it('describes a position in an edge, in the language of the page', async () => {
    renderAddMenu({ kind: 'edge', edgeId: 'a-next-b' });
    expect(await screen.findByText('Between “set-interest” and “set-interest”')).toBeTruthy();
    act(() => setLanguage('nb'));
    expect(screen.getByText('Mellom «set-interest (nb)» og «set-interest (nb)»')).toBeTruthy();
  });

  it('inserts the chosen type by keyboard, selects it and closes', async () => {
    const { user, store, isOpen } = renderAddMenu(afterA);
    const input = await screen.findByRole('combobox', { name: 'Add a step here' });
    await waitFor(() => expect(document.activeElement).toBe(input));
    const selected = () => screen.getByRole('option', { selected: true }).dataset.stepType;
    const first = selected();
    await user.keyboard('{ArrowDown}');
    const second = selected();
    expect(second).not.toBe(first);
    await user.keyboard('{ArrowUp}');
    expect(selected()).toBe(first);
    await user.keyboard('{ArrowDown}{Enter}');

    expect(isOpen()).toBe(false);
    const { document: workflow, selection } = store.getState();
    const added = workflow.nodes.find(({ id }) => selection.nodes.includes(id))!;
    expect(added.type).toBe(second);
    expect(workflow.edges.find(({ from }) => from.node === 'a')?.to).toBe(added.id);
    expect(store.getState().inspectorOpen).toBe(true);
  });

  it('finds types by words of their title and summary and says when there are none', async () => {
    const { user, types } = renderAddMenu(afterA);
    const input = await screen.findByRole('combobox', { name: 'Add a step here' });
    await user.type(input, 'nothing like it');
    expect(screen.getByText('Nothing found for “nothing like it”.')).toBeTruthy();
    await user.keyboard('{Enter}');
    expect(types()).toHaveLength(3);
    await user.clear(input);
    await user.type(input, 'colleague{Enter}');
    expect(types()).toContain('create-follow-up');
  });

  it('closes with Escape without adding anything', async () => {
    const { user, store, isOpen } = renderAddMenu(afterA);
    await screen.findByRole('combobox', { name: 'Add a step here' });
    await user.keyboard('{Escape}');
    expect(isOpen()).toBe(false);
    expect(store.getState().document).toBe(draft.document);
  });
});

describe('the palette', () => {
  it('adds a type after the selected node with a click', async () => {
    const { user, store } = renderCanvas(<Palette />, { catalogue, draft, selected: 'a' });
    await user.click(screen.getByRole('button', { name: 'Add Create follow-up' }));
    const { document: workflow, selection } = store.getState();
    expect(workflow.edges.find(({ from }) => from.node === 'a')?.to).toBe(selection.nodes[0]);
  });

  it('adds the first match with Enter and clears the search', async () => {
    const { user, store } = renderCanvas(<Palette />, { catalogue, draft });
    act(() => setLanguage('nb'));
    const search = screen.getByRole('textbox', { name: 'Finn et steg' });
    await user.type(search, 'mote{Enter}');
    expect(store.getState().document.nodes.at(-1)?.type).toBe('create-follow-up');
    expect(search).toHaveProperty('value', '');
  });

  it('lists types in sections, without the trigger', () => {
    renderCanvas(<Palette />, { catalogue, draft });
    const headings = screen.getAllByRole('heading').map((heading) => heading.textContent);
    expect(headings).toEqual(['Response', 'Actions', 'Flow']);
    expect(screen.queryByRole('button', { name: 'Add click' })).toBeNull();
  });

  it('searches types by all words, without case and diacritics', () => {
    const found = (query: string) =>
      paletteSections(catalogue, { language: 'nb', query }).flatMap(({ steps }) =>
        steps.map(({ type }) => type),
      );
    expect(found('OPPRETT mote')).toEqual(['create-follow-up']);
    expect(found('opprett ingenting')).toEqual([]);
    expect(paletteSections(catalogue, { language: 'nb', query: 'ingenting' })).toEqual([]);
  });
});

describe('the palette during a drag', () => {
  it('leaves no drag behind when it is folded away', async () => {
    const { store } = renderCanvas(<Palette />, { catalogue, draft });
    // Dragging is loaded after the palette.
    await waitFor(() => expect(screen.getByRole('status')).toBeTruthy(), { timeout: 5_000 });
    act(() =>
      store.setState({ draggedType: 'set-interest', offers: { nodes: new Set(), ports: new Set() } }),
    );
    cleanup();
    expect(store.getState()).toMatchObject({ draggedType: null, dropTarget: null, offers: null });
  });
});
