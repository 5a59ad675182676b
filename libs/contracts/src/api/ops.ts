import { z } from 'zod';
import { Id, Instant, PageQuery, Ref, byId, pageOf, type Page } from '../common';
import { BULK_LIMITS } from '../choices';
import { EventsQuery } from '../events';
import { ClickRecord } from '../jobs';
import {
  BulkVerb,
  ErrorGroup,
  ErrorQuery,
  Reason,
  ResolveRun,
  RetryRun,
  RunAttention,
  RunDetail,
  RunFilter,
  RunQuery,
  RunStatus,
  RunSummary,
  SkipStep,
} from '../runs';
import { AuditEntry, AuditQuery } from './audit';
import { CLICK_COUNTS } from './clicks';
import { Reconciliation, StartReconciliation } from './reconciliation';
import type { SubjectSchemas } from './routes';

/**
 * What is paused: everything, the workflow of one `owner` (for example a link), or one type of action. A run that would execute a paused
 * part is held until the pause ends.
 */
export const PauseScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('workflow'), owner: Id }),
  z.object({ kind: z.literal('action'), type: z.string().min(1).max(60) }),
]);
export type PauseScope = z.infer<typeof PauseScope>;

/** Key of a scope: `all`, `workflow:<owner>`, `action:<type>`. */
export const pauseKey = (scope: PauseScope): string =>
  scope.kind === 'all'
    ? 'all'
    : scope.kind === 'workflow'
      ? `workflow:${scope.owner}`
      : `action:${scope.type}`;

export const PauseBody = z.object({ scope: PauseScope, note: z.string().trim().max(500).default('') });
export type PauseBody = z.infer<typeof PauseBody>;

export const PauseView = z.object({
  key: z.string(),
  scope: PauseScope,
  /** Name of the owner of the workflow, or type of the action. */
  name: z.string(),
  note: z.string(),
  at: Instant,
  by: Ref,
  /** Number of runs that the pause holds now. */
  held: z.number().int(),
});
export type PauseView = z.infer<typeof PauseView>;

/** Request for the number of runs that a bulk command would change. */
export const BulkCount = z.object({ verb: BulkVerb, filter: RunFilter });
export type BulkCount = z.infer<typeof BulkCount>;
export const BulkCounted = z.object({
  /** Runs that match the filter and allow the command. */
  runs: z.number().int(),
  /** Runs that match the filter and do not allow the command. */
  ineligible: z.number().int(),
});
export type BulkCounted = z.infer<typeof BulkCounted>;

const limited = ({ min, max, usual }: { min: number; max: number; usual: number }) =>
  z.number().int().min(min).max(max).default(usual);

/**
 * Starts a bulk command. It changes a few runs (the canary) and then waits. When a person continues it, it changes the other runs, at most
 * `perSecond` each second.
 */
export const StartBulk = BulkCount.extend({
  canary: limited(BULK_LIMITS.canary),
  perSecond: limited(BULK_LIMITS.perSecond),
});
export type StartBulk = z.infer<typeof StartBulk>;

/** `canary → checking → rest → done`; `stopped` is reachable from all of them except `done`. */
export const BulkState = z.enum(['canary', 'checking', 'rest', 'stopped', 'done']);
export type BulkState = z.infer<typeof BulkState>;

/**
 * What the filter of a bulk command refers to, with the names at the time of its start. Stored with the bulk command, because names can
 * change, and an error group disappears with its last failed run.
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
  /** Runs that allowed the command when it started. */
  total: z.number().int(),
  /** `done`: changed runs. `ineligible`: runs that no longer allowed the command. */
  done: z.number().int(),
  ineligible: z.number().int(),
  /** Current statuses of the changed runs. */
  outcome: z.partialRecord(RunStatus, z.number().int()),
  at: Instant,
  endedAt: Instant.optional(),
  by: Ref,
});
export type BulkView = z.infer<typeof BulkView>;
export type BulkPage = Page<BulkView>;

export const QueueView = z.object({
  name: z.string(),
  waiting: z.number().int(),
  active: z.number().int(),
  delayed: z.number().int(),
  failed: z.number().int(),
  /** Age of the oldest waiting job in ms; null if no job is waiting. */
  oldestMs: z.number().nullable(),
});
export type QueueView = z.infer<typeof QueueView>;

/** Current state of the engine. */
export const OpsOverview = z.object({
  at: Instant,
  /** False for a store that does not respond. `redis` is also false if Redis responds but rejects writes. */
  stores: z.object({ mongo: z.boolean(), redis: z.boolean() }),
  queues: z.array(QueueView),
  /** Runs by status, without those that succeeded or were cancelled. */
  runs: z.partialRecord(RunStatus, z.number().int()),
  /** Accepted clicks of each of the last minutes, oldest first. */
  clicksPerMinute: z.array(z.object({ minute: Instant, ...CLICK_COUNTS })),
  /** `runs`: number of runs that wait for another attempt. `storm`: they are so many that an external system is probably down. */
  retrying: z.object({ runs: z.number().int(), storm: z.boolean() }),
  /**
   * Automatic repairs since the time `since`. `enqueued`: overdue runs that were enqueued again. `started`: runs that were created late,
   * for events that had none.
   */
  repairs: z.object({ since: Instant.nullable(), enqueued: z.number().int(), started: z.number().int() }),
  /** Number of runs that were due more than a minute ago and that no worker has continued; counted up to 10,000. */
  overdue: z.number().int(),
  /** Number of clicks that could not be processed, were stored with the reason, and were not sent again. */
  setAside: z.number().int(),
  /** Scripts for redirects that are not run at the moment, because they repeatedly exceeded their time limit. */
  suspendedScripts: z.array(z.object({ id: Id, name: z.string(), until: Instant })).default([]),
});
export type OpsOverview = z.infer<typeof OpsOverview>;

/**
 * Why a click is not processed. `crashed-worker`: each worker that processed it crashed. `too-old`: it arrived after clicks of its time were
 * deleted, so nothing can tell whether it was processed before.
 */
export const SetAsideReason = z.enum(['recipient.unknown', 'crashed-worker', 'unexpected-error', 'too-old']);
export type SetAsideReason = z.infer<typeof SetAsideReason>;

/** A click that could not be processed. */
export const SetAsideClick = z.object({
  id: Id,
  at: Instant,
  kind: ClickRecord.shape.kind,
  /** Number of the version that was live at the click. */
  version: z.number().int(),
  link: Ref,
  /** The name is empty for an unknown or erased recipient. */
  recipient: Ref,
  /** Family and version of the browser. */
  browser: z.string().optional(),
  reason: SetAsideReason,
  setAsideAt: Instant,
  /** When the click was last sent again. Absent if it was set aside again after that. */
  sentAgainAt: Instant.optional(),
  /** The run of the click, if it has one. */
  run: z.object({ id: Id, status: RunStatus }).optional(),
});
export type SetAsideClick = z.infer<typeof SetAsideClick>;

export const opsRoutes = {
  setAside: {
    list: {
      summary: 'Lists the clicks that could not be processed: first those that were not sent again',
      query: PageQuery,
      response: pageOf(SetAsideClick),
    },
    sendAgain: {
      summary: 'Has a click that was set aside processed again; if its run has failed, retries the run',
      params: byId,
      response: SetAsideClick,
    },
  },
  reconciliations: {
    list: {
      summary: 'Lists the last reconciliation reports, the newest first',
      response: z.array(Reconciliation),
    },
    start: {
      summary:
        'Starts a reconciliation report, which changes nothing; returns the running one if there is one',
      body: StartReconciliation,
      response: Reconciliation,
      status: 201,
    },
  },
  /**
   * A command fails with `run.not-retryable` if the run's status does not allow it, and with `run.busy`
   * if the run changed at the same time.
   */
  runs: {
    list: { summary: 'Lists runs, the newest first', query: RunQuery, response: pageOf(RunSummary) },
    attention: { summary: 'Counts the runs that need a person', response: RunAttention },
    errors: {
      summary: 'Groups failed runs with the same error, the most recently seen first',
      query: ErrorQuery,
      response: z.array(ErrorGroup),
    },
    get: { summary: 'Returns a run with its steps', params: byId, response: RunDetail },
    retry: { summary: 'Retries a failed run', params: byId, body: RetryRun, response: RunDetail },
    skip: {
      summary: 'Skips a failed step and continues after it',
      params: byId,
      body: SkipStep,
      response: RunDetail,
    },
    cancel: { summary: 'Cancels a run', params: byId, response: RunDetail },
    resolve: {
      summary: 'Sets the real outcome of a step whose outcome is unknown',
      params: byId,
      body: ResolveRun,
      response: RunDetail,
    },
    rerun: {
      summary: 'Creates a new run of the same event on the live version, and returns the new run',
      params: byId,
      response: RunDetail,
    },
    release: {
      summary: 'Continues a run that is held because of doubt about its event, with all its steps',
      params: byId,
      response: RunDetail,
    },
    drop: {
      summary: 'Continues a run that is held because of doubt about its event, without its costly steps',
      params: byId,
      response: RunDetail,
    },
  },
  bulks: {
    list: {
      summary: 'Lists bulks, the newest first',
      query: PageQuery,
      response: pageOf(BulkView),
    },
    count: {
      summary: 'Counts the runs that a bulk would change, and changes nothing',
      body: BulkCount,
      response: BulkCounted,
    },
    start: {
      summary: 'Starts a bulk with its canary',
      body: StartBulk,
      response: BulkView,
      status: 201,
    },
    get: { summary: 'Returns a bulk', params: byId, response: BulkView },
    continue: {
      summary: 'Continues a bulk after its canary; refused with `bulk.not-ready` or `bulk.ended`',
      params: byId,
      response: BulkView,
    },
    stop: {
      summary: 'Stops a bulk; runs that it changed stay changed. Refused with `bulk.ended`',
      params: byId,
      response: BulkView,
    },
  },
  pauses: {
    list: {
      summary: 'Lists the pauses, which explain why runs wait',
      response: z.array(PauseView),
    },
    pause: {
      summary: 'Pauses everything, one link, or one type of action; the same scope again replaces the note',
      body: PauseBody,
      response: PauseView,
      status: 201,
    },
    resume: {
      summary:
        'Ends a pause; the runs that it holds continue. Refused with `draft.stale` if it is a newer pause than the one of the time `at`',
      params: { key: z.string().min(1).max(80) },
      query: z.object({ at: Instant.optional() }),
    },
  },
  ops: {
    overview: { summary: 'Returns the state of the system', response: OpsOverview },
    audit: {
      summary: 'Lists audit events, the newest first',
      query: AuditQuery,
      response: pageOf(AuditEntry),
    },
    events: {
      summary:
        'Streams live events about the given topics. After the event `ready` none is missed, until it is sent again: before that, some may have been missed',
      query: EventsQuery,
      response: { mediaType: 'text/event-stream' },
    },
  },
} satisfies SubjectSchemas<'runs' | 'bulks' | 'reconciliations' | 'pauses' | 'setAside' | 'ops'>;
