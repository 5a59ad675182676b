import { z } from 'zod';
import { Id, Instant } from './common';
import { RunStatus, StepStatus } from './runs';

/** What happened, as apps/worker and apps/api announce it and `GET /api/events` streams it. Never the truth itself: that is in MongoDB. */
export const LiveEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('click'),
    clickId: Id,
    linkId: Id,
    mailingId: Id,
    recipientId: Id,
    at: Instant,
  }),
  z.object({
    type: z.literal('run'),
    runId: Id,
    linkId: Id,
    contactId: Id.nullable(),
    version: z.number().int(),
    status: RunStatus,
    at: Instant,
  }),
  z.object({
    type: z.literal('step'),
    runId: Id,
    linkId: Id,
    nodeId: z.string(),
    status: StepStatus,
    attempt: z.number().int(),
    /** The outlet it left by, once it is done. */
    port: z.string().optional(),
    at: Instant,
  }),
  z.object({
    type: z.literal('link'),
    linkId: Id,
    change: z.enum(['created', 'renamed', 'draft', 'published', 'deleted', 'restored']),
    revision: z.number().int().optional(),
    version: z.number().int().optional(),
    byUserId: Id,
    at: Instant,
  }),
  z.object({ type: z.literal('contact'), contactId: Id, at: Instant }),
  /** Something ops look at has changed: a bulk has gone on, something was paused or resumed. */
  z.object({ type: z.literal('ops'), what: z.enum(['bulk', 'pause']), id: z.string(), at: Instant }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;

/** `topics=runs,run:<id>,link:<id>,contact:<id>`: a topic without an id means all of its kind. */
export const EventsQuery = z.object({ topics: z.string().max(2000) });
export type EventsQuery = z.infer<typeof EventsQuery>;
