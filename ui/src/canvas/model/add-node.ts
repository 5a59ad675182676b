import type { NodeDescriptor, Position, WorkflowEdit, WorkflowNode } from '@linkflow/contracts';
import { applyEdit, edgesFrom, graphOf, insertAfter, type WorkflowState } from '@linkflow/workflow';
import type { Place } from '../store/canvas-state';
import { freshId } from './ids';
import { descriptorsOf, portsFor } from './lookups';
import { freeSpot, placeAfter, pushDown, type Picture } from './placement';
import { assumedSize, type Size } from './sizes';
import { isTidy, tidyPositions } from './tidy';

export interface Scene extends WorkflowState {
  catalogue: readonly NodeDescriptor[];
  measured: Readonly<Record<string, Size>>;
}

/** A freshly made node of a type, with the settings that its type starts with. */
export function freshNode(descriptor: NodeDescriptor): WorkflowNode {
  return { id: freshId('n'), type: descriptor.type, params: structuredClone(descriptor.defaults) };
}

/**
 * The edit that puts a node at a place. A picture that is tidy stays tidy; in one that a person has arranged, only what
 * stands in the way moves.
 */
export function addNodeEdit(scene: Scene, node: WorkflowNode, place: Place): WorkflowEdit {
  const picture = pictureOf(scene);
  const size = assumedSize(portsFor(scene.catalogue, node).length);
  if (place.kind === 'ground') {
    const at = { x: place.at.x - size.width / 2, y: place.at.y - size.height / 2 };
    return { op: 'add-node', node, position: rounded(freeSpot(picture, at, size)) };
  }
  const after =
    place.kind === 'port' ? place : scene.document.edges.find((edge) => edge.id === place.edgeId)?.from;
  if (!after) return { op: 'batch', edits: [] };

  const next = edgesFrom(graphOf(scene.document), after.node).get(after.port)?.to;
  const position = rounded(
    next === undefined
      ? placeAfter(picture, after.node, after.port, size)
      : above(picture, after.node, next, size),
  );
  const behind = insertAfter(scene, { node: after.node, port: after.port }, node, {
    catalogue: scene.catalogue,
    newId: () => freshId('e'),
    position,
  });
  const replaced = next !== undefined && replaces(scene, node, next) ? next : null;
  const insert = replaced === null ? behind : replacing(behind.edits, replaced);
  const moves = isTidy(picture)
    ? tidyMoves(scene, insert)
    : next === undefined
      ? {}
      : pushDown(picture, next, position, size);
  if (Object.keys(moves).length === 0) return insert;
  return { op: 'batch', edits: [...insert.edits, { op: 'move', positions: moves }] };
}

/** One answer takes the place of another: a link has one response, and the old one would hang loose. */
function replaces(scene: Scene, node: WorkflowNode, next: string): boolean {
  const graph = graphOf(scene.document);
  const old = graph.nodes.get(next);
  const descriptors = descriptorsOf(scene.catalogue);
  const isAnswer = (one: WorkflowNode | undefined): boolean =>
    one !== undefined &&
    descriptors.get(one.type)?.group === 'response' &&
    portsFor(scene.catalogue, one).length === 0;
  return isAnswer(node) && isAnswer(old) && graph.incoming.get(next)?.length === 1;
}

function replacing(edits: WorkflowEdit[], nodeId: string): WorkflowEdit & { op: 'batch' } {
  return { op: 'batch', edits: [...edits, { op: 'remove-node', nodeId }] };
}

/** Joins an edit and the tidying of what it leads to, when the picture was tidy before; else the edit alone. */
export function keepTidy(scene: Scene, edit: WorkflowEdit): WorkflowEdit {
  if (!isTidy(pictureOf(scene))) return edit;
  const moves = tidyMoves(scene, edit);
  if (Object.keys(moves).length === 0) return edit;
  const edits = edit.op === 'batch' ? edit.edits : [edit];
  return { op: 'batch', edits: [...edits, { op: 'move', positions: moves }] };
}

/** The edit that tidies the whole picture, or null when nothing would move. */
export function tidyEdit(scene: Scene): WorkflowEdit | null {
  const moves = tidyMoves(scene, { op: 'batch', edits: [] });
  return Object.keys(moves).length === 0 ? null : { op: 'move', positions: moves };
}

export function pictureOf(scene: Scene): Picture {
  const graph = graphOf(scene.document);
  const portOrder = (id: string): readonly string[] => {
    const node = graph.nodes.get(id);
    return node ? portsFor(scene.catalogue, node).map((port) => port.id) : [];
  };
  return {
    document: scene.document,
    positions: scene.layout.positions,
    portOrder,
    sizeOf: (id) => scene.measured[id] ?? assumedSize(portOrder(id).length),
  };
}

function tidyMoves(scene: Scene, edit: WorkflowEdit): Record<string, Position> {
  const result = applyEdit(scene, edit, scene.catalogue);
  if (!result.ok) return {};
  const after = { ...scene, document: result.document, layout: result.layout };
  const wanted = tidyPositions(pictureOf(after));
  const now = result.layout.positions;
  return Object.fromEntries(
    Object.entries(wanted).filter(([id, at]) => now[id]?.x !== at.x || now[id].y !== at.y),
  );
}

/** Between two nodes: above the one that follows and in line with it, if that lies below; else below the one before. */
function above(picture: Picture, before: string, next: string, size: Size): Position {
  const spot = placeAfter({ ...picture, portOrder: () => [] }, before, '', size);
  const nextAt = picture.positions[next];
  if (!nextAt || nextAt.y < spot.y - size.height) return spot;
  return { x: nextAt.x + picture.sizeOf(next).width / 2 - size.width / 2, y: spot.y };
}

const rounded = ({ x, y }: Position): Position => ({ x: Math.round(x), y: Math.round(y) });
