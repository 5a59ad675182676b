import { z } from 'zod';
import { Id, PageQuery, pageOf } from '../common';
import { EventsQuery } from '../events';
import {
  ErrorGroup,
  ErrorQuery,
  ResolveRun,
  RetryRun,
  RunAttention,
  RunDetail,
  RunQuery,
  RunSummary,
  SkipStep,
} from '../runs';
import {
  AuditEntry,
  AuditQuery,
  BulkCount,
  BulkCounted,
  BulkView,
  OpsOverview,
  PauseBody,
  PauseView,
  StartBulk,
} from './ops';
import type { RouteSchemas } from './routes';

const byId = { id: Id };
const forOps = { roles: ['ops', 'admin'] as const };

/**
 * Marketers may retry and cancel. Skip, resolve and rerun are for ops, as they need knowledge about effects that the run does
 * not show. A command is refused with `run.not-retryable` when it does not fit the run's status, and with `run.busy` when the
 * run changed at the same time.
 */
export const runRoutes = {
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
    ...forOps,
  },
  cancel: { summary: 'Cancels a run', params: byId, response: RunDetail },
  resolve: {
    summary: 'Sets the real outcome of a step whose outcome is unknown',
    params: byId,
    body: ResolveRun,
    response: RunDetail,
    ...forOps,
  },
  rerun: {
    summary: 'Creates a new run of the same event on the live version, and returns the new run',
    params: byId,
    response: RunDetail,
    ...forOps,
  },
} satisfies RouteSchemas<'runs'>;

export const bulkRoutes = {
  list: { summary: 'Lists bulks, the newest first', query: PageQuery, response: pageOf(BulkView), ...forOps },
  count: {
    summary: 'Counts the runs that a bulk would change, and changes nothing',
    body: BulkCount,
    response: BulkCounted,
    ...forOps,
  },
  start: {
    summary: 'Starts a bulk with its canary',
    body: StartBulk,
    response: BulkView,
    status: 201,
    ...forOps,
  },
  get: { summary: 'Returns a bulk', params: byId, response: BulkView, ...forOps },
  continue: {
    summary: 'Continues a bulk after its canary; refused with `bulk.not-ready` or `bulk.ended`',
    params: byId,
    response: BulkView,
    ...forOps,
  },
  stop: {
    summary: 'Stops a bulk; runs that it changed stay changed. Refused with `bulk.ended`',
    params: byId,
    response: BulkView,
    ...forOps,
  },
} satisfies RouteSchemas<'bulks'>;

export const pauseRoutes = {
  list: {
    summary: 'Lists the pauses; every role may, as they explain why runs wait',
    response: z.array(PauseView),
  },
  pause: {
    summary: 'Pauses everything, one link, or one type of action; the same scope again replaces the note',
    body: PauseBody,
    response: PauseView,
    status: 201,
    ...forOps,
  },
  resume: {
    summary: 'Ends a pause; the runs that it holds continue',
    params: { key: z.string().min(1).max(80) },
    ...forOps,
  },
} satisfies RouteSchemas<'pauses'>;

export const opsRoutes = {
  overview: { summary: 'Returns the state of the system', response: OpsOverview, ...forOps },
  audit: {
    summary: 'Lists audit events, the newest first',
    query: AuditQuery,
    response: pageOf(AuditEntry),
    ...forOps,
  },
  events: {
    summary:
      'Streams live events about the given topics. After the event `ready` none is missed while the connection lasts',
    query: EventsQuery,
    response: { mediaType: 'text/event-stream' },
  },
} satisfies RouteSchemas<'ops'>;
