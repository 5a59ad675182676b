import { z } from 'zod';

export const WorkerConfig = z.object({
  /** Where /health answers. */
  WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(4402),
  WORKER_HOST: z.string().default('0.0.0.0'),
  /** Jobs of one queue worked on at once. They spend their time waiting for shared round trips, so many share one. */
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(2_000).default(500),
  /** Clicks worked on at once, whatever the number of their jobs; bounds the memory of a burst. */
  WORKER_CLICKS: z.coerce.number().int().min(1).max(100_000).default(1_000),
  /** How long a job of a worker that died stays unseen, ms. */
  JOB_LOCK_MS: z.coerce.number().int().min(1_000).default(15_000),
  /** How often the patrol looks for clicks whose run nobody has begun, ms. */
  PATROL_MS: z.coerce.number().int().min(100).default(15_000),
  /** How far behind the present it stays, ms: a click must be recorded, and its run written, by then. More than twice RUN_LEASE_MS. */
  PATROL_LAG_MS: z.coerce.number().int().min(1_000).default(60_000),
  /** How often clicks are rolled up into totals, ms. */
  TOTALS_MS: z.coerce.number().int().min(100).default(2_000),
  /** A process whose event loop has stood still for so long ends itself, ms; 0: never. */
  WATCHDOG_MS: z.coerce.number().int().min(0).default(30_000),
});
