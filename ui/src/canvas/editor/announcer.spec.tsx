import { act, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { setLanguage } from '../../i18n';
import { aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { renderCanvas } from '../testing';
import { selectionAsText } from '../commands/clipboard';
import { Announcer } from './announcer';

afterEach(() => setLanguage('en'));

const draft = aDraft(
  aDocument(
    [aNode('a', 'set-interest'), { ...aNode('b', 'set-interest'), label: 'Newsletter' }],
    [anEdge('click', 'then', 'a'), anEdge('a', 'next', 'b')],
  ),
);

function renderAnnouncer() {
  const { store } = renderCanvas(<Announcer />, { draft });
  const state = store.getState;
  const said = () => screen.getByTestId('announcements').textContent;
  return {
    store,
    state,
    said,
    remove: () => act(() => void state().edit({ op: 'disconnect', edgeId: 'a-next-b' })),
  };
}

describe('announcements', () => {
  it('say what was changed, undone and redone', () => {
    const { state, said, remove } = renderAnnouncer();
    expect(screen.getByRole('status')).toBe(screen.getByTestId('announcements'));
    remove();
    expect(said()).toBe('“set-interest” no longer leads to “Newsletter”');
    act(() => state().undo());
    expect(said()).toBe('Undone: “set-interest” no longer leads to “Newsletter”');
    act(() => state().redo());
    expect(said()).toBe('Redone: “set-interest” no longer leads to “Newsletter”');
  });

  it('count several steps, in the language of the page', () => {
    act(() => setLanguage('nb'));
    const { state, said } = renderAnnouncer();
    act(() => void state().edit({ op: 'move', positions: { a: { x: 8, y: 0 }, b: { x: 8, y: 140 } } }));
    expect(said()).toBe('2 steg er flyttet');
  });

  it('repeat a sentence in a new element, so that it is read again', () => {
    const { state, said } = renderAnnouncer();
    const moveTo = (x: number) =>
      act(() => void state().edit({ op: 'move', positions: { b: { x, y: 140 } } }));
    moveTo(8);
    const first = screen.getByTestId('announcements').firstChild;
    moveTo(16);
    expect(said()).toBe('“Newsletter” moved');
    expect(screen.getByTestId('announcements').firstChild).not.toBe(first);
  });

  it('leave out what is typed, and changes of colleagues', () => {
    const { state, said } = renderAnnouncer();
    act(() => {
      state().edit({ op: 'set-params', nodeId: 'a', params: { interestId: 'x' } });
      state().adopt({ ...draft, document: aDocument([aNode('a', 'set-interest')], []) }, {});
    });
    expect(said()).toBe('');
  });

  it('count what was copied, and several steps that are selected', () => {
    const { store, said } = renderAnnouncer();
    act(() => store.setState({ selection: { nodes: ['a', 'b'], edges: [] } }));
    expect(said()).toBe('2 steps selected');
    act(() => void selectionAsText({ store }));
    expect(said()).toBe('2 steps copied');
    act(() => store.setState({ selection: { nodes: ['a'], edges: [] } }));
    expect(said()).toBe('2 steps copied');
  });
});
