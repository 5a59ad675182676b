/** The job catalogue, typed producers, and the wiring of handlers to BullMQ. */
export { JOBS, JOB_KINDS, queueNames, queuePrefix } from './catalogue';
export { JobReturned, QueueWorkers, type Delivery, type JobHandler } from './processors';
export { JobProducer, QueueStats, Queues } from './queues';
export { QueuesModule } from './queues.module';
