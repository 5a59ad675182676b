import { describe, expect, it } from 'vitest';
import { ROUTE_DEFINITIONS } from './route-schemas';
import { requestUrl } from './request-url';
import { ROUTES } from './routes';

describe('the URL of a request', () => {
  it('contains the path parameters in encoded form', () => {
    const params = { id: 'a/b', number: 3 };
    expect(requestUrl(ROUTES.workflows.version, { params })).toBe('/api/links/a%2Fb/versions/3');
  });

  it('omits undefined, null and empty values from the query', () => {
    const query = { q: 'å', page: 2, sort: '', folderId: undefined, mailingId: null };
    expect(requestUrl(ROUTES.links.list, { query })).toBe('/api/links?q=%C3%A5&page=2');
    expect(requestUrl(ROUTES.links.list, { query: { q: '' } })).toBe('/api/links');
  });
});

describe('the route table', () => {
  it('has every route once, with its schema', () => {
    const routes = Object.values(ROUTES).flatMap((subject) => Object.values<string>(subject));
    expect(new Set(routes).size).toBe(routes.length);
    expect([...ROUTE_DEFINITIONS.keys()].sort()).toEqual(routes.sort());
  });

  it('answers 204 exactly where no response is declared', () => {
    for (const { route, response, status } of ROUTE_DEFINITIONS.values()) {
      expect([route, status === 204]).toEqual([route, response === undefined]);
    }
  });
});
