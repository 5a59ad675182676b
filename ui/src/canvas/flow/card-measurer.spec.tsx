import { act, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WorkflowView } from '../editor/workflow-view';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { createCanvasStore } from '../store/canvas-store';
import { renderCanvas } from '../testing';

const catalogue = aCatalogue();
const draft = aDraft(
  aDocument([aNode('a', 'set-interest', { interestId: 'i' })], [anEdge('click', 'then', 'a')]),
);
const renderView = () => {
  const store = createCanvasStore({
    draft,
    catalogue,
    findings: { sentences: {}, problems: [] },
    readOnly: true,
  });
  renderCanvas(<WorkflowView store={store} />);
  return store;
};
const cardOf = (id: string) => document.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"]`);

function layOut({ width, height }: { width: number; height: number }): void {
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(width);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(height);
}

afterEach(() => vi.restoreAllMocks());

describe('the cards of a canvas', () => {
  it('have their size and are visible as soon as they are there', () => {
    layOut({ width: 272, height: 57 });
    const store = renderView();
    expect(store.getState().measured).toEqual({
      click: { width: 272, height: 57 },
      a: { width: 272, height: 57 },
    });
    expect(cardOf('a')?.style.visibility).toBe('visible');
    expect(document.querySelectorAll('[data-testid="edge"]')).toHaveLength(1);
  });

  it('are measured once, and so is one that is added', () => {
    layOut({ width: 272, height: 57 });
    const store = renderView();
    const { measured } = store.getState();
    const more = aNode('b', 'set-interest', { interestId: 'i' });
    act(() =>
      store.getState().adopt(
        {
          ...draft,
          document: { ...draft.document, nodes: [...draft.document.nodes, more] },
        },
        {},
      ),
    );
    expect(store.getState().measured.a).toBe(measured.a);
    expect(store.getState().measured.b).toEqual({ width: 272, height: 57 });
    expect(document.querySelectorAll('[data-testid="node"]')).toHaveLength(3);
  });

  it('are there also on a canvas that is hidden, for React Flow to measure when it is shown', async () => {
    layOut({ width: 0, height: 0 });
    const store = renderView();
    await waitFor(() => expect(cardOf('a')).toBeTruthy());
    expect(store.getState().measured).toEqual({});
    expect(cardOf('a')?.style.visibility).toBe('hidden');
  });
});
