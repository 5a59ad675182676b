import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, isApiError } from './api-error';
import { api, queryString } from './client';

const answer = (status: number, body: string) =>
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body === '' ? null : body, { status })));

afterEach(() => vi.unstubAllGlobals());

describe('the client of the API', () => {
  it('leaves empty values out of the address', () => {
    expect(queryString({ q: 'å', page: 2, sort: '', folderId: undefined, x: null })).toBe('?q=%C3%A5&page=2');
    expect(queryString({})).toBe('');
  });

  it('turns problem JSON into an error with its code, issues and details', async () => {
    const issue = { code: 'too_small', path: 'name', message: { en: 'Write a name', nb: 'Skriv et navn' } };
    answer(
      400,
      JSON.stringify({ code: 'validation.failed', message: 'm', requestId: 'r1', issues: [issue] }),
    );
    const error: unknown = await api.post('/api/links', {}).catch((caught: unknown) => caught);
    expect(isApiError(error, 'validation.failed')).toBe(true);
    expect(error).toMatchObject({ status: 400, requestId: 'r1', issues: [issue], details: {} });
  });

  it('has a code of its own for an answer that is not ours', async () => {
    answer(502, '<html>Bad gateway</html>');
    await expect(api.get('/api/links')).rejects.toMatchObject({ code: 'unexpected', status: 502 });
    answer(200, '<html>Sign in to the wifi</html>');
    await expect(api.get('/api/links')).rejects.toMatchObject({ code: 'unexpected', status: 200 });
  });

  it('has a code of its own for no answer', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')));
    await expect(api.get('/api/links')).rejects.toMatchObject({ code: 'network' });
  });

  it('takes an empty answer to a deletion', async () => {
    answer(204, '');
    await expect(api.delete('/api/links/1')).resolves.toBeUndefined();
  });

  it('tells its own errors from others', () => {
    expect(isApiError(new Error('x'))).toBe(false);
    expect(
      isApiError(ApiError.fromAnswer(404, { code: 'not-found', message: 'm', requestId: 'r' }), 'internal'),
    ).toBe(false);
  });
});
