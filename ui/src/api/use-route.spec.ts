import { ROUTES } from '@linkflow/contracts';
import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { routeKey } from './use-route';

const params = { id: '7' };

describe('key of a route', () => {
  it('the key consists of the segments of the path, then the query', () => {
    expect(routeKey(ROUTES.links.get, { params })).toEqual(['links', '7']);
    expect(routeKey(ROUTES.links.clickers, { params, query: { page: 2 } })).toEqual([
      'links',
      '7',
      'clickers',
      { page: 2 },
    ]);
  });

  it('a key with an empty query matches every list of the resource and no single record', () => {
    const client = new QueryClient();
    const list = routeKey(ROUTES.contacts.list, { query: { q: 'Ada' } });
    const card = routeKey(ROUTES.contacts.get, { params });
    for (const key of [list, card]) client.setQueryData(key, {});
    const found = client.getQueryCache().findAll({ queryKey: routeKey(ROUTES.contacts.list, { query: {} }) });
    expect(found.map(({ queryKey }) => queryKey)).toEqual([list]);
  });
});
