import type { ReactFlowInstance } from '@xyflow/react';
import type { Position } from '@linkflow/contracts';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import type { CanvasStore } from '../store/canvas-store';

/** Width of the strip along the edges of the canvas in which a drag pans, in px. */
const STRIP = 44;
/** Speed at the very edge, in px per second. */
const MAX_SPEED = 900;
/** Longest time between two frames that counts, ms. After a pause of the page, the view must not jump. */
const MAX_FRAME_MS = 50;

type Box = Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>;

/** How fast the view pans, in px per second, while the pointer is near an edge of the canvas. Null outside the canvas. */
export function edgePanSpeed(box: Box, { x, y }: Position): Position | null {
  if (x < box.left || x > box.right || y < box.top || y > box.bottom) return null;
  const along = (at: number, start: number, end: number): number => {
    const before = Math.max(0, STRIP - (at - start));
    const after = Math.max(0, STRIP - (end - at));
    return ((before - after) / STRIP) * MAX_SPEED;
  };
  return { x: along(x, box.left, box.right), y: along(y, box.top, box.bottom) };
}

export interface EdgePan {
  /** The pointer has moved during a drag. */
  move(client: Position): void;
  /** The drag has ended. */
  stop(): void;
}

interface EdgePanContext {
  flow: Pick<ReactFlowInstance<FlowNode, FlowEdge>, 'getViewport' | 'setViewport'>;
  store: CanvasStore;
  /** Called after each step of the pan, because another place is now under the pointer. */
  onPan: (client: Position) => void;
}

/**
 * Pans the canvas while something is dragged near its edge, so that places outside the view can be reached. A drag that comes from outside
 * the canvas, such as from the palette, pans only after it has left the strip along the edge once.
 */
export function createEdgePan({ flow, store, onPan }: EdgePanContext): EdgePan {
  let pointer: Position | null = null;
  let isArmed = false;
  let frame = 0;
  let last = 0;

  const speed = (): Position | null => {
    const { pane, draggedType, arrowMove } = store.getState();
    const isDragging = draggedType !== null || arrowMove !== null;
    return isDragging && pane && pointer ? edgePanSpeed(pane.getBoundingClientRect(), pointer) : null;
  };
  const step = (now: number): void => {
    frame = 0;
    const by = speed();
    if (!by || !pointer || (by.x === 0 && by.y === 0)) return;
    const seconds = Math.min(MAX_FRAME_MS, Math.max(0, now - last)) / 1_000;
    last = now;
    const { x, y, zoom } = flow.getViewport();
    void flow.setViewport({ x: x + by.x * seconds, y: y + by.y * seconds, zoom });
    onPan(pointer);
    frame = requestAnimationFrame(step);
  };

  return {
    move(client) {
      pointer = client;
      const by = speed();
      if (!by) return;
      if (by.x === 0 && by.y === 0) isArmed = true;
      else if (isArmed && frame === 0) {
        last = performance.now();
        frame = requestAnimationFrame(step);
      }
    },
    stop() {
      cancelAnimationFrame(frame);
      frame = 0;
      pointer = null;
      isArmed = false;
    },
  };
}
