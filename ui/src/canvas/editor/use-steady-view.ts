import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import { showInitialView } from '../flow/viewport';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import { useCanvas, useCanvasStore } from '../store/use-canvas';

/** The canvas gets its new place this long after the size of the window has changed at the latest, ms. */
const RESIZE_MS = 500;

/**
 * Keeps the workflow where it is on the screen when the column at the left of the canvas is folded or unfolded. If a column takes room from
 * the canvas, the selected node is made visible again. A column that comes or goes because the window has another size would cover the
 * workflow, so that is shown as on opening.
 */
export function useSteadyView(): void {
  const store = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const pane = useCanvas((state) => state.pane);
  useEffect(() => {
    if (!pane) return;
    let before = pane.getBoundingClientRect();
    let resizedAt = -Infinity;
    const listening = new AbortController();
    window.addEventListener('resize', () => (resizedAt = performance.now()), { signal: listening.signal });
    const observer = new ResizeObserver(() => {
      const now = pane.getBoundingClientRect();
      const shift = before.left - now.left;
      const isNarrower = now.width < before.width;
      before = now;
      if (now.width === 0) return;
      const viewport = flow.getViewport();
      const isResized = shift !== 0 && performance.now() - resizedAt < RESIZE_MS;
      if (isResized) showInitialView({ flow, store });
      else if (shift !== 0) void flow.setViewport({ ...viewport, x: viewport.x + shift });
      const { nodes } = store.getState().selection;
      const [nodeId] = nodes;
      if ((isNarrower || isResized) && nodeId !== undefined && nodes.length === 1)
        store.setState({ pendingReveal: { nodeId } });
    });
    observer.observe(pane);
    return () => {
      listening.abort();
      observer.disconnect();
    };
  }, [store, flow, pane]);
}
