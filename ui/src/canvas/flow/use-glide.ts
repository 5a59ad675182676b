import { useReducedMotion } from '@mantine/hooks';
import { useEffect } from 'react';
import type { Position } from '@linkflow/contracts';
import { useCanvas, useCanvasStore } from '../store/canvas-context';

const GLIDE_MS = 260;

/** Lets nodes glide from where they were to where they are now, arrows along with them. The document is there already. */
export function useGlide(): void {
  const store = useCanvasStore();
  const glide = useCanvas((state) => state.glide);
  const still = useReducedMotion();

  useEffect(() => {
    if (!glide || still) return;
    const { positions } = store.getState().layout;
    const moved = Object.entries(positions).flatMap(([id, to]) => {
      const from = glide.from[id];
      return from && (from.x !== to.x || from.y !== to.y) ? [{ id, from, to }] : [];
    });
    if (moved.length === 0) return;

    const begin = performance.now();
    let frame = requestAnimationFrame(step);
    function step(now: number): void {
      const share = Math.min(1, (now - begin) / GLIDE_MS);
      if (share === 1) {
        store.getState().patch({ transient: {} });
        return;
      }
      const eased = 1 - (1 - share) ** 3;
      const transient: Record<string, Position> = {};
      for (const { id, from, to } of moved) {
        transient[id] = { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased };
      }
      store.getState().patch({ transient });
      frame = requestAnimationFrame(step);
    }
    return () => {
      cancelAnimationFrame(frame);
      store.getState().patch({ transient: {} });
    };
  }, [glide, still, store]);
}
