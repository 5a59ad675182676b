import type { CommandContext } from './command';

const GLIDE_MS = 200;
const FIT_PADDING = { top: '40px', right: '40px', bottom: '90px', left: '40px' } as const;

export function fitView({ flow, still }: Pick<CommandContext, 'flow' | 'still'>): void {
  void flow.fitView({ padding: FIT_PADDING, maxZoom: 1, duration: still ? 0 : GLIDE_MS });
}

/** Brings a node into view when it lies outside, with as little movement as is needed: the picture stays put otherwise. */
export function revealNode({ flow, still }: Pick<CommandContext, 'flow' | 'still'>, nodeId: string): void {
  const node = flow.getInternalNode(nodeId);
  const pane = document.querySelector('.react-flow')?.getBoundingClientRect();
  if (!node || !pane) return;
  const { x, y } = node.internals.positionAbsolute;
  const { width = 0, height = 0 } = node.measured;
  const zoom = flow.getZoom();
  const view = flow.getViewport();
  const left = x * zoom + view.x;
  const top = y * zoom + view.y;
  const margin = { x: 24, top: 24, bottom: 96 };
  const over = (start: number, end: number, from: number, to: number): number =>
    start < from ? from - start : end > to ? Math.max(to - end, from - start) : 0;
  const dx = over(left, left + width * zoom, margin.x, pane.width - margin.x);
  const dy = over(top, top + height * zoom, margin.top, pane.height - margin.bottom);
  if (dx === 0 && dy === 0) return;
  void flow.setViewport({ x: view.x + dx, y: view.y + dy, zoom }, { duration: still ? 0 : GLIDE_MS });
}

/** Selects one node, gives it the keyboard, and brings it into view. */
export function goToNode(context: CommandContext, nodeId: string): void {
  context.store.getState().select({ nodes: [nodeId], edges: [] });
  document
    .querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`)
    ?.focus({ preventScroll: true });
  revealNode(context, nodeId);
}
