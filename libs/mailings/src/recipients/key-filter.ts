/** Bits; a power of two. 1 MB: with 200,000 keys, one of 500 look-ups of another key is in vain; with two million, one of seven. */
const BITS = 2 ** 23;
const FNV_PRIME = 0x01_00_01_93;

/**
 * Tells of most keys that they were never added, in memory that does not depend on their number (a Bloom filter). Of a key that was added it
 * never says so.
 */
export class KeyFilter {
  private readonly words = new Uint32Array(BITS / 32);

  add(key: string): void {
    for (const bit of bitsOf(key)) {
      const word = bit >>> 5;
      this.words[word] = (this.words[word] ?? 0) | (1 << (bit & 31));
    }
  }

  /** False if the key was certainly not added. */
  mayHave(key: string): boolean {
    return bitsOf(key).every((bit) => ((this.words[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0);
  }
}

/** Two positions, from two FNV-1a hashes. */
function bitsOf(key: string): [number, number] {
  let first = 0x81_1c_9d_c5;
  let second = 0x9e_37_79_b9;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    first = Math.imul(first ^ code, FNV_PRIME);
    second = Math.imul(second ^ (code + at), FNV_PRIME);
  }
  // The low bits of FNV depend on the low bits of the text only, so the high ones are mixed in.
  return [mixed(first) & (BITS - 1), mixed(second) & (BITS - 1)];
}

function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  return half ^ (half >>> 13);
}
