import { Worker } from 'bullmq';

/** A BullMQ worker whose jobs do nothing: queue, prefix, Redis and concurrency in argv; says how many it has done each time it is asked. */
const [, , queue = '', prefix = '', url = '', concurrency = '100'] = process.argv;
let done = 0;
const worker = new Worker(
  queue,
  () => {
    done += 1;
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
process.on('message', () => process.send?.(done));
process.send?.('ready');
