import { Schema } from 'mongoose';
import {
  RUN_CONTEXT_FILTERS,
  type ConditionTrace,
  type RunContext,
  type RunStatus,
  type StepStatus,
  type StoredReason,
  type Verdict,
} from '@linkflow/contracts';

export const RUNS = 'runs';

/** The value of `heldBy` in a run that the gate of its trigger holds. All other values are keys of pauses, which never have this form. */
export const HELD_BY_GATE = 'gate';

/** The event that started a run. */
export interface StoredTrigger {
  /** Name of a registered TriggerType. */
  type: string;
  /** Id of the event. It is also the id of its first run; re-runs have ids of their own. */
  id: string;
  at: Date;
}

/**
 * One execution of a workflow version for one event. A run has the id of its event; a re-run has a new id. Ids are ordered by time.
 * `trigger`, `subject`, `context` and `workflow` never change.
 */
export interface StoredRun {
  _id: string;
  trigger: StoredTrigger;
  /** The person that the run is about. `contactId`: null for an address without a contact card. */
  subject: { contactId: string | null; address?: string };
  context: RunContext;
  /** The version to execute. `owner`: id of the document that the workflow belongs to. */
  workflow: { owner: string; version: number };
  /**
   * The verdict on the event of the run and of its re-runs, if a machine caused it or may have; absent if a person did. It follows the verdict
   * of the event (see `RunVerdicts`), and no command and no checkpoint writes it.
   */
  verdict?: Exclude<Verdict, 'human'>;
  /** How often the verdict of the event had been written when this one was taken from it; absent: never. */
  verdictWrites?: number;
  createdAt: Date;
  status: RunStatus;
  /** Fencing token: grows with each claim. A holder of an older token has lost the run and must not write. */
  fence: number;
  /**
   * Number of claims since the last progress whose worker crashed or froze. A claim of a run that is still `running` raises it; a stored
   * result of a step, or any other end of a walk, removes it. See RunClaimer.
   */
  interrupted?: number;
  /** Revision: grows with each write. */
  rev: number;
  /** Unique per write. It identifies a writer's own write among concurrent ones with the same fence and rev. */
  writeToken: string;
  /**
   * When the reconciler must enqueue the run if nothing else has. `queued`: the time when its job is overdue; `running`: the end of the
   * lease; `waiting` and `retrying`: the time when it must continue. Absent if the run is held, needs a review or has ended.
   */
  dueAt?: Date;
  endedAt?: Date;
  /** In the order of their first attempt. Each node occurs at most once, because the graph has no cycles. */
  steps: StoredStep[];
  failure?: StoredFailure;
  /** Key of the pause that holds the run, or HELD_BY_GATE. */
  heldBy?: string;
  /**
   * Set if the gate of the trigger holds the run, or lets it wait for some seconds: before which step, why, and until when at the latest.
   */
  hold?: { nodeId: string; type: string; reason: StoredReason; until: Date };
  /** What a person decided about a run that the gate of its trigger held. It applies to all later steps. */
  decision?: 'release' | 'drop';
  /** Id of the original run, if this one is a re-run. */
  rerunOf?: string;
  /** Id of the re-run of this run. Once it is set, this run accepts no command. */
  rerunBy?: string;
  /** Intent to create the re-run `rerunBy`; removed once the re-run is stored. */
  pendingRerun?: { version: number; bulkId?: string };
  /** Ids of the bulks that changed or created the run. Each is written together with the change. */
  bulkIds?: string[];
  /** W3C `traceparent` of the event. Every walk is a child span of it. */
  trace?: string;
  /** When the person of the run was erased. The run has ended, the values of its steps are removed, and it accepts no command. */
  erasedAt?: Date;
}

export interface StoredStep {
  nodeId: string;
  type: string;
  status: StepStatus;
  startedAt: Date;
  endedAt?: Date;
  dueAt?: Date;
  /** The port through which the run left the node. */
  port?: string;
  /** The port through which the run will leave a waiting step when the wait is over. */
  portAfterWait?: string;
  attempts: StoredAttempt[];
  /** Number of attempts when a person last retried the step. Earlier attempts do not count against its limit of attempts. */
  attemptsAtRetry?: number;
  reason?: StoredReason;
  output?: Record<string, unknown>;
  trace?: ConditionTrace;
  /** When the effect of the step was undone; `kept`: nothing was undone, because the value was changed since or was the same before. */
  undone?: { at: Date; kept: boolean };
}

export interface StoredAttempt {
  number: number;
  startedAt: Date;
  endedAt?: Date;
  outcome?: 'succeeded' | 'failed' | 'retry' | 'postponed' | 'wait';
  reason?: StoredReason;
}

export interface StoredFailure {
  nodeId: string;
  type: string;
  reason: StoredReason;
  /** Key of the error group of this failure, see `errorKey`. */
  key: string;
}

/** Declares the collection and its indexes. RunStore writes the documents through the batcher. */
export const RunSchema = new Schema<StoredRun>(
  { _id: { type: String, required: true } },
  { collection: RUNS, strict: false, versionKey: false },
);

// Ids are ordered by the time of the event, so every list is sorted by `_id` descending. RunQueries has the query shapes.
// Each index costs a write per run. Two fields have a common index if each alone may match many runs, but both together match few.
const inContext = RUN_CONTEXT_FILTERS.filter((key) => key !== 'formId').map((key) => `context.${key}`);
const pairsInContext = inContext.flatMap((one, index) =>
  inContext.slice(index + 1).map((other) => ({ [one]: 1, [other]: 1 }) as const),
);

// The verdict is the last field: it does not change the order, and the runs of machines are passed over without reading them.
RunSchema.index({ status: 1, _id: -1, verdict: 1 });
for (const field of inContext) RunSchema.index({ [field]: 1, status: 1, _id: -1, verdict: 1 });
for (const pair of pairsInContext) RunSchema.index({ ...pair, _id: -1, verdict: 1 });
RunSchema.index({ 'subject.contactId': 1, _id: -1 });
RunSchema.index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $exists: true } } });
// Few runs belong to a form, so the others are not in the index.
const ofForm = { partialFilterExpression: { 'context.formId': { $exists: true } } };
RunSchema.index({ 'context.formId': 1, status: 1, _id: -1 }, ofForm);
// Runs that machines caused, or may have.
RunSchema.index({ verdict: 1, _id: -1 }, { partialFilterExpression: { verdict: { $exists: true } } });
// Partial indexes that contain only failed runs.
const failed = { partialFilterExpression: { 'failure.key': { $exists: true } } };
RunSchema.index({ 'failure.key': 1, _id: -1 }, failed);
for (const field of inContext) RunSchema.index({ [field]: 1, 'failure.key': 1, _id: -1 }, failed);
for (const pair of pairsInContext) RunSchema.index({ ...pair, 'failure.key': 1, _id: -1 }, failed);
// Partial indexes, because most runs are never held, re-run or part of a bulk. A list of a bulk's runs on one link reads all runs of the
// bulk, which is at most as much as the bulk itself has read.
RunSchema.index({ heldBy: 1 }, { partialFilterExpression: { heldBy: { $exists: true } } });
RunSchema.index({ pendingRerun: 1 }, { partialFilterExpression: { pendingRerun: { $exists: true } } });
const inBulk = { partialFilterExpression: { bulkIds: { $exists: true } } };
RunSchema.index({ bulkIds: 1, status: 1, _id: -1 }, inBulk);

export const EFFECTS = 'effects';

/** The claim of a run on a step that happens once per scope. `_id` is the key of the scope (`repeatScope`). See EffectLedger. */
export interface StoredClaim {
  _id: string;
  runId: string;
  at: Date;
  /** The contact of the run; absent if it has none. */
  contactId?: string;
}

export const EffectSchema = new Schema<StoredClaim>(
  { _id: { type: String, required: true }, runId: String, at: Date, contactId: String },
  { collection: EFFECTS, versionKey: false },
);
// Finds the claims of a contact, to erase or export them.
EffectSchema.index({ contactId: 1 }, { partialFilterExpression: { contactId: { $type: 'string' } } });
