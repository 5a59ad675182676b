import { renderHook } from '@testing-library/react';
import { ReactFlowProvider, useStoreApi } from '@xyflow/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import { useKnownSizes } from './known-sizes';

it('lets React Flow read only the cards whose size has changed, or that have none', () => {
  const read: string[] = [];
  const { result } = renderHook(
    () => {
      const flow = useStoreApi<FlowNode, FlowEdge>();
      useState(() => flow.setState({ updateNodeInternals: (updates) => void read.push(...updates.keys()) }));
      useKnownSizes();
      return flow;
    },
    { wrapper: ReactFlowProvider },
  );
  const flow = result.current;
  const node = (id: string, measured?: { width: number; height: number }): FlowNode => ({
    id,
    type: 'data',
    position: { x: 0, y: 0 },
    data: {},
    measured,
    ...(measured && { handles: [] }),
  });
  const size = { width: 272, height: 57 };
  flow.getState().setNodes([node('same', size), node('changed', size), node('new')]);
  const elementOf = (height: number): HTMLDivElement => {
    const element = document.createElement('div');
    Object.defineProperties(element, { offsetWidth: { value: 272 }, offsetHeight: { value: height } });
    return element;
  };
  const heights = { same: 57, changed: 75, new: 57 };
  flow
    .getState()
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
