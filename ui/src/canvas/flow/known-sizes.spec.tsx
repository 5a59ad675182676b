import { render } from '@testing-library/react';
import { ReactFlowProvider, useStoreApi } from '@xyflow/react';
import { expect, it } from 'vitest';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import { useKnownSizes } from './known-sizes';

type Flow = ReturnType<typeof useStoreApi<FlowNode, FlowEdge>>;

it('lets React Flow read only the cards whose size has changed, or that have none', () => {
  let flow: Flow | undefined;
  const read: string[] = [];
  function Canvas() {
    const now = useStoreApi<FlowNode, FlowEdge>();
    if (!flow) now.setState({ updateNodeInternals: (updates) => read.push(...updates.keys()) });
    flow = now;
    useKnownSizes();
    return null;
  }
  render(
    <ReactFlowProvider>
      <Canvas />
    </ReactFlowProvider>,
  );
  const node = (id: string, measured?: { width: number; height: number }): FlowNode => ({
    id,
    type: 'data',
    position: { x: 0, y: 0 },
    data: {},
    measured,
    ...(measured && { handles: [] }),
  });
  const size = { width: 272, height: 57 };
  flow?.getState().setNodes([node('same', size), node('changed', size), node('new')]);
  const elementOf = (height: number): HTMLDivElement => {
    const element = document.createElement('div');
    Object.defineProperties(element, { offsetWidth: { value: 272 }, offsetHeight: { value: height } });
    return element;
  };
  const heights = { same: 57, changed: 75, new: 57 };
  flow
    ?.getState()
    .updateNodeInternals(
      new Map(
        Object.entries(heights).map(([id, height]) => [
          id,
          { id, nodeElement: elementOf(height), force: true },
        ]),
      ),
    );
  expect(read).toEqual(['changed', 'new']);
});
