import type { Viewport } from '@xyflow/react';
import { TRIGGER } from '@linkflow/contracts';
import { edgesFrom, graphOf } from '@linkflow/workflow';
import { firstViewport, fittingViewport, type Pane } from '../model/fitting-viewport';
import type { CommandContext } from './command';

const GLIDE_MS = 200;
type View = Pick<CommandContext, 'flow' | 'still'>;
type Scene = Pick<CommandContext, 'flow' | 'store'>;

/** The canvas that is on the page; there is only ever one with the keyboard. */
const pane = (): DOMRect | undefined => document.querySelector('.react-flow')?.getBoundingClientRect();

/** Shows everything, the trigger at the top where reading begins. */
export function fitView(view: View & Scene): void {
  const box = paneOf(view);
  const nodes = view.flow.getNodes();
  if (!box || nodes.length === 0) return;
  go(view, fittingViewport(view.flow.getNodesBounds(nodes), box));
}

/** What one sees when the page opens. */
export function showFirst(scene: Scene): void {
  const { flow, store } = scene;
  const box = paneOf(scene);
  const nodes = flow.getNodes();
  if (!box || nodes.length === 0) return;
  const next = [...edgesFrom(graphOf(store.getState().document), TRIGGER).values()].map((edge) => edge.to);
  const boundsOf = (ids: readonly string[]) => {
    const some = nodes.filter((node) => ids.includes(node.id));
    return flow.getNodesBounds(some.length > 0 ? some : nodes);
  };
  const beginning = { trigger: boundsOf([TRIGGER]), opening: boundsOf([TRIGGER, ...next]) };
  go({ flow, still: true }, firstViewport(flow.getNodesBounds(nodes), box, beginning));
}

/** The pane of this canvas; the editor has buttons on it where there is no room beside it. */
function paneOf({ store }: Scene): Pane | null {
  const box = pane();
  return box ? { width: box.width, height: box.height, buttonsAbove: !store.getState().readOnly } : null;
}

/** Brings a node into view when it lies outside, with as little movement as is needed: the picture stays put otherwise. */
export function revealNode(view: View, nodeId: string): void {
  const node = view.flow.getInternalNode(nodeId);
  const box = pane();
  if (!node || !box) return;
  const { x, y } = node.internals.positionAbsolute;
  const { width = 0, height = 0 } = node.measured;
  const now = view.flow.getViewport();
  const left = x * now.zoom + now.x;
  const top = y * now.zoom + now.y;
  const margin = { x: 24, top: 24, bottom: 130 };
  const over = (start: number, end: number, from: number, to: number): number =>
    start < from ? from - start : end > to ? Math.max(to - end, from - start) : 0;
  const dx = over(left, left + width * now.zoom, margin.x, box.width - margin.x);
  const dy = over(top, top + height * now.zoom, margin.top, box.height - margin.bottom);
  if (dx !== 0 || dy !== 0) go(view, { x: now.x + dx, y: now.y + dy, zoom: now.zoom });
}

/** Selects one node, gives it the keyboard, and brings it into view. */
export function goToNode(context: CommandContext, nodeId: string): void {
  context.store.getState().select({ nodes: [nodeId], edges: [] });
  document
    .querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`)
    ?.focus({ preventScroll: true });
  revealNode(context, nodeId);
}

function go({ flow, still }: View, viewport: Viewport): void {
  void flow.setViewport(viewport, { duration: still ? 0 : GLIDE_MS });
}
