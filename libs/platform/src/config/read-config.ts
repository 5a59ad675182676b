import type { z } from 'zod';

/** A variable is missing or wrong. Names it; never shows its value, which may be a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads one concern's variables from the environment, once, at boot.
 * The only place that touches `process.env`.
 */
export function readConfig<T extends z.ZodType>(schema: T, env: NodeJS.ProcessEnv = process.env): z.infer<T> {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')} (${issue.code})`).join(', ');
  throw new ConfigError(`Environment: ${wrong}. See docs/operations.md for what each variable means.`);
}
