import { z } from 'zod';
import { Id } from './common';

/**
 * One accepted click as apps/click hands it over. Short names: this is written thousands of times a second.
 * `confirm` is the POST of a confirm page; it starts the run that the GET before it held back.
 */
export const ClickRecord = z.object({
  id: Id,
  /** When it was accepted, epoch ms. */
  at: z.number().int(),
  link: Id,
  recipient: Id,
  /** Version of the workflow that was live then. 0: nothing was published, so nothing is run. */
  version: z.number().int().min(0),
  kind: z.enum(['click', 'confirm']),
  /** False while a confirm page is still waiting for its button. */
  run: z.boolean(),
  ua: z.string().max(500).optional(),
  /** W3C `traceparent` of the click, where clicks are traced. */
  trace: z.string().max(64).optional(),
});
export type ClickRecord = z.infer<typeof ClickRecord>;

/** The clicks of one event-loop turn of apps/click. May be delivered twice. */
export const ClicksJob = z.object({ v: z.literal(1), clicks: z.array(ClickRecord).min(1).max(2000) });
export type ClicksJob = z.infer<typeof ClicksJob>;

/** "Advance these runs": a bell, nothing more. May be delivered twice, late, or for runs that have moved on. */
export const AdvanceJob = z.object({ v: z.literal(1), runIds: z.array(Id).min(1).max(1000) });
export type AdvanceJob = z.infer<typeof AdvanceJob>;

/**
 * Work that a worker has died of, or may have: each is done while no other of its kind is, so that one can tell which of them
 * was to blame. May be delivered twice.
 */
export const LoneJob = z.discriminatedUnion('kind', [
  z.object({ v: z.literal(1), kind: z.literal('clicks'), clicks: ClicksJob.shape.clicks }),
  z.object({ v: z.literal(1), kind: z.literal('run'), runId: Id }),
]);
export type LoneJob = z.infer<typeof LoneJob>;
