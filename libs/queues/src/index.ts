/** The job catalogue, typed producers, and the wiring of handlers to BullMQ. */
export { JOBS, JOB_KINDS, queueNames, queuePrefix, type JobKind, type JobPayload } from './catalogue';
export { JobGivenBack, type Delivery, type JobHandler, type JobHandlers } from './job-handler';
export { JobProducer } from './job-producer';
export { Queues } from './queues';
export { QueuesModule, type ConsumeOptions } from './queues.module';
export { QueueStats } from './stats/queue-stats';
export { QueueWorkers } from './stats/queue-workers';
