// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aCatalogue, aDraft } from '../model/testing';
import { createCanvasStore } from '../store/canvas-store';
import { createEdgePan, edgePanSpeed } from './edge-pan';

const BOX = { left: 200, right: 1_000, top: 100, bottom: 700 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['requestAnimationFrame', 'cancelAnimationFrame', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function aDrag() {
  let viewport = { x: 0, y: 0, zoom: 1 };
  const store = createCanvasStore({
    draft: aDraft(),
    findings: { problems: [], sentences: {} },
    catalogue: aCatalogue(),
    readOnly: false,
  });
  store.setState({
    draggedType: 'set-interest',
    pane: { getBoundingClientRect: () => BOX } as unknown as HTMLDivElement,
  });
  const onPan = vi.fn<() => void>();
  const flow = {
    getViewport: () => viewport,
    setViewport: async (next: typeof viewport) => {
      viewport = next;
      return true;
    },
  };
  return { store, pan: createEdgePan({ flow, store, onPan }), onPan, viewport: () => viewport };
}

describe('speed at the edge of the canvas', () => {
  it.each([
    ['in the middle', { x: 600, y: 400 }, [0, 0]],
    ['at the right edge', { x: 1_000, y: 400 }, [-900, 0]],
    ['half way to the left edge', { x: 222, y: 400 }, [450, 0]],
    ['at the lower left corner', { x: 200, y: 700 }, [900, -900]],
  ])('%s', (_, at, [x, y]) => {
    expect(edgePanSpeed(BOX, at)).toEqual({ x, y });
  });

  it('is none outside the canvas', () => {
    expect(edgePanSpeed(BOX, { x: 199, y: 400 })).toBeNull();
  });
});

describe('a drag at the edge of the canvas', () => {
  it('pans for as long as the pointer rests there', () => {
    const { pan, viewport, onPan } = aDrag();
    pan.move({ x: 600, y: 400 });
    pan.move({ x: 995, y: 400 });
    vi.advanceTimersByTime(500);
    expect(viewport().x).toBeLessThan(-300);
    expect(onPan).toHaveBeenLastCalledWith({ x: 995, y: 400 });
    pan.move({ x: 600, y: 400 });
    const { x } = viewport();
    vi.advanceTimersByTime(500);
    expect(viewport().x).toBe(x);
  });

  it('does not pan while the pointer only comes in from outside', () => {
    const { pan, viewport } = aDrag();
    pan.move({ x: 150, y: 400 });
    pan.move({ x: 210, y: 400 });
    vi.advanceTimersByTime(500);
    expect(viewport().x).toBe(0);
  });

  it.each([
    ['stops when the drag ends', ({ pan }: ReturnType<typeof aDrag>) => pan.stop()],
    [
      'stops when what was dragged is gone',
      ({ store }: ReturnType<typeof aDrag>) => store.setState({ draggedType: null }),
    ],
  ])('%s', (_, end) => {
    const drag = aDrag();
    const { pan, viewport } = drag;
    pan.move({ x: 600, y: 400 });
    pan.move({ x: 995, y: 400 });
    vi.advanceTimersByTime(100);
    end(drag);
    const { x } = viewport();
    vi.advanceTimersByTime(500);
    expect(viewport().x).toBe(x);
  });
});
