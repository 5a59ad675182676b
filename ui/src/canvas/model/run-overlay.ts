import {
  NEXT_PORT,
  RESPOND_PORT,
  THEN_PORT,
  TRIGGER,
  type NodeDescriptor,
  type WorkflowDocument,
} from '@linkflow/contracts';
import { edgesFrom, graphOf, lanesOf, reachableFrom, type WorkflowGraph } from '@linkflow/workflow';
import { isOver, type Marks, type StepMark } from './run-reveal';

/** A run laid over its workflow. */
export interface RunOverlay {
  marks: Marks;
  /** The arrows that were gone along. */
  taken: ReadonlySet<string>;
  /** Steps and arrows that the run passed by, or will not come to any more. */
  passed: ReadonlySet<string>;
  /** Nothing of it has happened: it would. */
  trial?: boolean;
}

/**
 * What a run looks like on its workflow.
 * @param over the run has ended: what it has not come to, it will not come to
 */
export function runOverlay(document: WorkflowDocument, marks: Marks, over: boolean): RunOverlay {
  const graph = graphOf(document);
  const taken = takenEdges(document, marks);
  const ahead = over ? new Set<string>() : reachableFrom(graph, frontier(document, marks));
  const lanes = lanesOf(graph);
  const passed = new Set<string>();
  for (const { id } of document.nodes) {
    // The answer was given by another part of the house, which keeps no steps.
    const inRun = lanes.get(id)?.then === true;
    if (inRun && !marks[id] && !ahead.has(id)) passed.add(id);
  }
  for (const edge of document.edges) {
    if (taken.has(edge.id) || lanes.get(edge.to)?.then !== true) continue;
    const leavesFrom =
      edge.from.node === TRIGGER || marks[edge.from.node] !== undefined || ahead.has(edge.from.node);
    if (!leavesFrom || !ahead.has(edge.to) || isDecided(marks[edge.from.node], edge.from.port))
      passed.add(edge.id);
  }
  return { marks, taken, passed };
}

/** The step has left by another outlet. */
function isDecided(mark: StepMark | undefined, port: string): boolean {
  return mark !== undefined && isOver(mark.status) && (mark.port ?? NEXT_PORT) !== port;
}

/** Where the run stands: the steps at work, and what follows those that are done. */
function frontier(document: WorkflowDocument, marks: Marks): string[] {
  const graph = graphOf(document);
  const begin = successorOf(graph, TRIGGER, THEN_PORT);
  const here = Object.entries(marks).flatMap(([id, mark]) => {
    if (!isOver(mark.status)) return [id];
    const next = successorOf(graph, id, mark.port ?? NEXT_PORT);
    return next === null ? [] : [next];
  });
  return begin !== null && !marks[begin] ? [begin, ...here] : here;
}

function takenEdges(document: WorkflowDocument, marks: Marks): ReadonlySet<string> {
  const taken = new Set<string>();
  for (const edge of document.edges) {
    const to = marks[edge.to];
    if (!to || to.status === 'pending') continue;
    const from = marks[edge.from.node];
    const left = edge.from.node === TRIGGER || (from !== undefined && isOver(from.status));
    if (left && (edge.from.node === TRIGGER || (from?.port ?? NEXT_PORT) === edge.from.port))
      taken.add(edge.id);
  }
  return taken;
}

/** The mark of the answer, where the workflow leaves no doubt which one was given: it stands right behind the click. */
export function answerMark(
  document: WorkflowDocument,
  catalogue: readonly NodeDescriptor[],
  clickedAt: string,
): Marks {
  const graph = graphOf(document);
  const first = successorOf(graph, TRIGGER, RESPOND_PORT);
  const node = first === null ? undefined : graph.nodes.get(first);
  const group = catalogue.find((descriptor) => descriptor.type === node?.type)?.group;
  if (!node || node.disabled || group !== 'response') return {};
  return { [node.id]: { status: 'succeeded', startedAt: clickedAt, endedAt: clickedAt, attempts: 0 } };
}

function successorOf(graph: WorkflowGraph, nodeId: string, port: string): string | null {
  return edgesFrom(graph, nodeId).get(port)?.to ?? null;
}
