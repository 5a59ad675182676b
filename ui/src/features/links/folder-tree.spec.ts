import type { Folder } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { folderLines } from './folder-tree';

const aFolder = (id: string, parentId: string | null = null): Folder => ({
  id,
  name: id,
  parentId,
  links: 0,
});

describe('tree of folders', () => {
  it('puts each below its parent, by name in the language of the page', () => {
    const lines = folderLines(
      [aFolder('Østlandet'), aFolder('Arrangementer'), aFolder('Vår', 'Arrangementer'), aFolder('Å')],
      'nb',
    );
    expect(lines.map(({ path, depth }) => `${depth} ${path}`)).toEqual([
      '0 Arrangementer',
      '1 Arrangementer / Vår',
      '0 Østlandet',
      '0 Å',
    ]);
  });

  it('loses no folder whose parent is gone or that lies in a circle', () => {
    const odd = [aFolder('a', 'b'), aFolder('b', 'a'), aFolder('c', 'gone')];
    expect(
      folderLines(odd, 'en')
        .map(({ folder }) => folder.id)
        .sort(),
    ).toEqual(['a', 'b', 'c']);
  });
});
