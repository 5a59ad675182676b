import { Worker } from 'bullmq';

/**
 * A BullMQ worker whose jobs do nothing. Arguments: queue, prefix, Redis URL, concurrency and number of jobs. Sends its parent process
 * the rate (jobs per second) between 10 % and 90 % of the jobs.
 */
const [, , queue = '', prefix = '', url = '', concurrency = '', total = ''] = process.argv;
const marks = { from: Math.floor(Number(total) * 0.1), to: Math.floor(Number(total) * 0.9) };
let done = 0;
let startedAt = 0;
const worker = new Worker(
  queue,
  () => {
    done += 1;
    if (done === marks.from) startedAt = performance.now();
    if (done === marks.to)
      process.send?.(((marks.to - marks.from) / (performance.now() - startedAt)) * 1_000);
    return Promise.resolve();
  },
  {
    prefix,
    connection: { url, maxRetriesPerRequest: null },
    concurrency: Number(concurrency),
    lockDuration: 15_000,
  },
);
await worker.waitUntilReady();
