import { z } from 'zod';
import { Id, Instant, PageQuery, Ref, type Page } from '../common';
import { BulkVerb, Reason, RunFilter, RunStatus } from '../runs';

/** What stands still: everything, one link, or one type of action. Runs that come to it are held, and go on when it is resumed. */
export const PauseScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('link'), linkId: Id }),
  z.object({ kind: z.literal('action'), type: z.string().min(1).max(60) }),
]);
export type PauseScope = z.infer<typeof PauseScope>;

/** Key of a scope: `all`, `link:<id>`, `action:<type>`. */
export const pauseKey = (scope: PauseScope): string =>
  scope.kind === 'all' ? 'all' : scope.kind === 'link' ? `link:${scope.linkId}` : `action:${scope.type}`;

export const PauseBody = z.object({ scope: PauseScope, note: z.string().trim().max(500).default('') });
export type PauseBody = z.infer<typeof PauseBody>;

export const PauseView = z.object({
  key: z.string(),
  scope: PauseScope,
  /** Name of the link, or type of the action. */
  name: z.string(),
  note: z.string(),
  at: Instant,
  by: Ref,
  /** Runs that it holds now. */
  held: z.number().int(),
});
export type PauseView = z.infer<typeof PauseView>;

/** How many runs it would be, before anything is done. */
export const BulkCount = z.object({ verb: BulkVerb, filter: RunFilter });
export type BulkCount = z.infer<typeof BulkCount>;
export const BulkCounted = z.object({
  /** Runs that match the filter and stand so that the verb can be done to them. */
  runs: z.number().int(),
  /** Runs that match the filter, but the verb does not fit them. */
  unfit: z.number().int(),
});
export type BulkCounted = z.infer<typeof BulkCounted>;

/** Begins it: a few first (the canary), then it waits for a person, who lets the rest follow at a rate. */
export const StartBulk = BulkCount.extend({
  /** Runs to begin with; 0 begins with all of them. */
  canary: z.number().int().min(0).max(1_000).default(5),
  perSecond: z.number().int().min(1).max(1_000).default(50),
});
export type StartBulk = z.infer<typeof StartBulk>;

/** `canary → checking → rest → done`; `stopped` from any of them but the last. */
export const BulkState = z.enum(['canary', 'checking', 'rest', 'stopped', 'done']);
export type BulkState = z.infer<typeof BulkState>;

/**
 * What the filter of a bulk meant in words when it began. Kept with it, as an error has no words of its own any more once its
 * last run is mended, and a name may change.
 */
export const BulkAbout = z.object({
  error: z.object({ type: z.string(), reason: Reason }).optional(),
  link: Ref.optional(),
  mailing: Ref.optional(),
  contact: Ref.optional(),
});
export type BulkAbout = z.infer<typeof BulkAbout>;

export const BulkView = z.object({
  id: Id,
  verb: BulkVerb,
  filter: RunFilter,
  about: BulkAbout,
  state: BulkState,
  canary: z.number().int(),
  perSecond: z.number().int(),
  /** Runs that fitted when it began. */
  total: z.number().int(),
  /** Runs it was done to, and those that had moved on meanwhile. */
  done: z.number().int(),
  passed: z.number().int(),
  /** How the runs that it was done to stand now. */
  outcome: z.partialRecord(RunStatus, z.number().int()),
  at: Instant,
  endedAt: Instant.optional(),
  by: Ref,
});
export type BulkView = z.infer<typeof BulkView>;
export type BulkPage = Page<BulkView>;

/** One line of what people have done. */
export const AuditEntry = z.object({
  id: Id,
  at: Instant,
  by: Ref,
  /** `run.retry`, `run.cancel`, `bulk.start`, `pause.set` … */
  action: z.string(),
  /** What it was done to: kind and id, with a name to show. */
  target: z.object({
    kind: z.enum(['run', 'bulk', 'pause', 'link', 'mailing']),
    id: z.string(),
    name: z.string(),
  }),
  details: z.record(z.string(), z.unknown()).optional(),
  /** Somebody asked for it, and whether it was done is not known: it is under way, or something broke in the middle of it. */
  pending: z.literal(true).optional(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
export const AuditQuery = PageQuery.extend({ userId: Id.optional(), action: z.string().max(60).optional() });
export type AuditQuery = z.infer<typeof AuditQuery>;
export type AuditPage = Page<AuditEntry>;

export const QueueView = z.object({
  name: z.string(),
  waiting: z.number().int(),
  active: z.number().int(),
  delayed: z.number().int(),
  failed: z.number().int(),
  /** How long the oldest waiting job has waited, ms; null when none waits. */
  oldestMs: z.number().nullable(),
});
export type QueueView = z.infer<typeof QueueView>;

/** How the engine stands now. */
export const OpsOverview = z.object({
  at: Instant,
  /** False for what does not answer. */
  stores: z.object({ mongo: z.boolean(), redis: z.boolean() }),
  queues: z.array(QueueView),
  /** Runs that are not at an end, or that need a person. Those that succeeded or were cancelled are not counted. */
  runs: z.partialRecord(RunStatus, z.number().int()),
  /** For each of the last minutes, the oldest first: clicks accepted. */
  clicksPerMinute: z.array(z.object({ minute: Instant, clicks: z.number().int() })),
  /** Runs whose step waits for another attempt, and whether they are so many that something outside is down. */
  retrying: z.object({ runs: z.number().int(), storm: z.boolean() }),
  /** Runs that were due and that nobody had rung for, clicks whose run had to be begun again: since when, and how many. */
  repairs: z.object({ since: Instant.nullable(), rung: z.number().int(), begun: z.number().int() }),
  /** Clicks that could not be used, with their reason. */
  setAside: z.number().int(),
});
export type OpsOverview = z.infer<typeof OpsOverview>;
