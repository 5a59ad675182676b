import type { Position, WorkflowEdit } from '@linkflow/contracts';
import { applyEdit, editBetween, graphOf, type LinkTabs, writeTabs } from '@linkflow/workflow';
import { type DiagramState, diagramOf, keepTidy, positionBefore } from './add-node';
import { estimatedSize, gapBelow, positionAfter, pushDown, roundPosition } from './layout';
import { createId, portsFor } from './nodes';

/**
 * Returns the edit that makes the workflow what the tabs say. Cards that were placed by hand stay, except where a new one needs room; a tidy
 * layout stays tidy.
 */
export function tabsEdit(state: DiagramState, tabs: LinkTabs): WorkflowEdit {
  const document = writeTabs(state.document, tabs, {
    catalogue: state.catalogue,
    newId: () => createId('e'),
  });
  const edit = editBetween(state, { document, layout: state.layout });
  const tidied = keepTidy(state, edit);
  if (tidied !== edit) return tidied;
  const positions = placesOfNew(state, edit);
  if (Object.keys(positions).length === 0) return edit;
  return { op: 'batch', edits: [edit, { op: 'move', positions }] };
}

/** Positions of the nodes that have none after the edit, each below the one before it, and of those that must move down for them. */
function placesOfNew(state: DiagramState, edit: WorkflowEdit): Record<string, Position> {
  const result = applyEdit(state, edit);
  if (!result.ok) return {};
  const { document, layout } = result;
  const graph = graphOf(document);
  const placed: Record<string, Position> = {};
  for (const node of document.nodes) {
    const [arrow] = graph.incoming.get(node.id) ?? [];
    if (node.id in layout.positions || !arrow) continue;
    const at = { ...state, document, layout: { ...layout, positions: { ...layout.positions, ...placed } } };
    const diagram = diagramOf(at);
    const ports = portsFor(state.catalogue, node).length;
    const size = estimatedSize(ports);
    const [next] = graph.outgoing.get(node.id)?.values() ?? [];
    const { x, y } = roundPosition(
      next
        ? positionBefore(diagram, { previous: arrow.from.node, next: next.to }, size)
        : positionAfter(diagram, arrow.from, size),
    );
    placed[node.id] = { x, y };
    if (!next) continue;
    Object.assign(placed, pushDown(diagram, next.to, { inserted: { x, y, ...size }, gap: gapBelow(ports) }));
  }
  return placed;
}
