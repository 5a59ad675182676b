import type { Folder } from '@linkflow/contracts';

export interface FolderLine {
  folder: Folder;
  depth: number;
  /** Names from the top, for pickers and crumbs: `Arrangementer / Høst 2026`. */
  path: string;
}

/**
 * The folders in the order of the tree, each below its parent, by name. A folder whose parent is gone, or that lies in
 * a circle, stands at the top instead of being lost.
 */
export function folderLines(folders: readonly Folder[], language: string): FolderLine[] {
  const byName = new Intl.Collator(language, { numeric: true });
  const known = new Set(folders.map((folder) => folder.id));
  const children = new Map<string | null, Folder[]>();
  for (const folder of folders) {
    const parent = folder.parentId !== null && known.has(folder.parentId) ? folder.parentId : null;
    children.set(parent, [...(children.get(parent) ?? []), folder]);
  }
  const lines: FolderLine[] = [];
  const placed = new Set<string>();
  const place = (folder: Folder, depth: number, above: string) => {
    if (placed.has(folder.id)) return;
    placed.add(folder.id);
    const path = above === '' ? folder.name : `${above} / ${folder.name}`;
    lines.push({ folder, depth, path });
    for (const child of sorted(children.get(folder.id))) place(child, depth + 1, path);
  };
  const sorted = (list: readonly Folder[] = []) => [...list].sort((a, b) => byName.compare(a.name, b.name));
  for (const folder of sorted(children.get(null))) place(folder, 0, '');
  for (const folder of sorted(folders)) place(folder, 0, '');
  return lines;
}
