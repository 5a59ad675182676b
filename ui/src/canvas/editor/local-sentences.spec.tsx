import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type FactDescriptor, hinted, type Text } from '@linkflow/contracts';
import { RefSelect } from '../../shared/refs';
import { aCatalogue, aDescriptor, aDocument, aDraft, anEdge, aNode, paramsOf } from '../model/testing';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { type CanvasOptions, renderCanvas } from '../testing';
import { useLocalSentences } from './local-sentences';

const label = (en: string) => ({ en, nb: `${en} (nb)` });
const catalogue = [
  ...aCatalogue().filter(
    ({ type }) => type !== 'set-interest' && type !== 'show-text' && type !== 'condition',
  ),
  aDescriptor('set-interest', {
    params: paramsOf(
      z.object({
        interestId: hinted(z.string(), { label: label('Interest'), widget: 'ref', of: 'interest' }),
      }),
    ),
    sentence: { cases: [{ text: { en: 'Set {interestId}', nb: 'Angi {interestId}' } }] },
    output: { type: 'object', properties: { applied: { type: 'boolean', ui: { label: label('Done') } } } },
  }),
  aDescriptor('show-text', {
    params: paramsOf(z.object({ html: hinted(z.string(), { label: label('Text'), widget: 'rich-text' }) })),
    sentence: { cases: [{ text: { en: '{html}', nb: '{html}' } }] },
  }),
  aDescriptor('condition', {
    params: paramsOf(
      z.object({ condition: hinted(z.unknown(), { label: label('Condition'), widget: 'condition' }) }),
    ),
    sentence: { cases: [{ text: { en: '{condition}', nb: '{condition}' } }] },
  }),
];
const facts: FactDescriptor[] = [
  { name: 'contact.city', type: 'text', group: 'contact', label: label('City') },
];
const document = aDocument(
  [
    aNode('text', 'show-text', { html: '<p>Hello</p>' }),
    aNode('wine', 'set-interest', { interestId: 'i1' }),
    aNode('if', 'condition', {
      condition: { all: [{ fact: 'steps.wine.applied', operator: 'equal', value: true }] },
    }),
  ],
  [anEdge('click', 'respond', 'text'), anEdge('click', 'then', 'wine'), anEdge('wine', 'next', 'if')],
);
const INTERESTS = [
  { id: 'i1', label: 'Wine' },
  { id: 'i2', label: 'Cheese' },
];

function Sentences() {
  useLocalSentences();
  const store = useCanvasStore();
  const value = useCanvas(
    ({ document: { nodes } }) => nodes.find(({ id }) => id === 'wine')?.params.interestId,
  );
  return (
    <RefSelect
      kind="interest"
      label="Interest"
      value={typeof value === 'string' ? value : null}
      onChange={(interestId) =>
        store.getState().edit({ op: 'set-params', nodeId: 'wine', params: { interestId } })
      }
    />
  );
}

let isOffline = false;
const lookups: CanvasOptions['api'] = ({ path, query }) => {
  if (isOffline || path !== '/api/lookups/interest') return undefined;
  const ids = query.get('ids')?.split(',');
  return INTERESTS.filter(({ id }) => ids?.includes(id) ?? true);
};

function renderSentences({
  server = {},
  offline = false,
}: { server?: Record<string, Text>; offline?: boolean } = {}) {
  isOffline = offline;
  const rendered = renderCanvas(<Sentences />, { draft: aDraft(document), catalogue, facts, api: lookups });
  act(() => rendered.store.setState({ sentences: server }));
  const { getState } = rendered.store;
  return { ...rendered, state: getState, sentence: (id: string) => getState().sentences[id]?.en };
}

describe('the sentences on the cards', () => {
  it('are written in the browser, with the names of records and of outputs of earlier steps', async () => {
    const { sentence } = renderSentences();
    await waitFor(() => expect(sentence('wine')).toBe('Set “Wine”'));
    expect(sentence('text')).toBe('“Hello”');
    expect(sentence('if')).toBe('Set-interest: Done: yes');
  });

  it('follow each change at once, without a request', async () => {
    const { state, sentence, sent } = renderSentences();
    await waitFor(() => expect(sentence('wine')).toBe('Set “Wine”'));
    isOffline = true;
    const requests = sent.length;
    act(() => void state().edit({ op: 'set-params', nodeId: 'text', params: { html: '<p>Hello you</p>' } }));
    expect(sentence('text')).toBe('“Hello you”');
    act(() => void state().edit({ op: 'set-label', nodeId: 'wine', label: 'The taste' }));
    expect(sentence('if')).toBe('The taste: Done: yes');
    act(() => state().undo());
    expect(sentence('if')).toBe('Set-interest: Done: yes');
    expect(sent).toHaveLength(requests);
  });

  it('name a record that was picked from a list, although the network has gone since', async () => {
    const { user, sentence } = renderSentences();
    await waitFor(() => expect(sentence('wine')).toBe('Set “Wine”'));
    await user.click(screen.getByRole('combobox', { name: 'Interest' }));
    const option = await screen.findByRole('option', { name: 'Cheese' });
    isOffline = true;
    await user.click(option);
    expect(sentence('wine')).toBe('Set “Cheese”');
  });

  it('come from the server while the name of a record is not known', async () => {
    const server = { wine: label('Set “Wine” as the server says') };
    const { state, sentence } = renderSentences({ server, offline: true });
    await waitFor(() => expect(sentence('text')).toBe('“Hello”'));
    expect(sentence('wine')).toBe('Set “Wine” as the server says');
    act(() => void state().edit({ op: 'set-params', nodeId: 'wine', params: { interestId: 'i9' } }));
    expect(sentence('wine')).toBe('Set “…”');
  });

  it('keep their objects if nothing changed for them, so that other cards are not rendered again', async () => {
    const { state, sentence } = renderSentences();
    await waitFor(() => expect(sentence('wine')).toBe('Set “Wine”'));
    const before = state().sentences;
    act(() => void state().edit({ op: 'set-params', nodeId: 'text', params: { html: '<p>New</p>' } }));
    expect(state().sentences.wine).toBe(before.wine);
    act(() => void state().edit({ op: 'move', positions: { text: { x: 900, y: 0 } } }));
    const moved = state().sentences;
    act(() => void state().edit({ op: 'move', positions: { text: { x: 0, y: 900 } } }));
    expect(state().sentences).toBe(moved);
  });
});
