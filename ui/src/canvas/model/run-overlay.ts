import {
  NEXT_PORT,
  type NodeDescriptor,
  RESPOND_PORT,
  type RunDetail,
  type StepStatus,
  THEN_PORT,
  TRIGGER,
  type WorkflowDocument,
} from '@linkflow/contracts';
import { graphOf, lanesOf, reachableFrom, sameJson, successorOf } from '@linkflow/workflow';
import { descriptorsOf } from './nodes';

type Step = RunDetail['steps'][number];

/** The state of one step, as shown on the canvas. */
export interface StepState
  extends Pick<Step, 'status'>, Partial<Pick<Step, 'port' | 'startedAt' | 'endedAt' | 'dueAt' | 'reason'>> {
  /** The number of attempts that were started; 0 in a simulation and in the respond lane. */
  attempts: number;
}
export type StepStates = Readonly<Record<string, StepState>>;

/** The final statuses: a step with one of them does not change any more, unless an operator repairs the run. */
const FINAL: readonly StepStatus[] = ['succeeded', 'failed', 'skipped', 'cancelled', 'uncertain'];
const isFinal = (status: StepStatus): boolean => FINAL.includes(status);

/** Returns the states of a run's steps by node id. */
export function stepStatesOf(run: Pick<RunDetail, 'steps'>): StepStates {
  return Object.fromEntries(
    run.steps.map(({ nodeId, status, port, startedAt, endedAt, dueAt, attempts, reason }) => [
      nodeId,
      { status, port, startedAt, endedAt, dueAt, attempts: attempts.length, reason },
    ]),
  );
}

/**
 * Returns the step states after a live event. `startedAt` and `endedAt` are set to the event's time; exact times and the reason
 * come with the next fetch of the run.
 */
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
 * Returns the next states to show on the way from `shown` to `known`, or null if they are equal. Changes only the first step
 * (in the order `walk`) that differs, and shows a step that is already final as running first, so that users can follow fast
 * runs.
 */
export function revealNext(shown: StepStates, known: StepStates, walk: readonly string[]): StepStates | null {
  const removed = Object.keys(shown).find((id) => !(id in known));
  if (removed !== undefined) {
    const { [removed]: _removed, ...rest } = shown;
    return rest;
  }
  for (const id of walk) {
    const target = known[id];
    const state = shown[id];
    if (!target || sameJson(state, target)) continue;
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

/** Returns the ids of all nodes: first those with a step in the run, in the order of the steps, then the others. */
export function stepOrder(run: Pick<RunDetail, 'steps' | 'document'>): string[] {
  const executed = run.steps.map((step) => step.nodeId);
  return [...new Set([...executed, ...run.document.nodes.map((node) => node.id)])];
}

/** What the canvas needs to show a run (or a simulation) on its workflow. */
export interface RunOverlay {
  steps: StepStates;
  /** Ids of the edges that the run followed. */
  takenEdges: ReadonlySet<string>;
  /** Ids of the nodes and edges that the run did not take and cannot take any more. */
  notTaken: ReadonlySet<string>;
  /** True if this is a simulation, in which nothing was executed. */
  simulated?: boolean;
}

/**
 * Computes what the canvas shows of a run: the step states, the edges that the run followed, and the nodes and edges that it
 * can no longer take.
 * @param ended the run has ended, so steps without a state will not run
 */
export function runOverlay(document: WorkflowDocument, states: StepStates, ended: boolean): RunOverlay {
  const graph = graphOf(document);
  const takenEdges = findTakenEdges(document, states);
  const ahead = ended ? new Set<string>() : reachableFrom(graph, frontier(document, states));
  const lanes = lanesOf(graph);
  const notTaken = new Set<string>();
  for (const { id } of document.nodes) {
    // The click server executes the respond lane and stores no steps for it, so only nodes of the then lane can be "not taken".
    const inRun = lanes.get(id)?.then === true;
    if (inRun && !states[id] && !ahead.has(id)) notTaken.add(id);
  }
  for (const edge of document.edges) {
    if (takenEdges.has(edge.id) || lanes.get(edge.to)?.then !== true) continue;
    const from = states[edge.from.node];
    const isReachable = edge.from.node === TRIGGER || from !== undefined || ahead.has(edge.from.node);
    const port = exitPort(from);
    if (!isReachable || !ahead.has(edge.to) || (port !== null && port !== edge.from.port))
      notTaken.add(edge.id);
  }
  return { steps: states, takenEdges, notTaken };
}

/** Returns the nodes from which the run can continue: steps that are not final, and the successors of final steps. */
function frontier(document: WorkflowDocument, states: StepStates): string[] {
  const graph = graphOf(document);
  const start = successorOf(graph, TRIGGER, THEN_PORT);
  const current = Object.entries(states).flatMap(([id, state]) => {
    const port = exitPort(state);
    return port === null ? [id] : (successorOf(graph, id, port) ?? []);
  });
  return start !== null && !states[start] ? [start, ...current] : current;
}

/**
 * Returns the ids of the edges that the run followed: the edge starts at the trigger or at the port by which a final step was
 * left, and the step at its end has started.
 */
function findTakenEdges(document: WorkflowDocument, states: StepStates): ReadonlySet<string> {
  const taken = document.edges.filter(({ from, to }) => {
    const target = states[to];
    const isLeft = from.node === TRIGGER || exitPort(states[from.node]) === from.port;
    return target !== undefined && target.status !== 'pending' && isLeft;
  });
  return new Set(taken.map((edge) => edge.id));
}

/** Returns the port by which the run left a final step, or null if the step is not final. */
function exitPort(state: StepState | undefined): string | null {
  return state && isFinal(state.status) ? (state.port ?? NEXT_PORT) : null;
}

/** How the click server responded to the click of a run. */
export interface ResponseInput {
  document: WorkflowDocument;
  catalogue: readonly NodeDescriptor[];
  /** Time of the response. */
  at: string;
  /**
   * The recorded response of this click. Undefined if the link gives every recipient the same response; then none is recorded.
   */
  answer?: RunDetail['answer'];
}

/**
 * Returns the states of the nodes of the respond lane. If a response was recorded, these are the nodes on its path; otherwise
 * the node directly after the trigger, if it is an enabled response.
 */
export function responseStates({ document, catalogue, at, answer }: ResponseInput): StepStates {
  if (answer) return recordedStates(document, answer, at);
  const graph = graphOf(document);
  const first = successorOf(graph, TRIGGER, RESPOND_PORT);
  const node = first === null ? undefined : graph.nodes.get(first);
  const group = descriptorsOf(catalogue).get(node?.type ?? '')?.group;
  if (!node || node.disabled || group !== 'response') return {};
  return { [node.id]: { status: 'succeeded', startedAt: at, endedAt: at, attempts: 0 } };
}

function recordedStates(
  document: WorkflowDocument,
  { path, scriptProblems = {} }: NonNullable<RunDetail['answer']>,
  at: string,
): StepStates {
  return Object.fromEntries(
    path.map((id, index) => {
      const edge = document.edges.find(({ from, to }) => from.node === id && to === path[index + 1]);
      const status = scriptProblems[id] ? ('failed' as const) : ('succeeded' as const);
      return [id, { status, port: edge?.from.port, startedAt: at, endedAt: at, attempts: 0 }];
    }),
  );
}
