import { z } from 'zod';
import { Id, Instant, Page, PageQuery, Ref, Text } from './common';
import { ConditionTrace } from './workflow/conditions';
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

/** Why a step failed or was passed over, in words a marketer understands, with a code for machines. */
export const Reason = z.object({ code: z.string(), message: Text });
export type Reason = z.infer<typeof Reason>;

export const StepAttempt = z.object({
  number: z.number().int(),
  startedAt: Instant,
  endedAt: Instant.optional(),
  outcome: z.enum(['succeeded', 'failed', 'retry', 'wait']).optional(),
  reason: Reason.optional(),
});
export type StepAttempt = z.infer<typeof StepAttempt>;

export const StepView = z.object({
  nodeId: z.string(),
  type: z.string(),
  /** One sentence of what it did or will do. */
  sentence: Text,
  status: StepStatus,
  port: z.string().optional(),
  startedAt: Instant.optional(),
  endedAt: Instant.optional(),
  /** When a waiting or retrying step goes on. */
  dueAt: Instant.optional(),
  attempts: z.array(StepAttempt),
  reason: Reason.optional(),
  output: z.record(z.string(), z.unknown()).optional(),
  trace: ConditionTrace.optional(),
});
export type StepView = z.infer<typeof StepView>;

export const RunSummary = z.object({
  id: Id,
  status: RunStatus,
  link: Ref,
  mailing: Ref,
  contact: Ref.nullable(),
  recipient: z.object({ id: Id, email: z.string() }),
  version: z.number().int(),
  clickedAt: Instant,
  endedAt: Instant.optional(),
  /** `key`: of the group of errors that it belongs to. */
  failure: z
    .object({ nodeId: z.string(), type: z.string(), reason: Reason, key: z.string().optional() })
    .optional(),
});
export type RunSummary = z.infer<typeof RunSummary>;

/** What can be done to many runs at once. `again`: a new run of the same click on the newest version. */
export const BulkVerb = z.enum(['retry', 'skip', 'cancel', 'again']);
export type BulkVerb = z.infer<typeof BulkVerb>;

/** A run with its steps in the order in which they were taken, and the graph of its version to draw them on. */
export const RunDetail = RunSummary.extend({
  steps: z.array(StepView),
  document: WorkflowDocument,
  layout: WorkflowLayout,
  /** One sentence for each node, also for those that the run did not come to. */
  sentences: z.record(z.string(), Text).optional(),
  /** What one may do now. */
  can: z.object({ retry: z.boolean(), cancel: z.boolean(), resolve: z.boolean(), again: z.boolean() }),
  /** What keeps it, while it is held. */
  heldBy: z.string().optional(),
  /** The run that this one does again on a newer version, or that does this one again. */
  againOf: Id.optional(),
  /** The bulks that did something to it, or that made it; the newest first, and only some of very many. */
  bulks: z.array(z.object({ id: Id, verb: BulkVerb, at: Instant, by: Ref })).optional(),
});
export type RunDetail = z.infer<typeof RunDetail>;

/** Which runs. What is left out does not narrow; all that is given must hold. */
export const RunFilter = z.object({
  /** One status or several, with commas between them. */
  status: z.string().max(200).optional(),
  linkId: Id.optional(),
  mailingId: Id.optional(),
  contactId: Id.optional(),
  /** Key of an error group. */
  error: z.string().max(80).optional(),
  /** That this bulk did something to, or that it made. */
  bulk: Id.optional(),
  /** Clicked at this time or later, and before that one. */
  from: Instant.optional(),
  to: Instant.optional(),
});
export type RunFilter = z.infer<typeof RunFilter>;

export const RunQuery = PageQuery.extend(RunFilter.shape);
export type RunQuery = z.infer<typeof RunQuery>;
/** `total` stops at `RUNS_COUNTED`: a list that says "more than" is as good as one that counts a million for each page. */
export type RunPage = Page<RunSummary>;
export const RUNS_COUNTED = 10_000;

/** Failed runs that are broken for the same reason: the same action, code and message, but for the names and numbers in it. */
export const ErrorGroup = z.object({
  key: z.string(),
  type: z.string(),
  reason: Reason,
  /** Runs that stand failed with it now; what was mended has left. */
  runs: z.number().int(),
  firstSeen: Instant,
  lastSeen: Instant,
});
export type ErrorGroup = z.infer<typeof ErrorGroup>;

/** Which errors: of these runs. */
export const ErrorQuery = RunFilter.pick({ linkId: true, mailingId: true, from: true, to: true });
export type ErrorQuery = z.infer<typeof ErrorQuery>;

/** Retry from a node; without one, from the first failed step. Steps that succeeded are not done again. */
export const RetryRun = z.object({ fromNodeId: z.string().max(40).optional() });
export type RetryRun = z.infer<typeof RetryRun>;

/** What really happened in the step that nobody knows about; the run goes on from there. */
export const ResolveRun = z.object({
  nodeId: z.string().max(40),
  outcome: z.enum(['succeeded', 'failed', 'retry']),
});
export type ResolveRun = z.infer<typeof ResolveRun>;

/** Leaves a failed step as it is and goes on behind it. */
export const SkipStep = z.object({ nodeId: z.string().max(40) });
export type SkipStep = z.infer<typeof SkipStep>;

/** How many runs need a person: failed and needs-review. Each stops at `RUNS_COUNTED`. */
export const RunAttention = z.object({ failed: z.number().int(), needsReview: z.number().int() });
export type RunAttention = z.infer<typeof RunAttention>;
