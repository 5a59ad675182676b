import type { INestApplicationContext } from '@nestjs/common';
import { z } from 'zod';
import { readConfig } from '../config/read-config';

export const StopConfig = z.object({
  /** How long a process that is asked to stop may take to end what is under way, ms. */
  STOP_LIMIT_MS: z.coerce.number().int().min(500).default(20_000),
});

const SIGNALS = ['SIGTERM', 'SIGINT'];

/**
 * Lets an app that is asked to stop end what is under way and close its connections, and then end with code 0; no later than its
 * limit, though a connection may not close because its server is away.
 */
export function stopInTime(app: INestApplicationContext): void {
  const { STOP_LIMIT_MS } = readConfig(StopConfig);
  app.enableShutdownHooks(SIGNALS, { useProcessExit: true });
  for (const signal of SIGNALS) {
    process.once(signal, () => setTimeout(() => process.exit(0), STOP_LIMIT_MS).unref());
  }
}
