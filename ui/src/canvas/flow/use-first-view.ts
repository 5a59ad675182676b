import { useReactFlow } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { fitView } from '../commands/view';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import { useCanvas } from '../store/canvas-context';

/** Shows everything once the cards have their sizes; afterwards the view is the person's. */
export function useFirstView(): void {
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const measured = useCanvas((state) => state.document.nodes.every((node) => node.id in state.measured));
  const done = useRef(false);
  useEffect(() => {
    if (!measured || done.current) return;
    done.current = true;
    fitView({ flow, still: true });
  }, [measured, flow]);
}
