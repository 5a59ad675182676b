/** What the address of a run keeps: the selected step. */
export interface RunPageSearch {
  node?: string;
}

export function runPageSearch(raw: Record<string, unknown>): RunPageSearch {
  return { node: typeof raw.node === 'string' ? raw.node : undefined };
}
