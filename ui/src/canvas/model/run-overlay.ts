import {
  NEXT_PORT,
  type NodeDescriptor,
  type Reason,
  RESPOND_PORT,
  type RunDetail,
  type StepStatus,
  THEN_PORT,
  TRIGGER,
  type WorkflowDocument,
} from '@linkflow/contracts';
import { edgesFrom, graphOf, lanesOf, reachableFrom, type WorkflowGraph } from '@linkflow/workflow';

/** The state of one step, as shown on the canvas. */
export interface StepState {
  status: StepStatus;
  port?: string;
  startedAt?: string;
  endedAt?: string;
  dueAt?: string;
  attempts: number;
  reason?: Reason;
}
export type StepStates = Readonly<Record<string, StepState>>;

const FINAL: readonly StepStatus[] = ['succeeded', 'failed', 'skipped', 'cancelled', 'uncertain'];

/** True if a step in this status will not change by itself. */
const isFinal = (status: StepStatus): boolean => FINAL.includes(status);

/** The step states of a run. */
export function stepStatesOf(run: Pick<RunDetail, 'steps'>): StepStates {
  return Object.fromEntries(
    run.steps.map((step) => [
      step.nodeId,
      {
        status: step.status,
        port: step.port,
        startedAt: step.startedAt,
        endedAt: step.endedAt,
        dueAt: step.dueAt,
        attempts: step.attempts.length,
        reason: step.reason,
      },
    ]),
  );
}

/** Applies a live event. Times and reasons follow with the next fetch of the run. */
export function applyEvent(
  states: StepStates,
  event: { nodeId: string; status: StepStatus; attempt: number; port?: string; at: string },
): StepStates {
  const before = states[event.nodeId];
  const final = isFinal(event.status);
  return {
    ...states,
    [event.nodeId]: {
      ...before,
      status: event.status,
      port: event.port ?? before?.port,
      startedAt: before?.startedAt ?? event.at,
      endedAt: final ? event.at : undefined,
      attempts: Math.max(event.attempt, before?.attempts ?? 0),
      reason: event.status === 'succeeded' ? undefined : before?.reason,
    },
  };
}

/**
 * Moves `shown` one visible change towards `known`, so that users can follow fast runs: the first differing step changes,
 * and a step that is already final is first shown as running. Null when both are equal.
 */
export function revealNext(shown: StepStates, known: StepStates, walk: readonly string[]): StepStates | null {
  for (const id of Object.keys(shown)) {
    if (!(id in known)) {
      const { [id]: _gone, ...rest } = shown;
      return rest;
    }
  }
  for (const id of walk) {
    const target = known[id];
    const state = shown[id];
    if (!target || sameState(state, target)) continue;
    const hidden = state === undefined || state.status === 'pending';
    if (hidden && isFinal(target.status) && target.status !== 'skipped') {
      return {
        ...shown,
        [id]: { ...target, status: 'running', endedAt: undefined, port: undefined, reason: undefined },
      };
    }
    return { ...shown, [id]: target };
  }
  return null;
}

function sameState(a: StepState | undefined, b: StepState): boolean {
  return (
    a !== undefined &&
    a.status === b.status &&
    a.port === b.port &&
    a.attempts === b.attempts &&
    a.endedAt === b.endedAt &&
    a.dueAt === b.dueAt &&
    a.reason?.code === b.reason?.code &&
    a.startedAt === b.startedAt
  );
}

/** Node ids in execution order, followed by the remaining nodes of the document. */
export function stepOrder(run: Pick<RunDetail, 'steps' | 'document'>): string[] {
  return [
    ...new Set([...run.steps.map((step) => step.nodeId), ...run.document.nodes.map((node) => node.id)]),
  ];
}

/** A run shown on its workflow. */
export interface RunOverlay {
  steps: StepStates;
  /** Ids of the edges that the run followed. */
  takenEdges: ReadonlySet<string>;
  /** Ids of the nodes and edges that the run did not take and cannot take any more. */
  notTaken: ReadonlySet<string>;
  /** True for a simulation: nothing was executed. */
  simulated?: boolean;
}

/**
 * Computes the overlay of a run.
 * @param ended the run has ended, so steps without a state will not run
 */
export function runOverlay(document: WorkflowDocument, states: StepStates, ended: boolean): RunOverlay {
  const graph = graphOf(document);
  const takenEdges = findTakenEdges(document, states);
  const ahead = ended ? new Set<string>() : reachableFrom(graph, frontier(document, states));
  const lanes = lanesOf(graph);
  const notTaken = new Set<string>();
  for (const { id } of document.nodes) {
    // The response lane is executed by the click server, which records no steps.
    const inRun = lanes.get(id)?.then === true;
    if (inRun && !states[id] && !ahead.has(id)) notTaken.add(id);
  }
  for (const edge of document.edges) {
    if (takenEdges.has(edge.id) || lanes.get(edge.to)?.then !== true) continue;
    const isReachable =
      edge.from.node === TRIGGER || states[edge.from.node] !== undefined || ahead.has(edge.from.node);
    if (!isReachable || !ahead.has(edge.to) || leftByOtherPort(states[edge.from.node], edge.from.port))
      notTaken.add(edge.id);
  }
  return { steps: states, takenEdges, notTaken };
}

/** True if the step finished and left by another port. */
function leftByOtherPort(state: StepState | undefined, port: string): boolean {
  return state !== undefined && isFinal(state.status) && (state.port ?? NEXT_PORT) !== port;
}

/** The steps from which the run continues: unfinished ones, and the successors of finished ones. */
function frontier(document: WorkflowDocument, states: StepStates): string[] {
  const graph = graphOf(document);
  const start = targetOf(graph, TRIGGER, THEN_PORT);
  const current = Object.entries(states).flatMap(([id, state]) => {
    if (!isFinal(state.status)) return [id];
    const next = targetOf(graph, id, state.port ?? NEXT_PORT);
    return next === null ? [] : [next];
  });
  return start !== null && !states[start] ? [start, ...current] : current;
}

function findTakenEdges(document: WorkflowDocument, states: StepStates): ReadonlySet<string> {
  const takenEdges = new Set<string>();
  for (const edge of document.edges) {
    const to = states[edge.to];
    if (!to || to.status === 'pending') continue;
    const from = states[edge.from.node];
    const left = edge.from.node === TRIGGER || (from !== undefined && isFinal(from.status));
    if (left && (edge.from.node === TRIGGER || (from?.port ?? NEXT_PORT) === edge.from.port))
      takenEdges.add(edge.id);
  }
  return takenEdges;
}

/**
 * The state of the response node, if the workflow has exactly one possible response: the node directly after the trigger.
 */
export function responseState(
  document: WorkflowDocument,
  catalogue: readonly NodeDescriptor[],
  clickedAt: string,
): StepStates {
  const graph = graphOf(document);
  const first = targetOf(graph, TRIGGER, RESPOND_PORT);
  const node = first === null ? undefined : graph.nodes.get(first);
  const group = catalogue.find((descriptor) => descriptor.type === node?.type)?.group;
  if (!node || node.disabled || group !== 'response') return {};
  return { [node.id]: { status: 'succeeded', startedAt: clickedAt, endedAt: clickedAt, attempts: 0 } };
}

function targetOf(graph: WorkflowGraph, nodeId: string, port: string): string | null {
  return edgesFrom(graph, nodeId).get(port)?.to ?? null;
}
