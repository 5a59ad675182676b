import { act, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { hinted, Id, type RefKind } from '@linkflow/contracts';
import { aCatalogue, aDescriptor, aDocument, aDraft, anEdge, aNode, paramsOf } from '../model/testing';
import { aMarketer, type CanvasOptions, renderCanvas } from '../testing';
import { LinkTabs } from './link-tabs';

const label = (en: string) => ({ en, nb: en });
const targetOf = (kind: RefKind) =>
  paramsOf(z.object({ [`${kind}Id`]: hinted(Id, { label: label('Target'), widget: 'ref', of: kind }) }));
const words = paramsOf(
  z.object({ title: hinted(z.string().min(1), { label: label('Title'), widget: 'text' }) }),
);
const answer = { group: 'response', lane: 'respond', effect: 'none' } as const;
const INTEREST = 'a'.repeat(24);
const SELECTION = 'b'.repeat(24);

const catalogue = [
  ...aCatalogue().filter(({ type }) => type !== 'set-interest'),
  aDescriptor('set-interest', { title: label('Add interest'), params: targetOf('interest') }),
  aDescriptor('remove-interest', { title: label('Remove interest'), params: targetOf('interest') }),
  aDescriptor('add-to-selection', { title: label('Add to selection'), params: targetOf('selection') }),
  aDescriptor('create-request', { title: label('Create request'), params: words, risk: 'costly' }),
  aDescriptor('wait', { title: label('Wait') }),
  aDescriptor('open-form', { ...answer, ports: { fixed: [] } }),
  aDescriptor('confirm', { ...answer, ports: { fixed: [{ id: 'confirmed', label: label('Confirmed') }] } }),
];

function renderTabs(options: Partial<CanvasOptions> = {}) {
  const onCanvas = vi.fn<(nodeId: string | undefined) => void>();
  const rendered = renderCanvas(<LinkTabs onCanvas={onCanvas} />, {
    catalogue,
    session: aMarketer(),
    api: ({ path, method, query }) => {
      if (path === '/api/selections' && method === 'POST') return { id: SELECTION };
      if (path === '/api/lookups/interest') return [{ id: INTEREST, label: 'Battery' }];
      if (path === '/api/lookups/selection')
        return query.has('ids') ? [{ id: SELECTION, label: 'Warm' }] : [];
      return undefined;
    },
    ...options,
  });
  const types = () => rendered.store.getState().document.nodes.map(({ type }) => type);
  return { ...rendered, onCanvas, types };
}
const tab = (name: string) => screen.getByRole('tab', { name: new RegExp(`^${name}`) });
const isActive = (name: string) => tab(name).textContent?.includes('active') ?? false;

describe('the tabs of a link', () => {
  it('make a step of the record that is chosen, and remove it with the record', async () => {
    const { user, types, store } = renderTabs();
    await user.click(tab('Interests'));
    await user.click(screen.getByRole('combobox', { name: 'Add interest' }));
    await user.click(await screen.findByRole('option', { name: 'Battery' }));
    expect(types()).toEqual(['click', 'set-interest']);
    expect(isActive('Interests')).toBe(true);
    const added = store.getState().document.nodes[1];
    expect(added?.params).toEqual({ interestId: INTEREST });
    expect(added && store.getState().layout.positions[added.id]).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(types()).toEqual(['click']);
    expect(isActive('Interests')).toBe(false);
    expect(screen.getByTestId('announcements').textContent).toMatch(/^Undone: “Add interest”/);
  });

  it('offer to create a selection that does not exist', async () => {
    const { user, types, sent } = renderTabs();
    await user.click(tab('Selection/Project'));
    await user.type(screen.getByRole('combobox', { name: 'Add to selection' }), 'Warm');
    await user.click(await screen.findByRole('option', { name: 'Create the selection “Warm”' }));
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ name: 'Warm', kind: 'static' });
    await screen.findByDisplayValue('Warm');
    expect(types()).toEqual(['click', 'add-to-selection']);
  });

  it('switch a step on and off, and name what it lacks when it is left', async () => {
    const { user, types } = renderTabs();
    await user.click(tab('Request'));
    await user.click(screen.getByRole('switch', { name: 'Create request' }));
    expect(types()).toEqual(['click', 'create-request']);
    expect(screen.queryByText('Fill in “Title”')).toBeNull();
    await user.click(tab('Response'));
    await user.click(within(screen.getByTestId('line-summary')).getByText('Create request'));
    expect(tab('Request').getAttribute('aria-selected')).toBe('true');
    await user.click(screen.getByRole('switch', { name: 'Create request' }));
    expect(types()).toEqual(['click']);
  });

  it('keep the answer that follows when a confirm page is added, and need no step for a redirect', async () => {
    const { user, types, store } = renderTabs();
    await user.click(screen.getByRole('radio', { name: /Open form/ }));
    await user.click(screen.getByRole('radio', { name: /Ask for confirmation/ }));
    expect(types()).toEqual(['click', 'open-form', 'confirm']);
    const { edges } = store.getState().document;
    expect(edges.map(({ from }) => from.port).sort()).toEqual(['confirmed', 'respond']);
    act(() => store.getState().undo());
    expect(types()).toEqual(['click', 'open-form']);
    await user.click(screen.getByRole('radio', { name: /Redirect/ }));
    expect(types()).toEqual(['click']);
  });

  it('keep steps that only the canvas edits, and lead there', async () => {
    const draft = aDraft(aDocument([aNode('w', 'wait')], [anEdge('click', 'then', 'w')]));
    const { user, types, onCanvas } = renderTabs({ draft });
    await user.click(tab('Request'));
    await user.click(screen.getByRole('switch', { name: 'Create request' }));
    expect(types()).toEqual(['click', 'wait', 'create-request']);
    await user.click(screen.getByText('Wait'));
    expect(onCanvas).toHaveBeenCalledWith('w');
  });

  it('say why they do not show a workflow with branches', async () => {
    const draft = aDraft(
      aDocument(
        [aNode('if', 'condition'), aNode('w', 'wait')],
        [anEdge('click', 'then', 'if'), anEdge('if', 'yes', 'w')],
      ),
    );
    const { user, onCanvas } = renderTabs({ draft });
    expect(screen.queryByRole('tab')).toBeNull();
    expect(screen.getByText(/“condition” chooses between several paths/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Open on the canvas' }));
    expect(onCanvas).toHaveBeenCalledWith('if');
  });

  it('cannot be changed by those who may only look', async () => {
    const { user } = renderTabs({ readOnly: true });
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
    await user.click(tab('Request'));
    expect(screen.getByRole<HTMLInputElement>('switch', { name: 'Create request' }).disabled).toBe(true);
  });
});
