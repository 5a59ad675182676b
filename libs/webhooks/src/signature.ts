import { createHmac, randomBytes } from 'node:crypto';

/**
 * Signatures of Standard Webhooks 1.0 (standardwebhooks.com): HMAC-SHA256 over `<id>.<timestamp>.<body>`. A secret is `whsec_` and the key in
 * base64.
 */
const PREFIX = 'whsec_';
const KEY_BYTES = 32;

export const newSigningSecret = (): string => PREFIX + randomBytes(KEY_BYTES).toString('base64');

export interface SignedMessage {
  /** The same for all attempts; without a dot. */
  id: string;
  /** Time of this attempt. Receivers refuse one that is minutes old. */
  at: Date;
  body: string;
}

/**
 * The headers of a signed message. With several secrets, it has a signature of each: while a secret is being replaced, receivers may know either.
 */
export function signatureHeaders(
  { id, at, body }: SignedMessage,
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    ...(signatures.length > 0 && { 'webhook-signature': signatures.join(' ') }),
  };
}
