import { useStoreApi, type Viewport } from '@xyflow/react';
import { useEffect } from 'react';
import type { Position } from '@linkflow/contracts';
import { estimatedSize, type PlacedDiagram, type Size } from '../model/layout';
import type { CanvasState } from '../store/canvas-store';
import { useCanvasStore } from '../store/use-canvas';

/** How far beyond the edges of the canvas cards are complete, as a share of its size: a pan shows complete cards. */
const MARGIN = 0.15;

/** The ids of the nodes in or near the visible part of the canvas. All of them if the canvas has no size. */
export function nodesNear(
  { document, positions, sizeOf }: PlacedDiagram,
  pane: Size,
  { x, y, zoom }: Viewport,
): string[] {
  const isNear = (start: number, length: number, origin: number, available: number): boolean => {
    const begin = start * zoom + origin;
    return begin <= available * (1 + MARGIN) && begin + length * zoom >= -available * MARGIN;
  };
  const hasSize = pane.width > 0 && pane.height > 0;
  return document.nodes
    .filter(({ id }) => {
      const at: Position = positions[id] ?? { x: 0, y: 0 };
      const { width, height } = sizeOf(id);
      return !hasSize || (isNear(at.x, width, x, pane.width) && isNear(at.y, height, y, pane.height));
    })
    .map(({ id }) => id);
}

/**
 * Keeps `nearView` up to date. A card that has been near the visible part stays complete until its node is deleted, so that each is
 * completed once.
 */
export function useNearView(): void {
  const flow = useStoreApi();
  const store = useCanvasStore();
  useEffect(() => {
    const update = (state: CanvasState): void => {
      const { width, height, transform } = flow.getState();
      const [x, y, zoom] = transform;
      const { document, layout, transient, measured, nearView } = state;
      // Before that, the view is not known.
      if (!document.nodes.every(({ id }) => id in measured)) return;
      const diagram: PlacedDiagram = {
        document,
        positions: { ...layout.positions, ...transient },
        sizeOf: (id) => measured[id] ?? estimatedSize(1),
      };
      const near = nodesNear(diagram, { width, height }, { x, y, zoom });
      const kept = document.nodes.filter(({ id }) => nearView.has(id)).map(({ id }) => id);
      const next = new Set([...kept, ...near]);
      if (next.size !== nearView.size || near.some((id) => !nearView.has(id)))
        store.setState({ nearView: next });
    };
    update(store.getState());
    const stopFlow = flow.subscribe((now, before) => {
      if (now.transform !== before.transform || now.width !== before.width || now.height !== before.height)
        update(store.getState());
    });
    const stopCanvas = store.subscribe((now, before) => {
      if (
        now.document !== before.document ||
        now.layout !== before.layout ||
        now.measured !== before.measured
      )
        update(now);
    });
    return () => {
      stopFlow();
      stopCanvas();
    };
  }, [flow, store]);
}
