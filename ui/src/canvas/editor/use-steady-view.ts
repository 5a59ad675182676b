import { useReducedMotion } from '@mantine/hooks';
import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import { useCanvas, useCanvasStore } from '../store/use-canvas';

/** Room between a node and the edge of the canvas, in px. */
const MARGIN = 24;
const PAN_MS = 200;

/**
 * Keeps the workflow where it is on the screen when the column at the left of the canvas is folded or unfolded. If the column at the
 * right is unfolded over the selected node, moves the workflow so far to the left that the node is visible again.
 */
export function useSteadyView(): void {
  const store = useCanvasStore();
  const flow = useReactFlow();
  const pane = useCanvas((state) => state.pane);
  const reducedMotion = useReducedMotion();
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
      const steady = { ...viewport, x: viewport.x + shift };
      if (shift !== 0) void flow.setViewport(steady);
      const hidden = isNarrower ? hiddenAtRight(now.width) : 0;
      if (hidden > 0) {
        const moved = { ...steady, x: steady.x - hidden };
        void flow.setViewport(moved, { duration: reducedMotion ? 0 : PAN_MS });
      }
    });

    /** Returns how far the selected node is beyond the right edge of the canvas, but at most so far that its left edge stays visible. */
    function hiddenAtRight(width: number): number {
      const { nodes } = store.getState().selection;
      const node = nodes.length === 1 ? flow.getInternalNode(nodes[0] ?? '') : undefined;
      if (!node) return 0;
      const { x, zoom } = flow.getViewport();
      const left = node.internals.positionAbsolute.x * zoom + x;
      const right = left + (node.measured.width ?? 0) * zoom;
      return Math.max(0, Math.min(right - width + MARGIN, left - MARGIN));
    }
    observer.observe(pane);
    return () => observer.disconnect();
  }, [store, flow, pane, reducedMotion]);
}
