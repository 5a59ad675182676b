import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { textField } from '../../shared/merge-text/testing';
import { aCatalogue, aDescriptor, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { renderCanvas } from '../testing';
import { Inspector } from './inspector';

const text = (en: string, nb = en) => ({ en, nb });
const catalogue = [
  ...aCatalogue(),
  aDescriptor('notify', {
    title: text('Tell the owner', 'Si fra til eieren'),
    summary: text('Sends a message.', 'Sender en melding.'),
    repeat: { kind: 'every-click' },
  }),
];
const draft = aDraft(
  aDocument(
    [aNode('a', 'notify'), aNode('if', 'condition')],
    [anEdge('click', 'then', 'if'), anEdge('if', 'yes', 'a')],
  ),
);
const renderInspector = (selected?: string, readOnly = false, ofForm = false) => {
  const rendered = renderCanvas(<Inspector />, { catalogue, draft, selected, readOnly, ofForm });
  const node = (id: string) => rendered.store.getState().document.nodes.find((one) => one.id === id)!;
  return { ...rendered, node };
};
const choose = async (user: ReturnType<typeof renderInspector>['user'], list: string, option: string) => {
  await user.click(screen.getByRole('combobox', { name: list }));
  await user.click(screen.getByRole('option', { name: option }));
};

describe('the inspector', () => {
  it('shows the name and purpose of the selected node and follows the selection', () => {
    const { store } = renderInspector('a');
    expect(screen.getByRole('heading', { name: 'Tell the owner' })).toBeTruthy();
    expect(screen.getByText('Sends a message.')).toBeTruthy();
    act(() => void store.getState().edit({ op: 'set-label', nodeId: 'a', label: 'Ingrid first' }));
    expect(screen.getByRole('heading', { name: 'Ingrid first' })).toBeTruthy();
    expect(screen.getByText('Tell the owner')).toBeTruthy();
    act(() => store.getState().select({ nodes: ['click'] }));
    expect(screen.getByLabelText('Address of the link').textContent).toBe('https://example.com');
  });

  it('edits the URL of the link and explains an invalid one', async () => {
    const { store } = renderInspector('click');
    const input = await textField('Address of the link');
    input.clear();
    input.type('ftp://example.org');
    expect(screen.getByText('An address starts with https:// or http://')).toBeTruthy();
    input.clear();
    input.type('https://example.org');
    expect(screen.queryByText('An address starts with https:// or http://')).toBeNull();
    expect(store.getState().url).toBe('https://example.org');
  });

  it('stores the URL of the link without blanks at its ends, as the server does', async () => {
    const { store } = renderInspector('click');
    const input = await textField('Address of the link');
    input.clear();
    input.type(' https://example.org ');
    expect(store.getState().url).toBe('https://example.org');
  });

  it('sets when a step is repeated and stores no rule that equals the default', async () => {
    const { user, node } = renderInspector('a');
    await choose(user, 'When', 'Once in … days');
    expect(node('a').repeat).toEqual({ kind: 'once-per-days', days: 30 });
    const days = screen.getByLabelText('Days');
    await user.clear(days);
    await user.type(days, '7');
    expect(node('a').repeat).toEqual({ kind: 'once-per-days', days: 7 });
    await choose(user, 'When', 'On every click');
    expect(node('a').repeat).toBeUndefined();
  });

  it('speaks of submissions in the workflow of a form', async () => {
    const { user } = renderInspector('a', false, true);
    await user.click(screen.getByRole('combobox', { name: 'When' }));
    expect(screen.getByRole('option', { name: 'On every submission' })).toBeTruthy();
    expect(screen.queryByRole('option', { name: 'On every click' })).toBeNull();
  });

  it('spells out when a failed step is tried again', async () => {
    const { user, node } = renderInspector('a');
    const attempts = screen.getByLabelText('Attempts');
    await user.clear(attempts);
    await user.type(attempts, '1');
    expect(node('a').policy).toEqual({ attempts: 1 });
    expect(screen.getByText('Tried once, not again.')).toBeTruthy();
    expect(screen.queryByRole('combobox', { name: 'Tries again' })).toBeNull();

    await user.clear(attempts);
    await user.type(attempts, '3');
    await choose(user, 'Tries again', 'Slowly: over days');
    expect(node('a').policy).toEqual({ attempts: 3, backoff: { baseMs: 1_800_000, capMs: 86_400_000 } });
    expect(
      screen.getByText(/^Tries again after about 15 min, .* That takes about .* in all\.$/),
    ).toBeTruthy();
  });

  it('explains the additional port of a step that branches on failure', async () => {
    const { user, node } = renderInspector('a');
    await choose(user, 'After that', 'Another path');
    expect(node('a').policy).toEqual({ onError: 'branch' });
    expect(screen.getByText(/The step has an outlet of its own for that/)).toBeTruthy();
  });

  it('has no error handling for a node without effect', () => {
    renderInspector('if');
    expect(screen.queryByLabelText('Attempts')).toBeNull();
  });

  it('turns a disabled step on again', async () => {
    const { user, node } = renderInspector('a');
    await user.click(screen.getByRole('button', { name: 'More for this step' }));
    await user.click(await screen.findByRole('menuitem', { name: /Turn off/ }));
    expect(node('a').disabled).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Turn on' }));
    expect(node('a').disabled ?? false).toBe(false);
  });

  it('offers commands for several selected nodes', async () => {
    const { user, store } = renderInspector('a');
    act(() => store.getState().select({ nodes: ['a', 'if'] }));
    expect(screen.getByText('2 steps selected')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    expect(store.getState().document.nodes.map(({ id }) => id)).toEqual(['click']);
  });

  it('offers only copying on a read-only canvas', () => {
    const { store } = renderInspector('a', true);
    expect(screen.queryByRole('button', { name: 'More for this step' })).toBeNull();
    act(() => store.getState().select({ nodes: ['a', 'if'] }));
    const inspector = within(screen.getByTestId('inspector'));
    expect(inspector.getAllByRole('button').map((button) => button.textContent)).toEqual(['Copy']);
  });

  it('names a type that the catalogue does not have', () => {
    const unknown = aDraft(aDocument([aNode('x', 'from-the-future')]));
    renderCanvas(<Inspector />, { draft: unknown, selected: 'x' });
    expect(screen.getByRole('heading', { name: 'Unknown step' })).toBeTruthy();
    expect(screen.getByText(/This kind of step \(from-the-future\)/)).toBeTruthy();
  });
});
