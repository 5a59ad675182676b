/** One outlet of a split, with how much of the traffic it gets. */
export interface Share {
  id: string;
  weight: number;
}

/**
 * Picks a share by a stable hash: the same seed (for example recipient and node) gets the same share every time, on every
 * machine, and many seeds spread over the shares by weight.
 * @returns null when no share has a weight above zero
 */
export function stableShare(seed: string, shares: readonly Share[]): string | null {
  const usable = shares.filter((share) => Number.isFinite(share.weight) && share.weight > 0);
  const total = usable.reduce((sum, share) => sum + share.weight, 0);
  let point = fraction(seed) * total;
  for (const share of usable) {
    point -= share.weight;
    if (point < 0) return share.id;
  }
  return usable.at(-1)?.id ?? null;
}

/** FNV-1a over the UTF-16 units, then the finaliser of MurmurHash3, as FNV alone spreads short alike seeds badly in its high bits. */
function fraction(seed: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < seed.length; index++) {
    hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
