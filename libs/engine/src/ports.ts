import type { CodedReason, Language, Risk, ValueFormat } from '@linkflow/contracts';
import { OrganisationConfig } from '@linkflow/platform';
import { z } from 'zod';
import type { ActionContext, ActionPorts } from '@linkflow/actions';
import type { CompiledWorkflow } from '@linkflow/workflow';
import type { StoredRun } from './persist/run.schema';

/** Settings of the engine. Times in ms. */
export const EngineConfig = z.object({
  /** Length of a run's lease. The worker renews it every third of this time. If it expires, another worker may claim the run. */
  RUN_LEASE_MS: z.coerce.number().int().min(500).default(15_000),
  /** Interval at which the reconciler looks for overdue runs and enqueues them. */
  RECONCILE_MS: z.coerce.number().int().min(100).default(2_000),
  /** A queued run that no worker has claimed is enqueued again after this time. */
  RUN_QUEUED_MS: z.coerce.number().int().min(100).default(10_000),
  /** Waits and retries due within this time become delayed BullMQ jobs; later ones stay in MongoDB until they come closer. */
  TIMER_HORIZON_MS: z.coerce.number().int().min(0).default(60_000),
  ...OrganisationConfig.shape,
});
export type EngineConfig = z.infer<typeof EngineConfig>;

// The ports below are abstract classes, so that they can be Nest injection tokens. The application provides the implementations.

/** A published version, compiled. */
export interface RunnableVersion {
  workflow: CompiledWorkflow;
}

/** The published versions of workflows. `owner`: id of the document that a workflow belongs to. */
export abstract class Versions {
  /** Returns the version, or undefined if it does not exist. Versions never change, so implementations may cache them. */
  abstract load(
    owner: string,
    version: number,
  ): RunnableVersion | undefined | Promise<RunnableVersion | undefined>;
  /** Number of the live version, read uncached; null if none is published. */
  abstract latest(owner: string): Promise<number | null>;
}

export abstract class Facts {
  /**
   * Current values of the named facts. Facts that cannot be read are absent from the result. `steps.*` facts are resolved by the
   * engine and never requested here.
   */
  abstract load(run: StoredRun, names: readonly string[]): Promise<Record<string, unknown>>;

  /**
   * Formats facts as texts for people.
   *
   * @param formats of the facts that are outputs of steps
   * @returns the texts by fact name; an empty text for an empty value
   */
  abstract texts(
    values: Readonly<Record<string, unknown>>,
    language: Language,
    formats: ReadonlyMap<string, ValueFormat>,
  ): Promise<Record<string, string>>;
}

/** A step that a gate decides about. */
export interface GatedStep {
  nodeId: string;
  type: string;
  risk: Risk;
  /** Whether the step takes the person off something. */
  withdraws: boolean;
  params: Readonly<Record<string, unknown>>;
}

/**
 * What a gate decides about a step:
 *
 * - `open`: the step is executed
 * - `hold`: the run is held; the gate is asked again at `until`, or earlier when the run is woken. `brief`: for seconds, so the run is
 *   `waiting`, and nobody is asked to decide
 * - `refuse`: the step is skipped with the reason, and the run continues after it
 */
export type GateDecision =
  | { kind: 'open' }
  | { kind: 'hold'; until: Date; reason: CodedReason; brief?: true }
  | { kind: 'refuse'; reason: CodedReason };

/** A kind of event that starts runs. */
export interface TriggerType {
  /** Value of `trigger.type` in runs. */
  readonly type: string;
  /** The origin of the changes that a step of the run makes. It is stored with each change. */
  sourceOf(run: StoredRun, nodeId: string): ActionContext['source'] | Promise<ActionContext['source']>;
  /**
   * Decides from what is known about the event whether a step may be executed. Asked before each step that is not harmless. It must honour
   * the decision of a person (`run.decision`). If absent, all steps are executed.
   */
  gate?(run: StoredRun, step: GatedStep): GateDecision | Promise<GateDecision>;
  /** Called before a run is failed because its workers crashed. May be called twice for a run. */
  crashed?(run: StoredRun): Promise<void>;
}

/** The kinds of events that the application registers. A run of any other kind is failed. */
export class TriggerTypes {
  readonly byType: ReadonlyMap<string, TriggerType>;

  constructor(types: readonly TriggerType[]) {
    this.byType = new Map(types.map((type) => [type.type, type]));
    if (this.byType.size < types.length) throw new Error('Two trigger types have the same name');
  }
}

/** Adapters of the ports that libs/actions declares. */
export abstract class ActionAdapters implements ActionPorts {
  abstract readonly crm: ActionPorts['crm'];
  abstract readonly scripts: ActionPorts['scripts'];
  abstract readonly sandbox: ActionPorts['sandbox'];
  abstract readonly webhooks: ActionPorts['webhooks'];
  abstract readonly mailings: ActionPorts['mailings'];
}

/** The queue of the jobs that make workers walk runs. If a job is lost, the reconciler enqueues its runs again. */
export abstract class RunQueue {
  /** Enqueues a job that walks these runs, `delayMs` from now if given. */
  abstract enqueue(runIds: string[], delayMs?: number): Promise<void>;
  /** Enqueues a run for quarantine, where jobs are executed one at a time. Idempotent while the job is queued. */
  abstract enqueueQuarantined(runId: string): Promise<void>;
}

/** Number of runs per job in `enqueueAll`. It is small, so that a backlog is spread over several workers. */
const RUNS_PER_JOB = 50;

/** Enqueues many runs in jobs of 50, `delayMs` from now if given. */
export async function enqueueAll(
  queue: RunQueue,
  runIds: readonly string[],
  delayMs?: number,
): Promise<void> {
  for (let from = 0; from < runIds.length; from += RUNS_PER_JOB) {
    await queue.enqueue(runIds.slice(from, from + RUNS_PER_JOB), delayMs);
  }
}
