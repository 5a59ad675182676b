import { z } from 'zod';
import { Id } from './common';

/**
 * One accepted click, sent by apps/click. Names are short because thousands are written per second. `confirm` is the POST of a confirm
 * page; it starts the run that the preceding GET did not start.
 */
export const ClickRecord = z.object({
  id: Id,
  /** Time of acceptance, epoch ms. */
  at: z.number().int(),
  link: Id,
  recipient: Id,
  /** Live version of the workflow at the click. 0: nothing was published, so no run is created. */
  version: z.number().int().min(0),
  kind: z.enum(['click', 'confirm']),
  /** False while a confirm page waits for its button to be pressed. */
  run: z.boolean(),
  ua: z.string().max(500).optional(),
  /** W3C `traceparent` of the click, if clicks are traced. */
  trace: z.string().max(64).optional(),
});
export type ClickRecord = z.infer<typeof ClickRecord>;

/** A micro-batch of clicks from apps/click. May be delivered twice. */
export const ClicksJob = z.object({ v: z.literal(1), clicks: z.array(ClickRecord).min(1).max(2000) });
export type ClicksJob = z.infer<typeof ClicksJob>;

/** Wake-up for runs. It carries no state: it may be delivered twice, late, or for runs that have already moved on. */
export const RunsJob = z.object({ v: z.literal(1), runIds: z.array(Id).min(1).max(1000) });
export type RunsJob = z.infer<typeof RunsJob>;

/**
 * Work that may have crashed a worker. Quarantined jobs run one at a time, so that a second crash identifies its cause. May be delivered
 * twice.
 */
export const QuarantineJob = z.discriminatedUnion('kind', [
  z.object({ v: z.literal(1), kind: z.literal('clicks'), clicks: ClicksJob.shape.clicks }),
  z.object({ v: z.literal(1), kind: z.literal('run'), runId: Id }),
]);
export type QuarantineJob = z.infer<typeof QuarantineJob>;
