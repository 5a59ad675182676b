import { z } from 'zod';
import { Id, Instant } from './common';
import { RunStatus, StepStatus } from './runs';

/** The version that a run executes; see `RunSummary`. */
const RunWorkflow = z.object({ owner: Id, version: z.number().int() });

/**
 * An event that apps/worker or apps/api publishes and `GET /api/events` streams. Events can be lost, so a client must read the state itself
 * from the API.
 */
export const LiveEvent = z.discriminatedUnion('type', [
  /** A click was recorded, or its verdict has changed. */
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
    subject: z.object({ contactId: Id.nullable() }),
    workflow: RunWorkflow,
    status: RunStatus,
    at: Instant,
  }),
  z.object({
    type: z.literal('step'),
    runId: Id,
    workflow: RunWorkflow,
    nodeId: z.string(),
    status: StepStatus,
    attempt: z.number().int(),
    /** The port that the run followed, once the step has ended. */
    port: z.string().optional(),
    at: Instant,
  }),
  z.object({
    type: z.literal('link'),
    linkId: Id,
    change: z.enum(['created', 'renamed', 'draft', 'published', 'deleted', 'restored', 'reset']),
    revision: z.number().int().optional(),
    version: z.number().int().optional(),
    byUserId: Id,
    at: Instant,
  }),
  /** A form, its workflow or its submissions have changed. `byUserId` is absent for a submission. */
  z.object({
    type: z.literal('form'),
    formId: Id,
    change: z.enum(['created', 'changed', 'draft', 'published', 'deleted', 'restored', 'submission']),
    revision: z.int().optional(),
    version: z.int().optional(),
    byUserId: Id.optional(),
    at: Instant,
  }),
  /** A colleague has opened or left the page of a link. */
  z.object({ type: z.literal('presence'), linkId: Id, at: Instant }),
  z.object({ type: z.literal('contact'), contactId: Id, at: Instant }),
  /**
   * The sending of a mailing made progress or its state changed, a source of its recipients was read, or clicks in it no longer count because
   * the counters of a link were reset.
   */
  z.object({ type: z.literal('mailing'), mailingId: Id, at: Instant }),
  /** A bulk command made progress, or something was paused or resumed. */
  z.object({ type: z.literal('ops'), what: z.enum(['bulk', 'pause']), id: z.string(), at: Instant }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;

/**
 * Comma-separated topics. `runs`, `links`, `forms`, `clicks`, `contacts` and `ops` select all events of that type; `run:<id>`, `link:<id>`, `form:<id>` and
 * `contact:<id>` select all events about that entity; `mailing:<id>` selects the progress of a mailing that is being sent, and the clicks in it.
 * `presence:<id>` selects who else has the page of a link open, and shows the user to the others as long as the stream is open.
 */
export const EventsQuery = z.object({ topics: z.string().max(2000) });
