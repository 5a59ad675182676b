import type {
  NodeDescriptor,
  Position,
  WorkflowEdit,
  WorkflowNode,
  WorkflowProblem,
} from '@linkflow/contracts';
import { applyEdit, edgesFrom, graphOf, insertAfter, type WorkflowState } from '@linkflow/workflow';
import type { InsertTarget } from './lanes';
import {
  changedPositions,
  type Diagram,
  estimatedSize,
  freePosition,
  gapBelow,
  isTidy,
  positionAfter,
  pushDown,
  roundPosition,
  type Size,
  tidyPositions,
} from './layout';
import { createId, descriptorsOf, portsFor, problemsOf } from './nodes';

export interface DiagramState extends WorkflowState {
  catalogue: readonly NodeDescriptor[];
  measured: Readonly<Record<string, Size>>;
  /** The step that was just added; see `newNode` of the canvas. */
  newNode?: string | null;
  problems?: readonly WorkflowProblem[];
}

/**
 * Returns the edit that inserts a node. Other nodes keep their positions, so that nothing jumps under the user's eyes, with two
 * exceptions: the nodes after an insertion move down if there is not enough room, and a tidy layout (`isTidy`) is tidied around the
 * node before the new one if the new one would otherwise lie far from it.
 */
export function addNodeEdit(shown: DiagramState, node: WorkflowNode, target: InsertTarget): WorkflowEdit {
  const state = withRoomForProblems(shown);
  const diagram = diagramOf(state);
  const size = estimatedSize(portsFor(state.catalogue, node).length);
  if (target.kind === 'canvas') {
    const at = { x: target.at.x - size.width / 2, y: target.at.y - size.height / 2 };
    return { op: 'add-node', node, position: roundPosition(freePosition(diagram, { ...at, ...size })) };
  }
  const after =
    target.kind === 'port' ? target : state.document.edges.find((edge) => edge.id === target.edgeId)?.from;
  if (!after) return { op: 'batch', edits: [] };

  const next = edgesFrom(graphOf(state.document), after.node).get(after.port)?.to;
  const insertAt = (position: Position) =>
    insertAfter(state, after, node, {
      catalogue: state.catalogue,
      newId: () => createId('e'),
      position: roundPosition(position),
    });
  if (next === undefined) {
    const { aside, ...position } = positionAfter(diagram, after, size);
    const insertion = insertAt(position);
    const hasRoom = aside <= FAR_ASIDE || !isTidy(diagram);
    return hasRoom ? insertion : withMoves(insertion, tidyMoves(state, insertion, after.node));
  }
  const position = positionBefore(diagram, { previous: after.node, next }, size);
  const insertion = insertAt(position);
  if (replacesResponse(state, node, next)) {
    return { op: 'batch', edits: [...insertion.edits, { op: 'remove-node', nodeId: next }] };
  }
  const gap = gapBelow(portsFor(state.catalogue, node).length);
  return withMoves(insertion, pushDown(diagram, next, { inserted: { ...position, ...size }, gap }));
}

/** Height of a line with a problem on a card, px; see `.strip` in flow/node-card.module.css. */
const PROBLEM_HEIGHT = 35;

/** The card of the step that was just added grows when another one is added, because its problems are then shown. */
function withRoomForProblems(state: DiagramState): DiagramState {
  const { newNode, problems = [], measured } = state;
  const size = newNode ? measured[newNode] : undefined;
  if (!newNode || !size || problemsOf(problems, newNode).length === 0) return state;
  const grown = { ...size, height: size.height + PROBLEM_HEIGHT };
  return { ...state, measured: { ...measured, [newNode]: grown } };
}

/** In a tidy layout, room is made for a new node that would otherwise be pushed further aside than this, in px. */
const FAR_ASIDE = 360;

/**
 * True if inserting `node` before `next` must remove `next`: both are responses without ports. A response ends the respond
 * lane, so nothing can follow the new response and `next` would become unreachable.
 */
function replacesResponse(state: DiagramState, node: WorkflowNode, next: string): boolean {
  const graph = graphOf(state.document);
  const old = graph.nodes.get(next);
  const descriptors = descriptorsOf(state.catalogue);
  const isResponse = (one: WorkflowNode | undefined): boolean =>
    one !== undefined &&
    descriptors.get(one.type)?.group === 'response' &&
    portsFor(state.catalogue, one).length === 0;
  return isResponse(node) && isResponse(old) && graph.incoming.get(next)?.length === 1;
}

/** If the layout is tidy (`isTidy`), adds moves to the edit that keep it tidy. Otherwise returns the edit unchanged. */
export function keepTidy(state: DiagramState, edit: WorkflowEdit): WorkflowEdit {
  return isTidy(diagramOf(state)) ? withMoves(edit, tidyMoves(state, edit)) : edit;
}

function withMoves(edit: WorkflowEdit, positions: Record<string, Position>): WorkflowEdit {
  if (Object.keys(positions).length === 0) return edit;
  const edits = edit.op === 'batch' ? edit.edits : [edit];
  return { op: 'batch', edits: [...edits, { op: 'move', positions }] };
}

/** Returns the edit that moves all nodes to a tidy layout (`tidyPositions`), or null if no node would move. */
export function tidyEdit(state: DiagramState): WorkflowEdit | null {
  const moves = tidyMoves(state, { op: 'batch', edits: [] });
  return Object.keys(moves).length === 0 ? null : { op: 'move', positions: moves };
}

export function diagramOf(state: DiagramState): Diagram {
  const graph = graphOf(state.document);
  const portOrder = (id: string): readonly string[] => {
    const node = graph.nodes.get(id);
    return node ? portsFor(state.catalogue, node).map((port) => port.id) : [];
  };
  return {
    document: state.document,
    positions: state.layout.positions,
    portOrder,
    sizeOf: (id) => state.measured[id] ?? estimatedSize(portOrder(id).length),
  };
}

function tidyMoves(state: DiagramState, edit: WorkflowEdit, anchor?: string): Record<string, Position> {
  const result = applyEdit(state, edit, state.catalogue);
  if (!result.ok) return {};
  const after = { ...state, document: result.document, layout: result.layout };
  return changedPositions(tidyPositions(diagramOf(after), anchor), result.layout.positions);
}

/**
 * The position of a node that is inserted between `previous` and `next`: below `previous` and, unless `next` is far above that,
 * horizontally centred on `next`.
 */
export function positionBefore(
  diagram: Diagram,
  { previous, next }: { previous: string; next: string },
  size: Size,
): Position {
  const below = positionAfter(diagram, { node: previous }, size);
  const nextAt = diagram.positions[next];
  if (!nextAt || nextAt.y < below.y - size.height) return below;
  return { x: nextAt.x + diagram.sizeOf(next).width / 2 - size.width / 2, y: below.y };
}
