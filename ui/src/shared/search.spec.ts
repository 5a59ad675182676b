import { describe, expect, it } from 'vitest';
import { linksSearch } from '../features/links/search';
import { signInSearch } from '../app/sign-in-search';
import { filterOf, runsSearch } from '../features/runs/search';
import { listSearch } from './search';

const id = 'a'.repeat(24);

describe('what comes in by the address', () => {
  it('reads a search as words, even where the router read a number', () => {
    expect(listSearch({ q: 2027, page: 3, sort: '-updatedAt' })).toEqual({
      q: '2027',
      page: 3,
      sort: '-updatedAt',
    });
  });

  it('drops what makes no sense instead of sending it on', () => {
    expect(listSearch({ q: '', page: -1, sort: 'a;b', new: 'yes' })).toEqual({});
    expect(listSearch({ q: { a: 1 }, page: 'x' })).toEqual({});
  });

  it('takes a folder by id, or those in none', () => {
    expect(linksSearch({ folder: id }).folder).toBe(id);
    expect(linksSearch({ folder: 'none' }).folder).toBe('none');
    expect(linksSearch({ folder: '../x' }).folder).toBeUndefined();
  });

  it('keeps the known statuses of a list, in one order', () => {
    expect(runsSearch({ status: 'needs-review,failed,lost' }).status).toBe('failed,needs-review');
    expect(runsSearch({ status: 'lost' }).status).toBeUndefined();
  });

  it('keeps the error and the time of runs, each point in time in one way', () => {
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

  it('goes back only to pages of our own', () => {
    expect(signInSearch({ back: '/runs?status=failed' }).back).toBe('/runs?status=failed');
    for (const back of ['https://evil.example', '//evil.example', '/\\evil.example', 'runs', 7]) {
      expect(signInSearch({ back }).back).toBeUndefined();
    }
  });
});
