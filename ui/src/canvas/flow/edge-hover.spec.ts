import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aCatalogue, aDraft } from '../model/testing';
import { createCanvasStore } from '../store/canvas-store';
import { enterEdge, leaveEdgeSoon } from './edge-hover';

const aStore = () =>
  createCanvasStore({
    draft: aDraft(),
    findings: { sentences: {}, problems: [] },
    catalogue: aCatalogue(),
    readOnly: false,
  });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('keeps an arrow hovered when the pointer leaves it for its grip and comes back, until it has left for good', () => {
  const store = aStore();
  enterEdge(store, 'e1');
  leaveEdgeSoon(store);
  vi.advanceTimersByTime(100);
  enterEdge(store, 'e1');
  vi.advanceTimersByTime(1_000);
  expect(store.getState().hoveredEdge).toBe('e1');
  leaveEdgeSoon(store);
  vi.advanceTimersByTime(1_000);
  expect(store.getState().hoveredEdge).toBeNull();
});
