const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A new id for a node, an edge or an item of a list; 60 bits, so that no two people draw the same one. */
export function freshId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return prefix + [...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}
