import { Language } from '@linkflow/contracts';
import { z } from 'zod';

/** A variable is missing or invalid. The message names it but never contains its value, which may be a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Environment variables that were renamed, old → new. An old name still works for one release and is reported once at start
 * (`renamedVariablesIn`). If both are set, the new one wins. Remove an entry one release after the rename.
 */
const RENAMED_VARIABLES: Record<string, string> = {
  HOUSE_LANGUAGE: 'ORGANISATION_LANGUAGE',
  HOUSE_TIME_ZONE: 'ORGANISATION_TIME_ZONE',
  PATROL_MS: 'SWEEPER_MS',
  PATROL_LAG_MS: 'SWEEPER_LAG_MS',
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables of one concern from the environment. Called once per concern, at start.
 * No other code reads `process.env`.
 *
 * @throws ConfigError naming the variables that are missing or invalid
 */
export function readConfig<T extends z.ZodType>(schema: T, env: Environment = process.env): z.infer<T> {
  const parsed = schema.safeParse(withRenamed(env));
  if (parsed.success) return parsed.data;
  // Messages of custom issues are written in our schemas, so they contain no value.
  const invalid = parsed.error.issues
    .map(({ path, code, message }) => `${path.join('.')} (${code === 'custom' ? message : code})`)
    .join(', ');
  throw new ConfigError(`Environment: ${invalid}. docs/operations.md describes each variable.`);
}

function withRenamed(env: Environment): Environment {
  const result = { ...env };
  for (const { old, name, isIgnored } of renamedVariablesIn(env)) if (!isIgnored) result[name] = env[old];
  return result;
}

/** The old names that are set in this environment. `isIgnored`: the new name is set as well, and wins. */
export function renamedVariablesIn(
  env: Environment = process.env,
): { old: string; name: string; isIgnored: boolean }[] {
  return Object.entries(RENAMED_VARIABLES)
    .filter(([old]) => isSet(env[old]))
    .map(([old, name]) => ({ old, name, isIgnored: isSet(env[name]) }));
}

/** An empty string counts as not set, because compose files can only pass an empty string for a variable that is not set. */
const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/** A variable that may be absent. An empty string counts as absent. */
export const optional = <T extends z.ZodType<unknown, string>>(schema: T) =>
  z
    .literal('')
    .transform(() => undefined)
    .or(schema)
    .optional();

export const MongoConfig = z.object({ MONGODB_URI: z.string().startsWith('mongodb') });

export const RedisConfig = z.object({
  REDIS_URL: z.string().startsWith('redis'),
  /** Prefix of every Redis key and channel, so that several installations can share one Redis. */
  QUEUE_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/i)
    .default('lf'),
});

export const LogConfig = z.object({
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/** Language and time zone of the organisation: of the texts that it writes, and of its calendar days. */
export const OrganisationConfig = z.object({
  ORGANISATION_LANGUAGE: Language.default('nb'),
  ORGANISATION_TIME_ZONE: z.string().default('Europe/Oslo'),
});

/** Name and logo of the organisation on the pages that recipients see. apps/click shows them; apps/api tells the form builder what they are. */
export const OrganisationPagesConfig = z.object({
  ORGANISATION_NAME: z.string().trim().max(100).default(''),
  ORGANISATION_LOGO_URL: optional(z.url({ protocol: /^https?$/ })),
});

/**
 * `LINK_KEYS=k2:<hex>,k1:<hex>`: the first key signs links, all verify. To rotate, put a new key in front. Remove a key when the
 * links that it signed may stop working. Secrets of webhooks are encrypted with keys derived from these.
 */
export const LinkKeysConfig = z.object({
  LINK_KEYS: z
    .string()
    .regex(/^k\d{1,3}:[0-9a-f]{32,}(,k\d{1,3}:[0-9a-f]{32,})*$/i)
    .transform((text) =>
      text.split(',').map((part) => {
        const [id = '', hex = ''] = part.slice(1).split(':');
        return { id: Number(id), secret: Buffer.from(hex, 'hex') };
      }),
    )
    .refine((keys) => keys.every((key) => key.id <= 255), { error: 'A key number is 0 to 255' })
    .refine((keys) => new Set(keys.map((key) => key.id)).size === keys.length, {
      error: 'Two keys have the same number',
    }),
});
