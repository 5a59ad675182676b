import { timingSafeEqual } from 'node:crypto';
import { TAG_BYTES } from './mac-key';
import { type TokenKey, type TokenPurpose } from './token-keys';

/** Who and what a token stands for. */
export interface TokenSubject {
  /** The link for `click`, the mailing for `view` and `subscriptions`. */
  subjectId: string;
  recipientId: string;
}

/** Characters of a token: 42 bytes as base64url, without a rest, so that no two texts mean the same bytes. */
export const TOKEN_LENGTH = 56;

const TOKEN_SHAPE = /^[A-Za-z0-9_-]{56}$/;
const SIGNED_BYTES = 26;
/** Second byte of a token. A later format takes other letters. */
const PURPOSE_BYTE: Record<TokenPurpose, number> = { click: 0x63, view: 0x6f, subscriptions: 0x73 };

/**
 * Signs and verifies what stands in our URLs: 1 byte key number, 1 byte purpose, 12 bytes subject, 12 bytes recipient and
 * the first 128 bits of an HMAC-SHA256 over them, under a key that belongs to this purpose alone.
 */
export class LinkTokens {
  private readonly signing: TokenKey;
  private readonly byId = new Map<number, TokenKey>();

  /** The first key signs. */
  constructor(keys: readonly TokenKey[]) {
    const [first] = keys;
    if (!first) throw new Error('There is no key to sign links with.');
    this.signing = first;
    for (const key of keys) this.byId.set(key.id, key);
  }

  /** Both ids must be ids (24 hexadecimal characters); anything else is a mistake of the caller and throws. */
  sign(purpose: TokenPurpose, subjectId: string, recipientId: string): string {
    const token = Buffer.alloc(SIGNED_BYTES + TAG_BYTES);
    token[0] = this.signing.id;
    token[1] = PURPOSE_BYTE[purpose];
    const written = token.write(subjectId, 2, 'hex') + token.write(recipientId, 14, 'hex');
    if (written !== 24 || subjectId.length !== 24 || recipientId.length !== 24)
      throw new TypeError('A token is made of two ids of 24 hexadecimal characters.');
    token.set(this.signing.of[purpose].of(token.subarray(0, SIGNED_BYTES)), SIGNED_BYTES);
    return token.toString('base64url');
  }

  /** The subject of a token that we signed for this purpose; null for everything else. */
  verify(purpose: TokenPurpose, token: string): TokenSubject | null {
    // Also keeps out `+` and `/`, which Buffer would read as `-` and `_`.
    if (token.length !== TOKEN_LENGTH || !TOKEN_SHAPE.test(token)) return null;
    const bytes = Buffer.from(token, 'base64url');
    const key = this.byId.get(bytes[0] ?? -1);
    if (!key || bytes[1] !== PURPOSE_BYTE[purpose]) return null;
    const tag = key.of[purpose].of(bytes.subarray(0, SIGNED_BYTES));
    if (!timingSafeEqual(tag, bytes.subarray(SIGNED_BYTES))) return null;
    const ids = bytes.toString('hex', 2, SIGNED_BYTES);
    return { subjectId: ids.slice(0, 24), recipientId: ids.slice(24) };
  }
}
