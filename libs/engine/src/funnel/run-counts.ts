import type { RunStatus, StepStatus, WorkflowNode } from '@linkflow/contracts';
import { walkOf, type CompiledWorkflow } from '@linkflow/workflow';
import type { StoredRun, StoredStep } from '../persist/run.schema';
import { bucketOf } from './time-buckets';

/*
 * What a funnel counts. A run contributes numbers under these keys, which depend on nothing but the run and its version:
 *
 * - `runs`: the run. `run:<status>`: its status. `run:ms:<bucket>`: the time from the event to its end, if it has ended
 * - `node:<node>:<state>`: it has come to this node and is, or was last, in this state there
 * - `node:<node>:again`: the step needed more than one attempt
 * - `node:<node>:ms:<bucket>`: the time from when the run came to the node until it left, with all waiting, holding and retrying
 * - `port:<node>:<port>`: it left the node through the port. `port:<node>:<port>:ms:<bucket>`: the time from the event until then
 *
 * Counts are stored as fields of documents, so ports are written without the characters that have a meaning there.
 */

/** Numbers by key. A key without an entry is zero. */
export type Counts = Map<string, number>;

/** What is counted for one version of a workflow and one verdict; see `keyOf`. */
export type CountsByKey = Map<string, Counts>;

/** In what state a run is, or was last, at a node. `working`: a worker has it, or is to take it. `review`: a person must look at it. */
export const NODE_STATES = [
  'succeeded',
  'failed',
  'skipped',
  'cancelled',
  'review',
  'waiting',
  'retrying',
  'held',
  'working',
] as const;
export type NodeState = (typeof NODE_STATES)[number];

type CountedStep = Pick<StoredStep, 'nodeId' | 'status' | 'port' | 'endedAt'> & {
  attempts: readonly unknown[];
};
export type CountedRun = Pick<
  StoredRun,
  '_id' | 'trigger' | 'workflow' | 'verdict' | 'status' | 'endedAt'
> & {
  steps: CountedStep[];
};

/** The fields of a run that are counted. */
export const COUNTED_FIELDS = {
  'trigger.at': 1,
  workflow: 1,
  verdict: 1,
  status: 1,
  endedAt: 1,
  'steps.nodeId': 1,
  'steps.status': 1,
  'steps.port': 1,
  'steps.endedAt': 1,
  'steps.attempts.number': 1,
} as const;

const VERDICTS = ['human', 'suspect', 'bot'] as const;

/** The keys of a version of a workflow, one for each verdict. */
export const keysOf = (owner: string, version: number): Record<(typeof VERDICTS)[number], string> => ({
  human: `${owner}:${version}:human`,
  suspect: `${owner}:${version}:suspect`,
  bot: `${owner}:${version}:bot`,
});

export const keyOf = ({ workflow, verdict }: Pick<StoredRun, 'workflow' | 'verdict'>): string =>
  keysOf(workflow.owner, workflow.version)[verdict ?? 'human'];

/** The key of a port, without `%`, `.`, `:`, `$` and the zero character. */
export const portKey = (nodeId: string, port: string): string =>
  // eslint-disable-next-line no-control-regex -- MongoDB allows no zero character in the name of a field.
  `port:${nodeId}:${port.replace(/[%.:$\0]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;

/**
 * Adds a run to counts.
 * @param workflow undefined if the version does not exist any more: only the run is counted
 */
export function addRun(counts: Counts, run: CountedRun, workflow: CompiledWorkflow | undefined): void {
  const add = (key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  const addTime = (key: string, from: Date, to: Date): void =>
    add(`${key}:ms:${bucketOf(to.getTime() - from.getTime())}`);
  const { at } = run.trigger;
  add('runs');
  add(`run:${run.status}`);
  if (run.endedAt) addTime('run', at, run.endedAt);
  if (!workflow) return;
  let arrivedAt = at;
  for (const { nodeId, step, onward } of walkOf(workflow, run.steps)) {
    const key = `node:${nodeId}`;
    add(`${key}:${stateOf(run.status, step?.status)}`);
    if (step && step.attempts.length > 1) add(`${key}:again`);
    if (!step || !onward) continue;
    if (onward.port !== null) add(portKey(nodeId, onward.port));
    if (!step.endedAt) continue;
    addTime(key, arrivedAt, step.endedAt);
    if (onward.port !== null) addTime(portKey(nodeId, onward.port), at, step.endedAt);
    arrivedAt = step.endedAt;
  }
}

/** The state of a run at a node of its path. A step that has not ended is in the state of its run. */
function stateOf(run: RunStatus, step: StepStatus | undefined): NodeState {
  switch (step) {
    case 'succeeded':
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return step;
    case 'uncertain':
      return 'review';
    default:
      return STATE_OF_RUN[run];
  }
}

const STATE_OF_RUN: Record<RunStatus, NodeState> = {
  queued: 'working',
  running: 'working',
  waiting: 'waiting',
  retrying: 'retrying',
  held: 'held',
  'needs-review': 'review',
  // A run that has ended before this step did: for example, it was cancelled between two steps.
  succeeded: 'cancelled',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** Adds `part` to `sum`, or subtracts it. Numbers that become zero are removed. */
export function addCounts(sum: Counts, part: Iterable<readonly [string, number]>, sign: 1 | -1 = 1): void {
  for (const [key, n] of part) {
    const total = (sum.get(key) ?? 0) + sign * n;
    if (total === 0) sum.delete(key);
    else sum.set(key, total);
  }
}

/** The counts of `key`, which are added if there are none. */
export function countsIn(all: CountsByKey, key: string): Counts {
  const counts = all.get(key) ?? new Map<string, number>();
  all.set(key, counts);
  return counts;
}

/** How many runs were in each state at the steps of each type. `nodes`: those of the version that was counted. */
export function statesByType(
  nodes: readonly Pick<WorkflowNode, 'id' | 'type'>[],
  counts: Counts,
): Map<string, Record<NodeState, number>> {
  const byType = new Map<string, Record<NodeState, number>>();
  for (const { id, type } of nodes) {
    const states = byType.get(type) ?? statesOf(() => 0);
    byType.set(
      type,
      statesOf((state) => states[state] + (counts.get(`node:${id}:${state}`) ?? 0)),
    );
  }
  return byType;
}

const statesOf = (count: (state: NodeState) => number): Record<NodeState, number> =>
  // The cast is safe: there is an entry for each state.
  Object.fromEntries(NODE_STATES.map((state) => [state, count(state)])) as Record<NodeState, number>;
