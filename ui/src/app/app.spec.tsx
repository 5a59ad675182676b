import type { Role, SessionView } from '@linkflow/contracts';
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { resetGate } from '../api/session-gate';
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
  shownClicks: 'people',
  timeZone: 'Europe/Oslo',
  clickUrl: 'https://click.example',
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

beforeEach(() => {
  resetGate();
  queryClient.clear();
});

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
    const main = within(await screen.findByRole('main'));
    expect(await main.findByRole('heading', { name: 'This page does not exist', level: 1 })).toBeTruthy();
  });

  it('says in the main part of the page that the session could not be loaded', async () => {
    await open('/links', (request) =>
      request.path === '/api/session' ? aProblem(500, 'unexpected') : emptyInstallation('admin')(request),
    );
    const main = within(await screen.findByRole('main'));
    expect(await main.findByRole('button', { name: 'Try again' })).toBeTruthy();
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

describe('a user who may only read', () => {
  it.each([
    ['/links', 'Tracked links', 'New link'],
    ['/mailings', 'Mailings', 'New mailing'],
    ['/contacts', 'Contacts', 'New contact'],
    ['/companies', 'Companies', 'New company'],
    ['/selections', 'Selections', 'New selection'],
    ['/projects', 'Projects', 'New project'],
    ['/settings/interests', 'Interests', 'New interest'],
    ['/settings/fields', 'Extra fields', 'New field'],
    ['/settings/categories', 'Categories', 'New category'],
    ['/settings/scripts', 'Scripts', 'New script'],
    ['/settings/users', 'Users', 'Invite a user'],
  ])('finds nothing on %s with which to change something', async (path, title, button) => {
    await open(path);
    await screen.findByRole('heading', { name: title, level: 1 });
    expect((await screen.findAllByRole('button', { name: button })).length).toBeGreaterThan(0);
    cleanup();
    queryClient.clear();
    await open(path, emptyInstallation('viewer'));
    await screen.findByRole('heading', { name: title, level: 1 });
    expect(screen.queryAllByRole('button', { name: button })).toEqual([]);
  });

  it.each(['/links', '/mailings', '/contacts', '/companies', '/selections', '/projects'])(
    'opens no dialog with the address %s?new=true',
    async (path) => {
      await open(`${path}?new=true`);
      expect(await screen.findByRole('dialog')).toBeTruthy();
      cleanup();
      queryClient.clear();
      await open(`${path}?new=true`, emptyInstallation('viewer'));
      await screen.findByRole('heading', { level: 1 });
      expect(screen.queryByRole('dialog')).toBeNull();
    },
  );

  it('sees the card of a contact without buttons that change it', async () => {
    const at = '2027-03-01T10:00:00Z';
    const source = { kind: 'seed' };
    const card = {
      id: 'c1',
      name: 'Turid Berg',
      firstName: 'Turid',
      lastName: 'Berg',
      email: 'turid@example.no',
      country: 'NO',
      company: null,
      ourContact: null,
      updatedAt: at,
      title: null,
      phone: null,
      language: null,
      timeZone: null,
      fields: [
        {
          field: { id: 'f', key: 'x_f', name: 'Roof', entity: 'contact', type: 'text' },
          value: 'Tile',
          source: null,
          setAt: null,
        },
      ],
      interests: [{ target: { id: 'i', name: 'Sun' }, since: at, source }],
      selections: [],
      projects: [],
      followUps: [],
      requests: [],
      changes: [],
    };
    const api =
      (role: Role): Api =>
      (request) =>
        request.path === '/api/contacts/c1' ? card : emptyInstallation(role)(request);
    const changing = /^(Edit|Add|Remove|More|Actions|Delete)/;
    await open('/contacts/c1', api('marketer'));
    await screen.findByText('Sun');
    expect(screen.getAllByRole('button', { name: changing }).length).toBeGreaterThan(3);
    cleanup();
    queryClient.clear();
    await open('/contacts/c1', api('viewer'));
    await screen.findByText('Sun');
    expect(screen.queryAllByRole('button', { name: changing })).toEqual([]);
    // The next test starts where this one ends.
    await act(() => router.navigate({ to: '/settings/users' }));
  });

  it('sees the workflow of a link, and can neither edit, publish, rename nor run it', async () => {
    const at = '2027-03-01T10:00:00Z';
    const by = { id: 'u1', name: 'Kari' };
    const draft = {
      revision: 1,
      url: 'https://example.com',
      document: { schemaVersion: 1, nodes: [{ id: 'click', type: 'click', params: {} }], edges: [] },
      layout: { positions: { click: { x: 0, y: 0 } }, notes: [] },
      problems: [],
      sentences: {},
      savedAt: at,
      savedBy: by,
    };
    const link = {
      id: 'l1',
      name: 'Yes please',
      url: draft.url,
      folder: null,
      mailing: null,
      liveVersion: null,
      changed: false,
      clicks: 0,
      humanClicks: 0,
      suspectClicks: 0,
      clickers: 0,
      humanClickers: 0,
      suspectClickers: 0,
      updatedAt: at,
      updatedBy: by,
      createdAt: at,
      draft,
      usedIn: [],
    };
    const sent: string[] = [];
    const api =
      (role: Role): Api =>
      (request) => {
        if (request.method !== 'GET') sent.push(`${request.method} ${request.path}`);
        return request.path === '/api/links/l1' ? link : emptyInstallation(role)(request);
      };
    await open('/links/l1', api('marketer'));
    await screen.findByTestId('publish');
    expect(
      within(screen.getByTestId('link-address')).getByRole('textbox').getAttribute('aria-readonly'),
    ).toBe('false');
    cleanup();
    queryClient.clear();
    await open('/links/l1', api('viewer'));
    const address = await screen.findByTestId('link-address');
    expect(within(address).getByRole('textbox').getAttribute('aria-readonly')).toBe('true');
    expect(screen.queryByTestId('publish')).toBeNull();
    expect(screen.queryByRole('button', { name: /Run|Rename|Actions/ })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Yes please' })).toBeNull();
    expect(sent).toEqual([]);
    // The next test starts where this one ends.
    await act(() => router.navigate({ to: '/settings/users' }));
  });
});
