/**
 * SHA-256 of a text in UTF-8, as 64 hexadecimal characters (FIPS 180-4). Written out, as the platforms' own are either not there
 * in the browser (node:crypto) or only asynchronous (crypto.subtle), and checks and hashes run the same on both sides. For a
 * document at a save or publish, not for passwords or bulk: some ten megabytes a second.
 */
export function sha256(text: string): string {
  const message = padded(new TextEncoder().encode(text));
  const state = Uint32Array.from(INITIAL);
  const schedule = new Uint32Array(64);
  const view = new DataView(message.buffer);
  for (let offset = 0; offset < message.length; offset += 64) {
    for (let word = 0; word < 16; word++) schedule[word] = view.getUint32(offset + word * 4);
    extend(schedule);
    compress(state, schedule);
  }
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

const PRIMES = Array.from({ length: 312 }, (_, n) => n).filter((n) => n > 1 && !smallestDivisor(n));
/** The first 32 bits of the fractional parts of the square and cube roots of the first primes. */
const INITIAL = PRIMES.slice(0, 8).map((prime) => fractionBits(prime, 2n));
const ROUND = Uint32Array.from(PRIMES.slice(0, 64).map((prime) => fractionBits(prime, 3n)));

function smallestDivisor(n: number): number | undefined {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return divisor;
  return undefined;
}

/** In whole numbers, as the last bits of `Math.cbrt` may differ from engine to engine. */
function fractionBits(prime: number, degree: bigint): number {
  const target = BigInt(prime) << (32n * degree);
  let root = 0n;
  for (let bit = 1n << 40n; bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= target) root += bit;
  return Number(root & 0xffffffffn);
}

/** The message, a one bit, zeros, and its length in bits, filling blocks of 64 bytes. */
function padded(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  view.setUint32(message.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(message.length - 4, bytes.length << 3);
  return message;
}

function extend(schedule: Uint32Array): void {
  for (let word = 16; word < 64; word++) {
    const a = at(schedule, word - 15);
    const b = at(schedule, word - 2);
    const small = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
    const large = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
    schedule[word] = at(schedule, word - 16) + small + at(schedule, word - 7) + large;
  }
}

function compress(state: Uint32Array, schedule: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < 64; round++) {
    const mix1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + mix1 + choice + at(ROUND, round) + at(schedule, round)) | 0;
    const mix0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + mix0 + majority) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = at(state, index) + word;
  });
}

function at(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}
