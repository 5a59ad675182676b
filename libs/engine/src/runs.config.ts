import { z } from 'zod';

/** How the engine keeps time. All in ms. */
export const RunsConfig = z.object({
  /** How long a worker may be silent before another takes its runs. Renewed every third of it. */
  RUN_LEASE_MS: z.coerce.number().int().min(500).default(15_000),
  /** How often the reconciler looks for runs that are due and that nobody has rung for. */
  RECONCILE_MS: z.coerce.number().int().min(100).default(2_000),
  /** A queued run is rung for again after this time. */
  RUN_QUEUED_MS: z.coerce.number().int().min(100).default(10_000),
  /** Waits and retries due sooner than this are given to BullMQ; later ones stay in MongoDB until they come near. */
  TIMER_HORIZON_MS: z.coerce.number().int().min(0).default(60_000),
  /** Language and zone of the texts that steps write for colleagues. */
  HOUSE_LANGUAGE: z.enum(['en', 'nb']).default('nb'),
  HOUSE_TIME_ZONE: z.string().default('Europe/Oslo'),
});
export type RunsConfig = z.infer<typeof RunsConfig>;
