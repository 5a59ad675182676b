import { localeOf, type Language } from '@linkflow/contracts';

interface TreeItem {
  id: string;
  name: string;
  parentId: string | null;
}

interface TreeLine<T> {
  item: T;
  depth: number;
  /** Names of all ancestors and the item itself: `Arrangementer / Høst 2026`. */
  path: string;
}

/**
 * Returns the items in tree order: each item is followed by its descendants, and siblings are sorted by name. An item whose parent
 * does not exist is at the top level, and so is the first item (by name) of a cycle.
 */
export function treeLines<T extends TreeItem>(items: readonly T[], language: Language): TreeLine<T>[] {
  const byName = new Intl.Collator(localeOf(language), { numeric: true });
  const sorted = [...items].sort((a, b) => byName.compare(a.name, b.name));
  const ids = new Set(items.map(({ id }) => id));
  const children = new Map<string | null, T[]>();
  for (const item of sorted) {
    const parent = item.parentId !== null && ids.has(item.parentId) ? item.parentId : null;
    children.set(parent, [...(children.get(parent) ?? []), item]);
  }
  const lines: TreeLine<T>[] = [];
  const placed = new Set<string>();
  const place = (item: T, depth: number, parentPath: string) => {
    if (placed.has(item.id)) return;
    placed.add(item.id);
    const path = parentPath === '' ? item.name : `${parentPath} / ${item.name}`;
    lines.push({ item, depth, path });
    for (const child of children.get(item.id) ?? []) place(child, depth + 1, path);
  };
  for (const item of children.get(null) ?? []) place(item, 0, '');
  for (const item of sorted) place(item, 0, ''); // items in cycles
  return lines;
}

/** Returns the ids of an item and all its descendants. */
export function withDescendants(items: readonly TreeItem[], id: string): Set<string> {
  const found = new Set([id]);
  let size = 0;
  while (size !== found.size) {
    size = found.size;
    for (const item of items) if (item.parentId !== null && found.has(item.parentId)) found.add(item.id);
  }
  return found;
}
