/*
 * HMAC-SHA256 (RFC 2104, FIPS 180-4) for messages of one block, such as the signed bytes of a token. A mail with 29 links needs 29 of them,
 * which is most of what a message costs. docs/adr/0074 says why this is not `node:crypto`, and compares the alternatives.
 */

/** Longest message: it shares its block of 64 bytes with a bit that ends it and with its length. */
export const MAX_MAC_MESSAGE = 55;
/** Bytes of a tag: the first half of the HMAC. */
export const TAG_BYTES = 16;

const BLOCK_BYTES = 64;
const BLOCK_WORDS = 16;
const DIGEST_BYTES = 32;
const ROUNDS = 64;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;
/** The bit behind a message that ends with a whole word. */
const END_OF_WORDS = 0x80000000 | 0;

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const ROUND_CONSTANTS = wordsOfHex(
  '428a2f98 71374491 b5c0fbcf e9b5dba5 3956c25b 59f111f1 923f82a4 ab1c5ed5 d807aa98 12835b01 243185be 550c7dc3 72be5d74 80deb1fe ' +
    '9bdc06a7 c19bf174 e49b69c1 efbe4786 0fc19dc6 240ca1cc 2de92c6f 4a7484aa 5cb0a9dc 76f988da 983e5152 a831c66d b00327c8 bf597fc7 ' +
    'c6e00bf3 d5a79147 06ca6351 14292967 27b70a85 2e1b2138 4d2c6dfc 53380d13 650a7354 766a0abb 81c2c92e 92722c85 a2bfe8a1 a81a664b ' +
    'c24b8b70 c76c51a3 d192e819 d6990624 f40e3585 106aa070 19a4c116 1e376c08 2748774c 34b0bcb5 391c0cb3 4ed8aa4a 5b9cca4f 682e6ff3 ' +
    '748f82ee 78a5636f 84c87814 8cc70208 90befffa a4506ceb bef9a3f7 c67178f2',
);
/** The same of the square roots of the first eight primes: the state before the first block. */
const FIRST_STATE = wordsOfHex('6a09e667 bb67ae85 3c6ef372 a54ff53a 510e527f 9b05688c 1f83d9ab 5be0cd19');

/** The block that is hashed (words 0 to 15), and what is computed of it. */
const schedule = new Int32Array(ROUNDS);
/** State after the last block, shared by all keys. */
const state = new Int32Array(FIRST_STATE.length);

/** A key whose two key blocks are hashed in advance, so that a message costs two blocks. */
export class MacKey {
  private readonly inner: Int32Array;
  private readonly outer: Int32Array;

  /** @param key at most 64 bytes */
  constructor(key: Uint8Array) {
    if (key.length > BLOCK_BYTES) throw new RangeError(`A key has at most ${BLOCK_BYTES} bytes.`);
    this.inner = stateAfterKey(key, INNER_PAD);
    this.outer = stateAfterKey(key, OUTER_PAD);
  }

  /**
   * Writes the first 128 bits of the HMAC of the first bytes of an array behind them.
   * @param length number of bytes of the message
   */
  appendTag(bytes: Uint8Array, length: number): void {
    if (length > MAX_MAC_MESSAGE || length + TAG_BYTES > bytes.length)
      throw new RangeError('The message or its array has a wrong length.');
    schedule.fill(0, 0, BLOCK_WORDS);
    const words = length >> 2;
    for (let word = 0, at = 0; word < words; word += 1, at += 4)
      schedule[word] =
        ((bytes[at] ?? 0) << 24) |
        ((bytes[at + 1] ?? 0) << 16) |
        ((bytes[at + 2] ?? 0) << 8) |
        (bytes[at + 3] ?? 0);
    for (let at = 4 * words; at < length; at += 1) addByte(at, bytes[at] ?? 0);
    addByte(length, 0x80);
    endBlock(length);
    compress(this.inner);

    schedule.set(state);
    schedule.fill(0, state.length, BLOCK_WORDS);
    schedule[state.length] = END_OF_WORDS;
    endBlock(DIGEST_BYTES);
    compress(this.outer);

    for (let at = 0; at < TAG_BYTES; at += 1)
      bytes[length + at] = (state[at >> 2] ?? 0) >>> (24 - 8 * (at & 3));
  }
}

function stateAfterKey(key: Uint8Array, pad: number): Int32Array {
  schedule.fill(0, 0, BLOCK_WORDS);
  for (let at = 0; at < BLOCK_BYTES; at += 1) addByte(at, (key[at] ?? 0) ^ pad);
  compress(FIRST_STATE);
  return state.slice();
}

/** Words are big-endian. */
function addByte(at: number, byte: number): void {
  schedule[at >> 2] = (schedule[at >> 2] ?? 0) | (byte << (24 - 8 * (at & 3)));
}

/** Writes the number of hashed bits into the last block: those of the key block, too. */
function endBlock(bytes: number): void {
  schedule[BLOCK_WORDS - 1] = 8 * (BLOCK_BYTES + bytes);
}

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** Hashes the block in `schedule` into `state` (FIPS 180-4, 6.2.2). The names of the variables are those of the standard. */
function compress(before: Int32Array): void {
  for (let t = BLOCK_WORDS; t < ROUNDS; t += 1) {
    const w15 = schedule[t - 15] ?? 0;
    const w2 = schedule[t - 2] ?? 0;
    const sigma0 = rotated(w15, 7) ^ rotated(w15, 18) ^ (w15 >>> 3);
    const sigma1 = rotated(w2, 17) ^ rotated(w2, 19) ^ (w2 >>> 10);
    schedule[t] = (((sigma1 + (schedule[t - 7] ?? 0)) | 0) + ((sigma0 + (schedule[t - 16] ?? 0)) | 0)) | 0;
  }
  // Destructuring would call the array's iterator.
  let a = before[0] ?? 0;
  let b = before[1] ?? 0;
  let c = before[2] ?? 0;
  let d = before[3] ?? 0;
  let e = before[4] ?? 0;
  let f = before[5] ?? 0;
  let g = before[6] ?? 0;
  let h = before[7] ?? 0;
  for (let t = 0; t < ROUNDS; t += 1) {
    const sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const choice = g ^ (e & (f ^ g));
    const constants = ((ROUND_CONSTANTS[t] ?? 0) + (schedule[t] ?? 0)) | 0;
    const temporary1 = (((h + sum1) | 0) + ((choice + constants) | 0)) | 0;
    const sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const majority = (a & b) ^ (c & (a ^ b));
    h = g;
    g = f;
    f = e;
    e = (d + temporary1) | 0;
    d = c;
    c = b;
    b = a;
    a = (temporary1 + ((sum0 + majority) | 0)) | 0;
  }
  state[0] = a + (before[0] ?? 0);
  state[1] = b + (before[1] ?? 0);
  state[2] = c + (before[2] ?? 0);
  state[3] = d + (before[3] ?? 0);
  state[4] = e + (before[4] ?? 0);
  state[5] = f + (before[5] ?? 0);
  state[6] = g + (before[6] ?? 0);
  state[7] = h + (before[7] ?? 0);
}

function wordsOfHex(hex: string): Int32Array {
  return Int32Array.from(hex.split(' '), (word) => Number.parseInt(word, 16) | 0);
}
