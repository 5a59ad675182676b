import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { MacKey } from './mac-key';

/** What a token opens. The purpose is bound into its signature: a token for one door is worth nothing at another. */
export const TOKEN_PURPOSES = ['click', 'view', 'subscriptions'] as const;
export type TokenPurpose = (typeof TOKEN_PURPOSES)[number];

/** One signing key with a key of its own for each purpose, derived once at boot. */
export interface TokenKey {
  /** 0 to 255; stands in the token, so that old tokens stay valid when a new key signs. */
  id: number;
  of: Record<TokenPurpose, MacKey>;
}

/**
 * `LINK_KEYS=k2:<hex>,k1:<hex>`: the first key signs, all verify. Rotate by putting a new one in front; take an old one
 * out only when no mail that carries its links matters any more.
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

/** Makes the keys that sign and verify out of the secrets of the environment. */
export function deriveKeys(secrets: readonly { id: number; secret: Uint8Array }[]): TokenKey[] {
  return secrets.map(({ id, secret }) => ({
    id,
    of: {
      click: deriveKey(secret, 'click'),
      view: deriveKey(secret, 'view'),
      subscriptions: deriveKey(secret, 'subscriptions'),
    },
  }));
}

const deriveKey = (secret: Uint8Array, purpose: TokenPurpose): MacKey =>
  new MacKey(createHmac('sha256', secret).update(`linkflow token, format 1, ${purpose}`).digest());
