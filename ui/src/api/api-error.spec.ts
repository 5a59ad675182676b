import { ROUTES } from '@linkflow/contracts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, isApiError } from './api-error';
import { call } from './client';

const answer = (status: number, body: string) =>
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body === '' ? null : body, { status })));

afterEach(() => vi.unstubAllGlobals());

describe('API client', () => {
  it('turns problem JSON into an ApiError with code, issues and details', async () => {
    const issue = { code: 'too_small', path: 'name', message: { en: 'Write a name', nb: 'Skriv et navn' } };
    answer(
      400,
      JSON.stringify({ code: 'validation.failed', message: 'm', requestId: 'r1', issues: [issue] }),
    );
    const error: unknown = await call(ROUTES.folders.create, { body: { name: '' } }).catch(
      (caught: unknown) => caught,
    );
    expect(isApiError(error, 'validation.failed')).toBe(true);
    expect(error).toMatchObject({ status: 400, requestId: 'r1', issues: [issue], details: {} });
  });

  it('reports an answer that is not problem JSON as "unexpected"', async () => {
    answer(502, '<html>Bad gateway</html>');
    await expect(call(ROUTES.links.list)).rejects.toMatchObject({ code: 'unexpected', status: 502 });
    answer(200, '<html>Sign in to the wifi</html>');
    await expect(call(ROUTES.links.list)).rejects.toMatchObject({ code: 'unexpected', status: 200 });
  });

  it('reports a request without an answer as "network"', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')));
    await expect(call(ROUTES.links.list)).rejects.toMatchObject({ code: 'network' });
  });

  it('resolves a deletion that has an empty answer', async () => {
    answer(204, '');
    await expect(call(ROUTES.links.remove, { params: { id: '1' } })).resolves.toBeUndefined();
  });

  it('distinguishes ApiError and its codes from other errors', () => {
    expect(isApiError(new Error('x'))).toBe(false);
    expect(
      isApiError(ApiError.fromAnswer(404, { code: 'not-found', message: 'm', requestId: 'r' }), 'internal'),
    ).toBe(false);
  });
});
