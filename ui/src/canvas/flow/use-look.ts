import { useReducedMotion } from '@mantine/hooks';
import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import { fitView, revealNode } from '../commands/view';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import { useCanvas, useCanvasStore } from '../store/canvas-context';

/** Brings into view what was asked for, as soon as the cards have their sizes and have come to rest. */
export function useLook(): void {
  const store = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const still = useReducedMotion();
  const ready = useCanvas(({ look, measured, transient }) => {
    if (!look || Object.keys(transient).length > 0) return null;
    return look.nodeId === null || look.nodeId in measured ? look : null;
  });
  useEffect(() => {
    if (!ready) return;
    // React Flow learns of sizes and places in the same turn, after us; a glide begins in it, too.
    const frame = requestAnimationFrame(() => {
      if (Object.keys(store.getState().transient).length > 0) return;
      if (ready.nodeId === null) fitView({ flow, still, store });
      else revealNode({ flow, still }, ready.nodeId);
      store.getState().patch({ look: null });
    });
    return () => cancelAnimationFrame(frame);
  }, [ready, store, flow, still]);
}
