/**
 * Limits and rules of calls to webhooks. They are apart from the schemas, so that a page that shows a workflow does not load zod with its first
 * scripts.
 */

export const WEBHOOK_METHODS = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'] as const;
export type WebhookMethod = (typeof WEBHOOK_METHODS)[number];

export const MAX_WEBHOOK_HEADERS = 20;
/** Values of the answer that later steps can use. */
export const MAX_ANSWER_FIELDS = 20;

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}$/;
/** Headers that the system sets, or that would change what the connection means. */
const RESERVED = new Set([
  'host',
  'connection',
  'content-length',
  'content-type',
  'content-encoding',
  'accept-encoding',
  'transfer-encoding',
  'expect',
  'upgrade',
  'te',
  'trailer',
  'keep-alive',
  'user-agent',
  'idempotency-key',
]);
/** Headers whose value gives access to something. The value of a header in a workflow can be read by everybody. */
const SECRET = new Set(['authorization', 'cookie', 'x-api-key', 'api-key']);

export type HeaderProblem = 'invalid' | 'reserved' | 'secret';

/** What is wrong with the name of a header that a user has written for a webhook; null if nothing is. */
export function headerProblem(name: string): HeaderProblem | null {
  const lower = name.trim().toLowerCase();
  if (!HEADER_NAME.test(lower)) return 'invalid';
  if (RESERVED.has(lower) || lower.startsWith('webhook-') || lower.startsWith('proxy-')) return 'reserved';
  return SECRET.has(lower) ? 'secret' : null;
}
