// @vitest-environment jsdom
import type { Role, SessionView } from '@linkflow/contracts';
import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { aProblem, serveApi, type Api } from '../testing';
import { App } from './app';
import { queryClient } from './query-client';
import { router } from './router';

vi.stubGlobal(
  'EventSource',
  class {
    addEventListener() {}
    close() {}
  },
);

const aSession = (role: Role): SessionView => ({
  userId: 'u1',
  name: 'Ingrid',
  email: 'ingrid@example.com',
  roles: [role],
  language: 'en',
  timeZone: 'Europe/Oslo',
});

/** A fake API of an installation without data, for a user with the given role. */
const emptyInstallation =
  (role: Role): Api =>
  ({ path }) => {
    if (path === '/api/session') return aSession(role);
    if (path === '/api/session/options') return { passwords: true, oidc: false };
    if (path === '/api/runs/attention') return { failed: 2, needsReview: 1 };
    const isList =
      /^\/api\/(folders|fields|users|priorities|task-types|actions|facts|api-keys|lookups\/.*)$/.test(path);
    if (isList || /^\/api\/(ops\/pauses|ops\/reconciliations|runs\/errors)$/.test(path)) return [];
    return { items: [], page: 1, pageSize: 50, total: 0 };
  };

async function open(path: string, api: Api = emptyInstallation('admin')) {
  serveApi(api);
  render(<App />);
  await act(() => router.navigate({ to: path }));
}

beforeEach(() => queryClient.clear());

describe('application', () => {
  it.each([
    ['/', 'Tracked links'],
    ['/mailings', 'Mailings'],
    ['/contacts', 'Contacts'],
    ['/companies', 'Companies'],
    ['/selections', 'Selections'],
    ['/projects', 'Projects'],
    ['/follow-ups', 'Follow-ups'],
    ['/requests', 'Requests'],
    ['/runs', 'Runs'],
    ['/ops/errors', 'Errors'],
    ['/ops/bulks', 'Bulk actions'],
    ['/ops/pauses', 'Pauses'],
    ['/ops/reconciliation', 'Reconciliation'],
    ['/ops/audit', 'Audit'],
    ['/settings', 'Users'],
    ['/settings/api-keys', 'API keys'],
    ['/settings/interests', 'Interests'],
    ['/settings/fields', 'Extra fields'],
    ['/settings/categories', 'Categories'],
    ['/settings/priorities', 'Priorities'],
    ['/settings/task-types', 'Follow-up types'],
    ['/settings/scripts', 'Scripts'],
  ])('shows the page %s without data', async (path, title) => {
    await open(path);
    expect(await screen.findByRole('heading', { name: title, level: 1 })).toBeTruthy();
  });

  it('says that an address does not exist', async () => {
    await open('/no-such-page');
    expect(await screen.findByText('There is no page here')).toBeTruthy();
  });

  it('leads to the sign-in page without a session, and returns to the requested page afterwards', async () => {
    let signedIn = false;
    await open('/companies?q=acme', (request) => {
      if (request.path !== '/api/session') return emptyInstallation('admin')(request);
      if (request.method === 'POST') signedIn = true;
      return signedIn ? aSession('marketer') : aProblem(401, 'session.required');
    });
    const user = userEvent.setup();
    await user.type(await screen.findByRole('textbox', { name: 'E-mail' }), 'ingrid@example.com');
    await user.type(screen.getByLabelText('Password'), 'secret{Enter}');
    expect(await screen.findByRole('heading', { name: 'Companies' })).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('acme');
  });

  it.each([
    ['only passwords', { passwords: true, oidc: false }],
    ['only the work account', { passwords: false, oidc: true }],
    ['both', { passwords: true, oidc: true }],
  ])('offers %s on the sign-in page if the installation does', async (_what, options) => {
    await open('/sign-in?back=%2Fruns%3Fq%3Da', (request) =>
      request.path === '/api/session/options' ? options : emptyInstallation('admin')(request),
    );
    await waitFor(() => expect(screen.queryByLabelText('Sign in')).toBeNull());
    const link = screen.queryByRole<HTMLAnchorElement>('link', { name: 'Sign in with your work account' });
    expect(link?.getAttribute('href')).toBe(
      options.oidc ? '/api/session/oidc?back=%2Fruns%3Fq%3Da' : undefined,
    );
    expect(screen.queryByLabelText('Password') !== null).toBe(options.passwords);
  });

  it('says on the sign-in page why the sign-in with the work account failed', async () => {
    await open('/sign-in?problem=oidc.no-role');
    expect((await screen.findByRole('alert')).textContent).toMatch(/has no role in Linkflow/);
  });

  it('shows the number of runs that need attention, and the operations only to those who may see them', async () => {
    await open('/runs', emptyInstallation('marketer'));
    const nav = within(await screen.findByRole('navigation', { name: 'Main menu' }));
    expect(await nav.findByText('3 runs need attention')).toBeTruthy();
    expect(nav.queryByRole('link', { name: 'Operations' })).toBeNull();
    await waitFor(() => expect(nav.getByRole('link', { name: 'Settings' })).toBeTruthy());
  });
});
