import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** Bytes of a tag: the first 128 bits of HMAC-SHA256. */
export const TAG_BYTES = 16;

/**
 * A key whose HMAC-SHA256 (RFC 2104) is begun: its own two blocks are hashed once, here, and a message that fits into one
 * block costs two more. `node:crypto` hashes as fast, but makes objects on either side of its border for each message,
 * which on the hot path cost twice the hashing.
 */
export class MacKey {
  private readonly begun;
  private readonly working;
  private readonly whole = new Uint8Array(sha256.outputLen);
  private readonly tag = this.whole.subarray(0, TAG_BYTES);

  constructor(key: Uint8Array) {
    this.begun = hmac.create(sha256, key);
    this.working = this.begun.clone();
  }

  /** The tag of a message. It is the same bytes each time: whoever wants to keep it copies it. */
  of(message: Uint8Array): Uint8Array {
    this.begun._cloneInto(this.working);
    this.working.update(message).digestInto(this.whole);
    return this.tag;
  }
}
