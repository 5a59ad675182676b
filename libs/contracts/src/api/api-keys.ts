import { z } from 'zod';
import { Id, Instant, Ref } from '../common';
import { Name } from '../written-texts';
import { KEY_SCOPES, type KeyRight } from './rights';
import type { SubjectSchemas } from './routes';

export const KeyScope = z.enum(KEY_SCOPES as [KeyRight, ...KeyRight[]]);
export type KeyScope = z.infer<typeof KeyScope>;

export const MAX_KEY_DAYS = 365;

export const CreateApiKey = z.object({
  name: Name,
  scopes: z
    .array(KeyScope)
    .min(1)
    .max(KEY_SCOPES.length)
    .transform((scopes) => KEY_SCOPES.filter((scope) => scopes.includes(scope))),
  expiresInDays: z.number().int().min(1).max(MAX_KEY_DAYS).default(90),
});
export type CreateApiKey = z.infer<typeof CreateApiKey>;

export const ApiKeyView = z.object({
  id: Id,
  name: z.string(),
  /** What the key may do, as long as the roles of its owner allow it too. */
  scopes: z.array(KeyScope),
  owner: Ref,
  createdAt: Instant,
  expiresAt: Instant,
  /** Null if the key was never used. May be a minute too early, because it is updated at most once a minute. */
  lastUsedAt: Instant.nullable(),
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;

/** A new key. Only this response contains `token`, because only a hash of it is stored. */
export const NewApiKey = z.object({ key: ApiKeyView, token: z.string() });
export type NewApiKey = z.infer<typeof NewApiKey>;

export const apiKeyRoutes = {
  apiKeys: {
    list: {
      summary: "Lists the signed-in user's API keys, for administrators those of all users; the newest first",
      response: z.array(ApiKeyView),
    },
    create: {
      summary: 'Creates an API key. The token in the response is not shown again',
      body: CreateApiKey,
      response: NewApiKey,
      status: 201,
    },
    revoke: { summary: 'Revokes an API key at once', params: { id: Id } },
  },
} satisfies SubjectSchemas<'apiKeys'>;
