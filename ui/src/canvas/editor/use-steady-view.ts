import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import { useCanvas, useCanvasStore } from '../store/use-canvas';

/**
 * Keeps the workflow where it is on the screen when the column at the left of the canvas is folded or unfolded. If a column takes room from
 * the canvas, the selected node is made visible again.
 */
export function useSteadyView(): void {
  const store = useCanvasStore();
  const flow = useReactFlow();
  const pane = useCanvas((state) => state.pane);
  useEffect(() => {
    if (!pane) return;
    let before = pane.getBoundingClientRect();
    const observer = new ResizeObserver(() => {
      const now = pane.getBoundingClientRect();
      const shift = before.left - now.left;
      const isNarrower = now.width < before.width;
      before = now;
      if (now.width === 0) return;
      const viewport = flow.getViewport();
      if (shift !== 0) void flow.setViewport({ ...viewport, x: viewport.x + shift });
      const { nodes } = store.getState().selection;
      const [nodeId] = nodes;
      if (isNarrower && nodeId !== undefined && nodes.length === 1)
        store.setState({ pendingReveal: { nodeId } });
    });
    observer.observe(pane);
    return () => observer.disconnect();
  }, [store, flow, pane]);
}
