import { useStoreApi } from '@xyflow/react';
import type { NodeLookup } from '@xyflow/system';
import { useState } from 'react';
import type { FlowEdge, FlowNode } from '../model/flow-graph';

type Flow = ReturnType<typeof useStoreApi<FlowNode, FlowEdge>>;

const adapted = new WeakSet<Flow>();

/**
 * Keeps React Flow from reading the size and the dots of cards again that have both already (`toFlowNodes`). It does so for each new card,
 * and then renders all new cards and their arrows once more. A card whose size has changed is read as always. To be called before
 * `ReactFlow` is rendered, which keeps the function that it finds.
 */
export function useKnownSizes(): void {
  const flow = useStoreApi<FlowNode, FlowEdge>();
  useState(() => {
    if (adapted.has(flow)) return;
    adapted.add(flow);
    const { updateNodeInternals } = flow.getState();
    flow.setState({
      updateNodeInternals(updates) {
        const { nodeLookup } = flow.getState();
        const news = new Map(
          [...updates].filter(([id, { nodeElement }]) => isNews(nodeLookup, id, nodeElement)),
        );
        if (news.size > 0) updateNodeInternals(news);
      },
    });
  });
}

function isNews(nodes: NodeLookup, id: string, { offsetWidth, offsetHeight }: HTMLElement): boolean {
  const { measured, internals } = nodes.get(id) ?? {};
  return !internals?.handleBounds || measured?.width !== offsetWidth || measured.height !== offsetHeight;
}
