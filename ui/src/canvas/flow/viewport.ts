import { useReducedMotion } from '@mantine/hooks';
import { useReactFlow, type Viewport } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { type Position, TRIGGER } from '@linkflow/contracts';
import { edgesFrom, graphOf } from '@linkflow/workflow';
import type { CommandContext } from '../commands/command';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import { fittingViewport, initialViewport, type Pane, revealingViewport } from '../model/geometry';
import { useCanvas, useCanvasStore } from '../store/use-canvas';

const PAN_MS = 200;
type ViewportContext = Pick<CommandContext, 'flow' | 'store' | 'reducedMotion'>;
type ViewportAndStore = Pick<CommandContext, 'flow' | 'store'>;

/** The rectangle of this canvas in the window, in screen pixels. A page may have two: the editor, and a preview in a dialog above it. */
const paneRect = ({ store }: Pick<CommandContext, 'store'>): DOMRect | undefined =>
  store.getState().pane?.getBoundingClientRect();

/**
 * Returns the focusable element of a node: the React Flow element that contains its card or, in the outline, its row. Null if it is not
 * rendered.
 */
export function nodeElement({ store }: Pick<CommandContext, 'store'>, nodeId: string): HTMLElement | null {
  const { pane } = store.getState();
  const id = CSS.escape(nodeId);
  return pane
    ? pane.querySelector(`.react-flow__node[data-id="${id}"]`)
    : document.querySelector(`[role="treeitem"][data-node-id="${id}"]`);
}

/** Zooms and pans so that the whole workflow is visible, aligned to the top. */
export function fitView(context: ViewportContext): void {
  const rect = paneOf(context);
  const nodes = context.flow.getNodes();
  if (!rect || nodes.length === 0) return;
  moveTo(context, fittingViewport(context.flow.getNodesBounds(nodes), rect));
}

/** Sets the zoom and the position at which a newly opened canvas is shown, without animation. */
export function showInitialView(context: ViewportAndStore): void {
  const { flow, store } = context;
  const rect = paneOf(context);
  const nodes = flow.getNodes();
  if (!rect || nodes.length === 0) return;
  const next = [...edgesFrom(graphOf(store.getState().document), TRIGGER).values()].map((edge) => edge.to);
  const boundsOf = (ids: readonly string[]) => {
    const some = nodes.filter((node) => ids.includes(node.id));
    return flow.getNodesBounds(some.length > 0 ? some : nodes);
  };
  const focus = { trigger: boundsOf([TRIGGER]), withSuccessors: boundsOf([TRIGGER, ...next]) };
  moveTo({ flow, store, reducedMotion: true }, initialViewport(flow.getNodesBounds(nodes), rect, focus));
}

/** The size of the canvas. On a narrow editable canvas, floating buttons cover its top edge (`buttonsAbove`). */
function paneOf(context: ViewportAndStore): Pane | null {
  const rect = paneRect(context);
  const buttonsAbove = !context.store.getState().readOnly;
  return rect ? { width: rect.width, height: rect.height, buttonsAbove } : null;
}

/**
 * Pans by the smallest distance that makes a node visible, and with it the whole workflow if it fits at this zoom. The view stays still
 * if the node is visible already. Does not change the zoom.
 */
export function revealNode(context: ViewportContext, nodeId: string): void {
  const { flow } = context;
  const rect = paneRect(context);
  if (!flow.getInternalNode(nodeId) || !rect) return;
  const now = flow.getViewport();
  const next = revealingViewport(now, rect, {
    target: flow.getNodesBounds([nodeId]),
    all: flow.getNodesBounds(flow.getNodes()),
  });
  if (next !== now) moveTo(context, next);
}

/** Room around a point that is shown, on each side, in canvas px. */
const ROOM = 60;

/** Pans at once, by the smallest distance, so that a point of the canvas is visible. */
export function showPoint(context: ViewportAndStore, { x, y }: Position): void {
  const rect = paneRect(context);
  if (!rect) return;
  const target = { x: x - ROOM, y: y - ROOM, width: 2 * ROOM, height: 2 * ROOM };
  const now = context.flow.getViewport();
  const next = revealingViewport(now, rect, { target, all: target });
  if (next !== now) moveTo({ ...context, reducedMotion: true }, next);
}

/** Selects a node, moves keyboard focus to it, and makes it visible. */
export function focusNode(context: CommandContext, nodeId: string): void {
  context.store.getState().select({ nodes: [nodeId], edges: [] });
  nodeElement(context, nodeId)?.focus({ preventScroll: true });
  revealNode(context, nodeId);
}

function moveTo({ flow, reducedMotion }: ViewportContext, viewport: Viewport): void {
  void flow.setViewport(viewport, { duration: reducedMotion ? 0 : PAN_MS });
}

/** Sets the initial zoom and position once, when React Flow has measured all nodes. */
export function useInitialView(): void {
  const store = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const measured = useCanvas((state) => state.document.nodes.every((node) => node.id in state.measured));
  const done = useRef(false);
  useEffect(() => {
    if (!measured || done.current) return;
    done.current = true;
    showInitialView({ flow, store });
    const [selected] = store.getState().selection.nodes;
    if (selected !== undefined) revealNode({ flow, store, reducedMotion: true }, selected);
  }, [measured, flow, store]);
}

/** Makes the node of `pendingReveal` (or all nodes) visible as soon as the node is measured and no animation is running. */
export function usePendingReveal(): void {
  const store = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const reducedMotion = useReducedMotion();
  const ready = useCanvas(({ pendingReveal, measured, transient }) => {
    if (!pendingReveal || Object.keys(transient).length > 0) return null;
    return pendingReveal.nodeId === null || pendingReveal.nodeId in measured ? pendingReveal : null;
  });
  useEffect(() => {
    if (!ready) return;
    // Wait one frame: React Flow processes new sizes and positions after this effect, and an animation may start in this frame.
    const frame = requestAnimationFrame(() => {
      if (Object.keys(store.getState().transient).length > 0) return;
      if (ready.nodeId === null) fitView({ flow, reducedMotion, store });
      else revealNode({ flow, store, reducedMotion }, ready.nodeId);
      store.setState({ pendingReveal: null });
    });
    return () => cancelAnimationFrame(frame);
  }, [ready, store, flow, reducedMotion]);
}

const TRANSITION_MS = 260;

/**
 * Animates nodes from their previous positions (`transition.from`) to their new positions. The stored layout contains the new
 * positions from the start; the animation sets temporary positions in `transient`.
 */
export function usePositionTransition(): void {
  const store = useCanvasStore();
  const transition = useCanvas((state) => state.transition);
  const reducedMotion = useReducedMotion();

  useEffect(() => {
    if (!transition || reducedMotion) return;
    const { positions } = store.getState().layout;
    const moved = Object.entries(positions).flatMap(([id, to]) => {
      const from = transition.from[id];
      return from && (from.x !== to.x || from.y !== to.y) ? [{ id, from, to }] : [];
    });
    if (moved.length === 0) return;

    const begin = performance.now();
    let frame = requestAnimationFrame(step);
    function step(now: number): void {
      const share = Math.min(1, (now - begin) / TRANSITION_MS);
      if (share === 1) {
        store.setState({ transient: {} });
        return;
      }
      const eased = 1 - (1 - share) ** 3;
      const transient: Record<string, Position> = {};
      for (const { id, from, to } of moved) {
        transient[id] = { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased };
      }
      store.setState({ transient });
      frame = requestAnimationFrame(step);
    }
    return () => {
      cancelAnimationFrame(frame);
      store.setState({ transient: {} });
    };
  }, [transition, reducedMotion, store]);
}
