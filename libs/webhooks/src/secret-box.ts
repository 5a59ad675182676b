import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** An encrypted text (AES-256-GCM), as it is stored. */
export interface Sealed {
  /** Number of the key of `LINK_KEYS`. */
  key: number;
  /** Base64 of nonce, authentication tag and ciphertext. */
  data: string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/** The key with which a text was encrypted is no longer in `LINK_KEYS`, or the stored text was changed. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

/**
 * Encrypts texts that only this system may read, with keys derived from `LINK_KEYS`, so that neither a copy of the database nor the API has
 * them. The first key encrypts, all decrypt.
 */
export class SecretBox {
  private readonly keys: ReadonlyMap<number, Buffer>;
  /** Number of the key that encrypts. */
  readonly current: number;

  /** @param secrets `LINK_KEYS`, at least one */
  constructor(secrets: readonly { id: number; secret: Uint8Array }[]) {
    const [first] = secrets;
    if (!first) throw new Error('LINK_KEYS has no key.');
    this.current = first.id;
    this.keys = new Map(
      secrets.map(({ id, secret }) => [
        id,
        Buffer.from(hkdfSync('sha256', secret, '', 'linkflow webhook secrets, format 1', 32)),
      ]),
    );
  }

  /** @param context what the text belongs to; it can be opened only for the same */
  seal(text: string, context: string): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.keyOf(this.current), nonce);
    cipher.setAAD(Buffer.from(context));
    const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const data = Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64');
    return { key: this.current, data };
  }

  /** @throws SealBroken */
  open({ key, data }: Sealed, context: string): string {
    const bytes = Buffer.from(data, 'base64');
    const cipherKey = this.keyOf(key);
    try {
      const decipher = createDecipheriv(CIPHER, cipherKey, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch (error) {
      throw new SealBroken('A stored secret cannot be decrypted', { cause: error });
    }
  }

  private keyOf(id: number): Buffer {
    const key = this.keys.get(id);
    if (!key) throw new SealBroken(`LINK_KEYS has no key k${id}`);
    return key;
  }
}
