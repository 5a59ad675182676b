import { z } from 'zod';

export const WorkerConfig = z.object({
  /** Port of /health and /metrics. */
  WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(4402),
  WORKER_HOST: z.string().default('0.0.0.0'),
  /** Maximum number of concurrent jobs per queue. High, because jobs mostly wait for database round trips, which concurrent jobs share. */
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(2_000).default(500),
  /** Maximum number of clicks, over all jobs, that are processed at a time. Limits the memory that a burst of clicks needs. */
  WORKER_CLICKS: z.coerce.number().int().min(1).max(100_000).default(1_000),
  /** Time after which the job of a crashed worker is redelivered, ms. */
  JOB_LOCK_MS: z.coerce.number().int().min(1_000).default(15_000),
  /** Interval at which the sweeper looks for clicks without a run, ms. */
  SWEEPER_MS: z.coerce.number().int().min(100).default(15_000),
  /**
   * How far the sweeper stays behind the present, ms. A click must be recorded and its run stored within this time, so it must be more than
   * twice RUN_LEASE_MS. Clicks from before the retention must count as late, so it is a day at most.
   */
  SWEEPER_LAG_MS: z.coerce.number().int().min(1_000).max(86_400_000).default(60_000),
  /** Interval at which the totals of clicks and of runs are rolled up, ms. */
  TOTALS_MS: z.coerce.number().int().min(100).default(2_000),
  /** A process whose event loop is blocked for this long is killed, ms. 0: never. */
  WATCHDOG_MS: z.coerce.number().int().min(0).default(30_000),
});
