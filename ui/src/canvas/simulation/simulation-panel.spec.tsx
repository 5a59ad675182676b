import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { SimulatedStep, Simulation } from '@linkflow/contracts';
import { setLanguage } from '../../i18n';
import type { Api } from '../../testing';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { renderCanvas } from '../testing';
import { SimulationPanel } from './simulation-panel';

const text = (en: string, nb = `${en} (nb)`) => ({ en, nb });
const draft = aDraft(
  aDocument(
    [
      aNode('text', 'show-text'),
      aNode('if', 'condition'),
      aNode('a', 'set-interest'),
      aNode('b', 'set-interest'),
    ],
    [
      anEdge('click', 'respond', 'text'),
      anEdge('click', 'then', 'if'),
      anEdge('if', 'yes', 'a'),
      anEdge('if', 'no', 'b'),
    ],
  ),
);
const step = (nodeId: string, type: string, part: Partial<SimulatedStep> = {}): SimulatedStep => ({
  nodeId,
  type,
  sentence: text(`Would do ${nodeId}`),
  status: 'succeeded',
  ...part,
});
const RESULT: Simulation = {
  contact: { id: 'c1', name: 'Kari Nes' },
  answer: [step('text', 'show-text')],
  address: null,
  steps: [
    step('if', 'condition', { port: 'no' }),
    step('b', 'set-interest', {
      status: 'failed',
      reason: { code: 'x', message: text('The interest is retired.') },
    }),
  ],
  outcome: 'failed',
};

function renderPanel(simulate: () => unknown = () => RESULT) {
  const api: Api = ({ path }) => {
    if (path === '/api/links/link/simulate') return simulate();
    if (path === '/api/lookups/contact') return [{ id: 'c1', label: 'Kari Nes', detail: 'kari@example.com' }];
    return undefined;
  };
  const rendered = renderCanvas(<SimulationPanel />, { draft, catalogue: aCatalogue(), api });
  const simulations = () => rendered.sent.filter(({ path }) => path.endsWith('/simulate'));
  return { ...rendered, simulations };
}
const STRANGER = 'Someone without a contact card';

describe('the simulation panel', () => {
  it('simulates nothing until a clicker is chosen', async () => {
    const { user, simulations } = renderPanel();
    expect(simulations()).toEqual([]);
    await user.click(screen.getByRole('combobox', { name: 'Who clicks' }));
    await user.click(await screen.findByRole('option', { name: /Kari Nes/ }));
    expect(await screen.findByText('Would do text')).toBeTruthy();
    expect(simulations()[0]?.body).toMatchObject({ contactId: 'c1', draft: { url: 'https://example.com' } });
  });

  it('lists the steps with their status, port and reason, in the language of the page', async () => {
    const { user } = renderPanel();
    await user.click(screen.getByRole('button', { name: STRANGER }));
    const failed = (await screen.findByText('Would do b')).closest('li')!;
    expect(within(failed).getByText('Would fail')).toBeTruthy();
    expect(within(failed).getByText('The interest is retired.')).toBeTruthy();
    expect(screen.getByText('Would go on with “No”')).toBeTruthy();
    expect(screen.getByText('Something would not be done.')).toBeTruthy();
    act(() => setLanguage('nb'));
    expect(screen.getByText('Would do b (nb)')).toBeTruthy();
    expect(screen.getByText('Ville feilet')).toBeTruthy();
  });

  it('highlights the path on the canvas while it is open', async () => {
    const { user, store } = renderPanel();
    await user.click(screen.getByRole('button', { name: STRANGER }));
    await waitFor(() => expect(store.getState().run?.simulated).toBe(true));
    const run = store.getState().run!;
    expect(run.takenEdges.has('if-no-b')).toBe(true);
    expect(run.notTaken.has('a')).toBe(true);
  });

  it('selects a step on the canvas', async () => {
    const { user, store } = renderPanel();
    await user.click(screen.getByRole('button', { name: STRANGER }));
    await user.click(await screen.findByRole('button', { name: 'Show on the canvas: condition' }));
    expect(store.getState().selection.nodes).toEqual(['if']);
  });

  it('simulates again after an edit', async () => {
    const { user, store, simulations } = renderPanel();
    await user.click(screen.getByRole('button', { name: STRANGER }));
    await screen.findByText('Would do b');
    act(() => store.getState().setUrl('https://example.com/new'));
    await waitFor(() => expect(simulations()).toHaveLength(2));
    expect(simulations()[1]?.body).toMatchObject({ draft: { url: 'https://example.com/new' } });
  });

  it('names the URL of the link when no response node is reached', async () => {
    const { user } = renderPanel(() => ({
      ...RESULT,
      answer: [],
      address: 'https://example.com/?name=Kari',
      steps: [],
      outcome: 'succeeded',
    }));
    await user.click(screen.getByRole('button', { name: STRANGER }));
    expect(await screen.findByText('The link’s address, https://example.com/?name=Kari')).toBeTruthy();
    expect(screen.getByText('Nothing more would happen.')).toBeTruthy();
  });

  it('says why a simulation failed and repeats it', async () => {
    let fails = true;
    const { user } = renderPanel(() => (fails ? undefined : RESULT));
    await user.click(screen.getByRole('button', { name: STRANGER }));
    expect(await screen.findByText('The test run failed.')).toBeTruthy();
    fails = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Would do b')).toBeTruthy();
  });

  it('removes the highlighted path when no clicker is chosen any more', async () => {
    const { user, store } = renderPanel();
    await user.click(screen.getByRole('combobox', { name: 'Who clicks' }));
    await user.click(await screen.findByRole('option', { name: /Kari Nes/ }));
    await waitFor(() => expect(store.getState().run).not.toBeNull());
    const input = screen.getByRole('combobox', { name: 'Who clicks' });
    await user.click(within(input.parentElement!).getByRole('button', { hidden: true }));
    await waitFor(() => expect(store.getState().run).toBeNull());
  });
});
