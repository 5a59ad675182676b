import type { Position } from '@linkflow/contracts';
import { diagramOf, type DiagramState } from '../model/add-node';
import { type Draft, draftOf } from '../model/draft';
import { guard, type History } from '../model/history';
import { tidyPositions } from '../model/layout';
import type { Selection } from '../model/flow-graph';
import type { InsertTarget } from '../model/lanes';

/** The parts of the canvas state that depend on which nodes exist. */
interface NodeState<Add extends { target: InsertTarget }, Connect extends { node: string }> {
  selection: Selection;
  transient: Readonly<Record<string, Position>>;
  renaming: string | null;
  addMenu: Add | null;
  connectMenu: Connect | null;
  history: History;
}

/**
 * The parts of the state that change when a draft of somebody else is adopted. What the user is doing goes on, as far as the nodes
 * that it is about still exist.
 */
export function adopted<Add extends { target: InsertTarget }, Connect extends { node: string }>(
  state: DiagramState & Draft & NodeState<Add, Connect>,
  next: Draft,
) {
  const nodes = new Set(next.document.nodes.map(({ id }) => id));
  const isThere = (id: string | null | undefined): boolean => typeof id === 'string' && nodes.has(id);
  const { addMenu, connectMenu, renaming, transient } = state;
  return {
    url: next.url,
    document: next.document,
    ...withPositions({ ...state, document: next.document, layout: next.layout }),
    ...pruneSelection(state, next),
    transient: Object.fromEntries(Object.entries(transient).filter(([id]) => nodes.has(id))),
    renaming: isThere(renaming) ? renaming : null,
    addMenu: addMenu && (addMenu.target.kind !== 'port' || isThere(addMenu.target.node)) ? addMenu : null,
    connectMenu: isThere(connectMenu?.node) ? connectMenu : null,
    history: guard(state.history, draftOf(state)),
  };
}

/**
 * Returns the layout, with generated positions for all nodes if the stored positions are incomplete, for example because the
 * workflow was created through the API.
 */
export function withPositions(state: DiagramState): Pick<DiagramState, 'layout'> & { autoPlaced: boolean } {
  const complete = state.document.nodes.every((node) => node.id in state.layout.positions);
  if (complete) return { layout: state.layout, autoPlaced: false };
  return { layout: { ...state.layout, positions: tidyPositions(diagramOf(state)) }, autoPlaced: true };
}

/** Returns the selection without nodes and edges that are not in the document. */
export function pruneSelection(
  { selection }: { selection: Selection },
  { document }: Draft,
): { selection: Selection } {
  const nodes = new Set(document.nodes.map((node) => node.id));
  const edges = new Set(document.edges.map((edge) => edge.id));
  return {
    selection: {
      nodes: selection.nodes.filter((id) => nodes.has(id)),
      edges: selection.edges.filter((id) => edges.has(id)),
    },
  };
}
