/** What the address of a run keeps: the selected step. */
export interface RunPageSearch {
  node?: string;
}

export function runPageSearch(raw: Record<string, unknown>): RunPageSearch {
  // The router reads a node called `12` as a number.
  const node = typeof raw.node === 'number' ? String(raw.node) : raw.node;
  return { node: typeof node === 'string' && /^[A-Za-z0-9_-]{1,40}$/.test(node) ? node : undefined };
}
