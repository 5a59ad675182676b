import { useReducedMotion } from '@mantine/hooks';
import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import { revealNode } from '../commands/view';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import { useCanvas, useCanvasStore } from '../store/canvas-context';

/** Brings a new step into view as soon as it has its size and has come to rest. */
export function useReveal(): void {
  const store = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const still = useReducedMotion();
  const ready = useCanvas(({ reveal, measured, transient }) =>
    reveal !== null && reveal in measured && Object.keys(transient).length === 0 ? reveal : null,
  );
  useEffect(() => {
    if (ready === null) return;
    // React Flow learns of the size in the same turn, after us.
    const frame = requestAnimationFrame(() => {
      if (Object.keys(store.getState().transient).length > 0) return;
      revealNode({ flow, still }, ready);
      store.getState().patch({ reveal: null });
    });
    return () => cancelAnimationFrame(frame);
  }, [ready, store, flow, still]);
}
