import { useReactFlow } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { revealNode, showFirst } from '../commands/view';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import { useCanvas, useCanvasStore } from '../store/canvas-context';

/** Shows the beginning, and the selected step, once the cards have their sizes; afterwards the view is the person's. */
export function useFirstView(): void {
  const store = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const measured = useCanvas((state) => state.document.nodes.every((node) => node.id in state.measured));
  const done = useRef(false);
  useEffect(() => {
    if (!measured || done.current) return;
    done.current = true;
    showFirst({ flow, store });
    const [selected] = store.getState().selection.nodes;
    if (selected !== undefined) revealNode({ flow, still: true }, selected);
  }, [measured, flow, store]);
}
