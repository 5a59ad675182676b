/** The kinds of jobs, typed producers, and the wiring of handlers to BullMQ. */
export {
  JOBS,
  JOB_KINDS,
  JobProducer,
  JobReturned,
  Queues,
  queueNames,
  queuePrefix,
  backoffAfterCrash,
  type Delivery,
  type JobHandler,
} from './jobs';
export { QueueStats, QueueWorkers } from './queue-status';
export { QueuesModule } from './queues.module';
export { Executions } from './executions';
