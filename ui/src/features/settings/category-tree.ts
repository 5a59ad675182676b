import type { CategoryView } from '@linkflow/contracts';

export interface CategoryLine {
  category: CategoryView;
  depth: number;
}

/** Categories in the order of the tree, by name; one whose parent is not in the list stands at the top. */
export function categoryLines(categories: readonly CategoryView[], language: string): CategoryLine[] {
  const byName = new Intl.Collator(language, { numeric: true });
  const sorted = [...categories].sort((a, b) => byName.compare(a.name, b.name));
  const known = new Set(categories.map(({ id }) => id));
  const lines: CategoryLine[] = [];
  const placed = new Set<string>();
  const place = (category: CategoryView, depth: number) => {
    if (placed.has(category.id)) return;
    placed.add(category.id);
    lines.push({ category, depth });
    for (const child of sorted) if (child.parentId === category.id) place(child, depth + 1);
  };
  for (const each of sorted) if (each.parentId === null || !known.has(each.parentId)) place(each, 0);
  // Whatever lies in a circle is shown all the same.
  for (const each of sorted) place(each, 0);
  return lines;
}

/** A category and all below it: none of them can be its parent. */
export function withDescendants(categories: readonly CategoryView[], id: string): Set<string> {
  const found = new Set([id]);
  let grew = true;
  while (grew) {
    grew = false;
    for (const { id: child, parentId } of categories) {
      if (parentId !== null && found.has(parentId) && !found.has(child)) {
        found.add(child);
        grew = true;
      }
    }
  }
  return found;
}
