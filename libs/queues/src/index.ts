/** The job catalogue, typed producers, and the wiring of handlers to BullMQ. */
export { JOBS, queueNames, queuePrefix, type JobKind, type JobPayload } from './catalogue';
export type { JobHandler, JobHandlers } from './job-handler';
export { JobProducer } from './job-producer';
export { QueuesModule, type ConsumeOptions } from './queues.module';
