import { describe, expect, it } from 'vitest';
import { treeLines, withDescendants } from './tree';

const anItem = (id: string, parentId: string | null = null) => ({ id, name: id, parentId });

describe('tree of items', () => {
  it('puts each item below its parent, siblings by name in the given language', () => {
    const items = [anItem('Østlandet'), anItem('Arrangementer'), anItem('Vår', 'Arrangementer'), anItem('Å')];
    expect(treeLines(items, 'nb').map(({ path, depth }) => `${depth} ${path}`)).toEqual([
      '0 Arrangementer',
      '1 Arrangementer / Vår',
      '0 Østlandet',
      '0 Å',
    ]);
  });

  it('sorts the children of one parent by name, whatever their order was', () => {
    const items = [anItem('salg'), anItem('anbud', 'salg'), anItem('hjelp'), anItem('åpne', 'salg')];
    expect(treeLines(items, 'nb').map(({ item, depth }) => `${depth} ${item.id}`)).toEqual([
      '0 hjelp',
      '0 salg',
      '1 anbud',
      '1 åpne',
    ]);
    expect(withDescendants(items, 'salg')).toEqual(new Set(['salg', 'anbud', 'åpne']));
  });

  it('keeps items whose parent does not exist or that form a cycle', () => {
    const odd = [anItem('a', 'b'), anItem('b', 'a'), anItem('c', 'gone')];
    const ids = treeLines(odd, 'en').map(({ item }) => item.id);
    expect(ids.sort()).toEqual(['a', 'b', 'c']);
  });
});
