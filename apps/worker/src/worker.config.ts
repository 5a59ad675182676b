import { z } from 'zod';

export const WorkerConfig = z.object({
  /** Port of /health and /metrics. */
  WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(4402),
  WORKER_HOST: z.string().default('0.0.0.0'),
  /** Concurrent jobs per queue. High, because jobs mostly wait for round trips that they share. */
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(2_000).default(500),
  /** Concurrent clicks over all jobs. Limits the memory of a burst. */
  WORKER_CLICKS: z.coerce.number().int().min(1).max(100_000).default(1_000),
  /** Time after which the job of a crashed worker is redelivered, ms. */
  JOB_LOCK_MS: z.coerce.number().int().min(1_000).default(15_000),
  /** Interval at which the sweeper looks for clicks without a run, ms. */
  SWEEPER_MS: z.coerce.number().int().min(100).default(15_000),
  /** Distance of the sweeper behind the present, ms. A click must be recorded and its run stored within it: more than twice RUN_LEASE_MS. */
  SWEEPER_LAG_MS: z.coerce.number().int().min(1_000).default(60_000),
  /** Interval at which click totals are rolled up, ms. */
  TOTALS_MS: z.coerce.number().int().min(100).default(2_000),
  /** A process whose event loop is blocked for this long is killed, ms; 0: never. */
  WATCHDOG_MS: z.coerce.number().int().min(0).default(30_000),
});
