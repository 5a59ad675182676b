import { describe, expect, it } from 'vitest';
import type { ListSearch } from '../search';
import { isFiltered, nextSearch, pageQuery, parseSort, toggleSort } from './list-state';

describe('the place in a list', () => {
  it('starts at the first page when what is shown changes, and keeps the page otherwise', () => {
    expect(nextSearch<ListSearch>({ q: 'a', page: 4 }, { q: 'b' })).toEqual({ q: 'b' });
    expect(nextSearch<ListSearch>({ q: 'a', page: 4 }, { sort: '-name' })).toEqual({ q: 'a', sort: '-name' });
    expect(nextSearch<ListSearch>({ q: 'a', page: 4 }, { page: 5 })).toEqual({ q: 'a', page: 5 });
    expect(nextSearch<ListSearch>({ q: 'a', page: 4 }, { new: true })).toEqual({
      q: 'a',
      page: 4,
      new: true,
    });
  });

  it('has a plain address for a plain list', () => {
    expect(nextSearch<ListSearch>({ q: 'a', page: 2 }, { q: undefined, page: 1 })).toEqual({});
  });

  it('turns a column round, and begins with the biggest where that is wanted', () => {
    expect(toggleSort(parseSort('name'), 'name', false)).toBe('-name');
    expect(toggleSort(parseSort('-name'), 'name', false)).toBe('name');
    expect(toggleSort(parseSort('name'), 'clicks', true)).toBe('-clicks');
  });

  it('knows a filtered list from an empty one', () => {
    expect(isFiltered({ page: 2, sort: 'name', new: true })).toBe(false);
    expect(isFiltered({ q: 'a' })).toBe(true);
  });

  it('asks the API for a page of the list', () => {
    expect(pageQuery({}, '-updatedAt')).toEqual({ q: undefined, page: 1, pageSize: 50, sort: '-updatedAt' });
    expect(pageQuery({ q: 'x', page: 3, sort: 'name' }, '-updatedAt')).toMatchObject({
      page: 3,
      sort: 'name',
    });
  });
});
