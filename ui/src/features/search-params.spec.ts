import { describe, expect, it } from 'vitest';
import { filterOf, linksSearch, runsSearch, signInSearch } from './search-params';
import { listSearch } from '../shared/search';

const id = 'a'.repeat(24);

describe('search parameters', () => {
  it('reads the search word as text when the router parsed a number', () => {
    expect(listSearch({ q: 2027, page: 3, sort: '-updatedAt' })).toEqual({
      q: '2027',
      page: 3,
      sort: '-updatedAt',
    });
  });

  it('drops invalid parameters', () => {
    expect(listSearch({ q: '', page: -1, sort: 'a;b', new: 'yes' })).toEqual({});
    expect(listSearch({ q: { a: 1 }, page: 'x' })).toEqual({});
  });

  it('accepts a folder id or "none"', () => {
    expect(linksSearch({ folder: id }).folder).toBe(id);
    expect(linksSearch({ folder: 'none' }).folder).toBe('none');
    expect(linksSearch({ folder: '../x' }).folder).toBeUndefined();
  });

  it('keeps known run statuses in a fixed order', () => {
    expect(runsSearch({ status: 'needs-review,failed,lost' }).status).toBe('failed,needs-review');
    expect(runsSearch({ status: 'lost' }).status).toBeUndefined();
  });

  it('keeps the error filter of runs and normalises instants', () => {
    const search = runsSearch({
      error: 'add-to-selection:target.missing:0a1b',
      from: '2027-03-14T10:00:00+01:00',
      bulk: '0123456789abcdef01234567',
      to: 'tomorrow',
      page: 2,
    });
    expect(filterOf(search)).toEqual({
      error: 'add-to-selection:target.missing:0a1b',
      bulk: '0123456789abcdef01234567',
      from: '2027-03-14T09:00:00.000Z',
    });
    expect(filterOf(runsSearch({}))).toEqual({});
  });

  it('accepts only local paths as the address after the sign-in', () => {
    expect(signInSearch({ back: '/runs?status=failed' }).back).toBe('/runs?status=failed');
    for (const back of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      '/a\\b',
      'runs',
      7,
    ]) {
      expect(signInSearch({ back }).back).toBeUndefined();
    }
  });
});
