import { act } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { renderCanvas } from '../testing';
import { NodePorts } from './node-ports';

const measureAgain = vi.hoisted(() => vi.fn<(id: string) => void>());
vi.mock('@xyflow/react', async (original) => ({
  ...(await original<object>()),
  Handle: () => null,
  useUpdateNodeInternals: () => (ids: string | string[]) => measureAgain(String(ids)),
}));

beforeEach(() => measureAgain.mockReset());

const cases = (...ports: string[]) => ({ cases: ports.map((id) => ({ id, label: id })) });

/** A choice, whose ports follow its cases. */
const renderChoice = () =>
  renderCanvas(<NodePorts id="a" title="Choose" />, {
    draft: aDraft(aDocument([aNode('a', 'choose', cases('x', 'y'))], [anEdge('click', 'then', 'a')])),
  });

it('leaves the measuring of a new card to React Flow, which measures all new cards together', () => {
  renderChoice();
  expect(measureAgain).not.toHaveBeenCalled();
});

it('lets React Flow measure a card again when its ports change', () => {
  const { store } = renderChoice();
  const params = cases('x', 'y', 'z');
  act(() => void store.getState().edit({ op: 'set-params', nodeId: 'a', params }));
  expect(measureAgain).toHaveBeenCalledExactlyOnceWith('a');
});
