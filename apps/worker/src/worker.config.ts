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
});
