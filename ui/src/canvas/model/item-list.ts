import { freshId } from './ids';

/** An item of a list parameter whose items are outlets: its id names the outlet and never changes. */
export interface Item {
  id: string;
  label: string;
  rest: Record<string, unknown>;
}

/** Reads a list parameter; what is no item is passed over. */
export function readItems(value: unknown): Item[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('id' in entry) || typeof entry.id !== 'string')
      return [];
    const { id, label, ...rest } = entry as { id: string; label?: unknown };
    return [{ id, label: typeof label === 'string' ? label : '', rest }];
  });
}

export function writeItems(items: readonly Item[]): Record<string, unknown>[] {
  return items.map(({ id, label, rest }) => ({ ...rest, id, label }));
}

export function withItem(items: readonly Item[], rest: Record<string, unknown>, label: string): Item[] {
  return [...items, { id: freshId('p'), label, rest }];
}

export function replaceItem(items: readonly Item[], id: string, part: Partial<Omit<Item, 'id'>>): Item[] {
  return items.map((item) => (item.id === id ? { ...item, ...part } : item));
}

export function withoutItem(items: readonly Item[], id: string): Item[] {
  return items.filter((item) => item.id !== id);
}

/** One place up (-1) or down (1); at the end of the list nothing changes. */
export function moveItem(items: readonly Item[], id: string, by: -1 | 1): Item[] {
  const from = items.findIndex((item) => item.id === id);
  const to = from + by;
  const moved = items[from];
  if (!moved || to < 0 || to >= items.length) return [...items];
  return items.toSpliced(from, 1).toSpliced(to, 0, moved);
}

/** Shares of a hundred out of weights of any size; they need not add up to a hundred. */
export function percentOf(weight: number, weights: readonly number[]): number {
  const total = weights.reduce((sum, one) => sum + one, 0);
  return total === 0 ? 0 : Math.round((weight / total) * 1000) / 10;
}
