import { z } from 'zod';
import { BULK_VERBS } from './choices';
import { Id, Instant, Page, PageQuery, Ref, Text } from './common';
import { ClickAnswer } from './jobs';
import { ConditionTrace } from './workflow/conditions';
import { Verdict, VerdictView } from './verdicts';
import { WorkflowDocument, WorkflowLayout } from './workflow/document';

export const RunStatus = z.enum([
  'queued',
  'running',
  'waiting',
  'retrying',
  'held',
  'succeeded',
  'failed',
  'cancelled',
  'needs-review',
]);
export type RunStatus = z.infer<typeof RunStatus>;

export const StepStatus = z.enum([
  'pending',
  'running',
  'waiting',
  'retrying',
  'succeeded',
  'failed',
  'skipped',
  'cancelled',
  'uncertain',
]);
export type StepStatus = z.infer<typeof StepStatus>;

/** Why a step failed or was skipped: a code for machines, and a text for marketers. */
export const Reason = z.object({ code: z.string(), message: Text });
export type Reason = z.infer<typeof Reason>;

export const StepAttempt = z.object({
  number: z.number().int(),
  startedAt: Instant,
  endedAt: Instant.optional(),
  /** `postponed`: nothing was tried, or in vain, because the server was not available for anybody; it does not count as a retry. */
  outcome: z.enum(['succeeded', 'failed', 'retry', 'postponed', 'wait']).optional(),
  reason: Reason.optional(),
});
export type StepAttempt = z.infer<typeof StepAttempt>;

export const StepView = z.object({
  nodeId: z.string(),
  type: z.string(),
  /** One sentence about what the step did or will do. */
  sentence: Text,
  status: StepStatus,
  port: z.string().optional(),
  startedAt: Instant.optional(),
  endedAt: Instant.optional(),
  /** When a waiting or retrying step continues. */
  dueAt: Instant.optional(),
  attempts: z.array(StepAttempt),
  reason: Reason.optional(),
  output: z.record(z.string(), z.unknown()).optional(),
  trace: ConditionTrace.optional(),
  /** When the effect of the step was undone. `kept`: nothing was undone, because the value was changed since or was the same before. */
  undone: z.object({ at: Instant, kept: z.boolean() }).optional(),
});
export type StepView = z.infer<typeof StepView>;

/**
 * Ids of the entities that the event of a run is about. The engine stores them with the run and passes them on to facts and actions, but
 * never interprets them.
 */
export const RunContext = z.object({
  linkId: Id.optional(),
  mailingId: Id.optional(),
  recipientId: Id.optional(),
  formId: Id.optional(),
});
export type RunContext = z.infer<typeof RunContext>;

/** The keys of a run's context that runs can be filtered by. The engine keeps indexes for them. */
export const RUN_CONTEXT_FILTERS = [
  'linkId',
  'mailingId',
  'formId',
] as const satisfies readonly (keyof RunContext)[];

/**
 * Why a run is held although no pause applies, or waits although no step does: before which step, and when it continues or is dropped at the
 * latest.
 */
export const RunHold = z.object({ nodeId: z.string(), type: z.string(), reason: Reason, until: Instant });
export type RunHold = z.infer<typeof RunHold>;

export const RunSummary = z.object({
  id: Id,
  status: RunStatus,
  /** The event that started the run. `type`: `click`, `form` for a submission, or `manual` for a run that a person started. */
  trigger: z.object({ type: z.string(), id: Id, at: Instant }),
  /** The person that the run is about: a contact, or only the address of a recipient without a contact card. */
  subject: z.object({ contact: Ref.nullable(), address: z.string().optional() }),
  /** The entities in the run's context, with their names. */
  context: z.object({ link: Ref.optional(), mailing: Ref.optional(), form: Ref.optional() }),
  /** The version that the run executes. `owner`: id of the entity that the workflow belongs to, for example a link. */
  workflow: z.object({ owner: Id, version: z.number().int() }),
  /** When a waiting or retrying run continues. */
  dueAt: Instant.optional(),
  endedAt: Instant.optional(),
  /** `key` identifies the error group of the failure. */
  failure: z
    .object({ nodeId: z.string(), type: z.string(), reason: Reason, key: z.string().optional() })
    .optional(),
  hold: RunHold.optional(),
  /** The verdict on the click that started the run, or the run that this is a re-run of. Absent if no click did. */
  clickVerdict: Verdict.optional(),
});
export type RunSummary = z.infer<typeof RunSummary>;

/** A command for many runs. `rerun` creates a new run of the same event on the live version. */
export const BulkVerb = z.enum(BULK_VERBS);
export type BulkVerb = z.infer<typeof BulkVerb>;

/** A run with its steps in order of execution, and the workflow of its version, on which the UI draws the steps. */
export const RunDetail = RunSummary.extend({
  steps: z.array(StepView),
  document: WorkflowDocument,
  layout: WorkflowLayout,
  /** One sentence for each node, by node id, including nodes that the run did not reach. */
  sentences: z.record(z.string(), Text).optional(),
  /** The commands that are possible now. `release` stands for `drop` too. */
  can: z.object({
    retry: z.boolean(),
    cancel: z.boolean(),
    resolve: z.boolean(),
    rerun: z.boolean(),
    release: z.boolean(),
  }),
  /** Key of the pause that holds the run; see `pauseKey`. */
  heldBy: z.string().optional(),
  /** What a person decided about the run when it was held because of doubt about its event. */
  decision: z.enum(['release', 'drop']).optional(),
  /** The original run, if this is a re-run. */
  rerunOf: Id.optional(),
  /** The re-run of this run. */
  rerunBy: Id.optional(),
  /** The bulk commands that changed or created the run, newest first. The list is limited. */
  bulks: z.array(z.object({ id: Id, verb: BulkVerb, at: Instant, by: Ref })).optional(),
  /** The verdict on the click that started the run, and why. */
  verdict: VerdictView.optional(),
  /** What the recipient got. Only for clicks whose answer was decided individually, for example by a condition. */
  answer: ClickAnswer.optional(),
});
export type RunDetail = z.infer<typeof RunDetail>;

/** A filter for runs. All given conditions must hold. */
export const RunFilter = z.object({
  /** One or more statuses, separated by commas. */
  status: z.string().max(200).optional(),
  linkId: Id.optional(),
  mailingId: Id.optional(),
  formId: Id.optional(),
  contactId: Id.optional(),
  /** Key of an error group. */
  error: z.string().max(80).optional(),
  /** Id of a bulk command that changed or created the run. */
  bulk: Id.optional(),
  /** `doubt`: only runs that are held because of doubt about their event, not those that a pause holds. */
  held: z.literal('doubt').optional(),
  /** By the verdict on the click that started the run. Runs that no click started are a person's. */
  verdict: Verdict.optional(),
  /** Time of the event that started the run: `from` inclusive, `to` exclusive. */
  from: Instant.optional(),
  to: Instant.optional(),
});
export type RunFilter = z.infer<typeof RunFilter>;

export const RunQuery = PageQuery.extend(RunFilter.shape);
/** `total` is at most `MAX_COUNTED_RUNS`. */
export type RunPage = Page<RunSummary>;

/** Failed runs with the same cause: the same action, code and message, apart from names and numbers in the message. */
export const ErrorGroup = z.object({
  key: z.string(),
  type: z.string(),
  reason: Reason,
  /** Number of runs that have the status `failed` with this error now. Repaired runs are not counted. */
  runs: z.number().int(),
  firstSeen: Instant,
  lastSeen: Instant,
});
export type ErrorGroup = z.infer<typeof ErrorGroup>;

/** Filters error groups by the runs in them. */
export const ErrorQuery = RunFilter.pick({
  linkId: true,
  mailingId: true,
  formId: true,
  from: true,
  to: true,
});
export type ErrorQuery = z.infer<typeof ErrorQuery>;

/** Retries a run from the node `fromNodeId`, or from the first failed step. Steps that succeeded are not repeated. */
export const RetryRun = z.object({ fromNodeId: z.string().max(40).optional() });
export type RetryRun = z.infer<typeof RetryRun>;

/** States the outcome of a step that is `uncertain`. The run continues from there. */
export const ResolveRun = z.object({
  nodeId: z.string().max(40),
  outcome: z.enum(['succeeded', 'failed', 'retry']),
  /** Number of the attempt whose outcome it is. If the step has a newer attempt, the request fails with `run.busy`. */
  attempt: z.number().int().optional(),
});
export type ResolveRun = z.infer<typeof ResolveRun>;

/** Skips a failed step; the run continues after it. */
export const SkipStep = z.object({ nodeId: z.string().max(40) });
export type SkipStep = z.infer<typeof SkipStep>;

/** Numbers of runs that a person must repair or decide about. Each number is at most `MAX_COUNTED_RUNS`. */
export const RunAttention = z.object({
  failed: z.number().int(),
  needsReview: z.number().int(),
  /** Held because of doubt about their event. */
  held: z.number().int(),
});
export type RunAttention = z.infer<typeof RunAttention>;
