import type { QueueOptions } from 'bullmq';
import type { Tracing } from '@linkflow/platform';

/** Lets BullMQ put spans around jobs and carry the trace in them; loaded only where somebody listens. */
export async function queueTelemetry(tracing: Tracing): Promise<Pick<QueueOptions, 'telemetry'>> {
  if (!tracing.on) return {};
  const { BullMQOtel } = await import('bullmq-otel');
  return { telemetry: new BullMQOtel({ tracerName: 'linkflow' }) };
}
