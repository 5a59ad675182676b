import { describe, expect, it } from 'vitest';
import { isFiltered, nextSearch, pageQuery, parseSort, toggleSort } from './list-state';
import type { ListSearch } from '../search';

describe('list state', () => {
  it('returns to page 1 when search or filters change, and keeps the page otherwise', () => {
    expect(nextSearch<ListSearch>({ q: 'a', page: 4 }, { q: 'b' })).toEqual({ q: 'b' });
    expect(nextSearch<ListSearch>({ q: 'a', page: 4 }, { sort: '-name' })).toEqual({ q: 'a', sort: '-name' });
    expect(nextSearch<ListSearch>({ q: 'a', page: 4 }, { page: 5 })).toEqual({ q: 'a', page: 5 });
    expect(nextSearch<ListSearch>({ q: 'a', page: 4 }, { new: true })).toEqual({
      q: 'a',
      page: 4,
      new: true,
    });
  });

  it('removes default values from the address', () => {
    expect(nextSearch<ListSearch>({ q: 'a', page: 2 }, { q: undefined, page: 1 })).toEqual({});
  });

  it('reverses the sorted column, and starts descending where a column asks for it', () => {
    expect(toggleSort(parseSort('name'), 'name', false)).toBe('-name');
    expect(toggleSort(parseSort('-name'), 'name', false)).toBe('name');
    expect(toggleSort(parseSort('name'), 'clicks', true)).toBe('-clicks');
  });

  it('distinguishes a filtered list from an unfiltered one', () => {
    expect(isFiltered({ page: 2, sort: 'name', new: true })).toBe(false);
    expect(isFiltered({ q: 'a' })).toBe(true);
  });

  it('makes the query of a list page from the address', () => {
    expect(pageQuery({}, '-updatedAt')).toEqual({ q: undefined, page: 1, pageSize: 50, sort: '-updatedAt' });
    expect(pageQuery({ q: 'x', page: 3, sort: 'name' }, '-updatedAt')).toMatchObject({
      page: 3,
      sort: 'name',
    });
  });
});
