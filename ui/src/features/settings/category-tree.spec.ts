import type { CategoryView } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { categoryLines, withDescendants } from './category-tree';

const aCategory = (id: string, parentId: string | null = null): CategoryView => ({
  id,
  name: id,
  parentId,
  rule: 'none',
  ourContactFirst: false,
  members: [],
  deleted: false,
});

describe('tree of categories', () => {
  const tree = [aCategory('salg'), aCategory('anbud', 'salg'), aCategory('hjelp'), aCategory('åpne', 'salg')];

  it('puts each below its parent, by name', () => {
    expect(categoryLines(tree, 'nb').map(({ category, depth }) => `${depth} ${category.id}`)).toEqual([
      '0 hjelp',
      '0 salg',
      '1 anbud',
      '1 åpne',
    ]);
  });

  it('loses nothing when a parent is gone or the parents go in a circle', () => {
    const odd = [aCategory('a', 'b'), aCategory('b', 'a'), aCategory('c', 'gone')];
    expect(
      categoryLines(odd, 'en')
        .map(({ category }) => category.id)
        .sort(),
    ).toEqual(['a', 'b', 'c']);
  });

  it('knows everything below a category', () => {
    expect(withDescendants(tree, 'salg')).toEqual(new Set(['salg', 'anbud', 'åpne']));
  });
});
