import { ROUTES, type SessionView } from '@linkflow/contracts';
import { Modal, TextInput } from '@mantine/core';
import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { call } from '../api/client';
import { checkSession } from '../api/session-channel';
import { resetGate, sessionGate } from '../api/session-gate';
import { aProblem, renderParts, type SentRequest } from '../testing';
import { SessionDialog } from './session-dialog';

const aUser = (userId: string, name: string): SessionView => ({
  userId,
  name,
  email: `${name.toLowerCase()}@example.com`,
  roles: ['marketer'],
  language: 'en',
  shownClicks: 'people',
  timeZone: 'Europe/Oslo',
  clickUrl: 'https://click.example',
});
const ingrid = aUser('u1', 'Ingrid');
const other = aUser('u2', 'Ola');

const reload = vi.fn<() => void>();
beforeEach(() => {
  reload.mockReset();
  resetGate(reload);
});

interface Server {
  /** Who is signed in, by the server. */
  session: SessionView | null;
  /** Whose password is typed. */
  signsIn?: SessionView;
  passwords?: boolean;
  oidc?: boolean;
  /** Resolves when the ways to sign in are answered. */
  optionsAnswered?: Promise<void>;
}

/** Renders a page with an open dialog and its field, over which the session dialog appears. Ingrid is signed in. */
function renderPage(server: Server) {
  const rendered = renderParts(
    <>
      <Modal opened onClose={closed} title="Rename">
        <TextInput label="Name" />
      </Modal>
      <SessionDialog />
    </>,
    ({ method, path, body }: SentRequest) => {
      if (path === '/api/session/options') {
        const options = { passwords: server.passwords ?? true, oidc: server.oidc ?? false };
        return server.optionsAnswered?.then(() => options) ?? options;
      }
      if (path === '/api/session' && method === 'POST') {
        if ((body as { password: string }).password !== 'right') return aProblem(401, 'session.refused');
        server.session = server.signsIn ?? ingrid;
        return server.session;
      }
      if (server.session === null) return aProblem(401, 'session.required');
      return path === '/api/session' ? server.session : { path, body };
    },
  );
  act(() => sessionGate.enter(ingrid));
  return rendered;
}
const closed = vi.fn<() => void>();

const rename = () => call(ROUTES.folders.update, { params: { id: 'f1' }, body: { name: 'New' } });
const password = () => screen.findByLabelText('Password');

describe('a session that has ended', () => {
  it('is renewed in place: what was typed stays, and the failed request is sent again by itself', async () => {
    const { user, sent } = renderPage({ session: null });
    await user.type(screen.getByLabelText('Name'), 'Autumn');
    const saved = rename();
    const field = await password();
    expect(screen.getByLabelText<HTMLInputElement>('E-mail').value).toBe('ingrid@example.com');
    await user.type(field, 'right{Enter}');
    await expect(saved).resolves.toMatchObject({ body: { name: 'New' } });
    await waitFor(() => expect(screen.queryByTestId('session-dialog')).toBeNull());
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Autumn');
    expect(sent.filter(({ path }) => path === '/api/folders/f1')).toHaveLength(2);
    expect(reload).not.toHaveBeenCalled();
  });

  it('puts the focus into the password, also if the ways to sign in are answered after the dialog is open', async () => {
    const { promise: optionsAnswered, resolve: answer } = Promise.withResolvers<void>();
    const { user } = renderPage({ session: null, optionsAnswered });
    const saved = rename();
    const another = await screen.findByRole('button', { name: 'I am not Ingrid' });
    await waitFor(() => expect(document.activeElement).toBe(another));
    answer();
    const field = await password();
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.keyboard('right{Enter}');
    await saved;
  });

  it('holds further requests back until then, without asking the server', async () => {
    const { user, sent } = renderPage({ session: null });
    const saved = rename();
    const field = await password();
    const loaded = call(ROUTES.folders.list);
    await new Promise((done) => setTimeout(done, 20));
    expect(sent.some(({ path }) => path === '/api/folders')).toBe(false);
    await user.type(field, 'right{Enter}');
    await Promise.all([saved, loaded]);
  });

  it('says why a sign-in failed, and goes on waiting', async () => {
    const { user } = renderPage({ session: null });
    const saved = rename();
    await user.type(await password(), 'wrong{Enter}');
    await screen.findByRole('alert');
    await user.clear(await password());
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByText('Write your password')).toBeTruthy();
    await user.type(await password(), 'right{Enter}');
    await saved;
  });

  it('keeps the dialogs of the page open when Escape is pressed', async () => {
    const { user } = renderPage({ session: null });
    const saved = rename();
    await user.type(await password(), '{Escape}');
    expect(closed).not.toHaveBeenCalled();
    await user.type(await password(), 'right{Enter}');
    await saved;
  });

  it('loads the page again when somebody else signs in, and sends nothing in that name', async () => {
    const { user, sent } = renderPage({ session: null, signsIn: other });
    void rename();
    await user.type(await password(), 'right{Enter}');
    await waitFor(() => expect(reload).toHaveBeenCalledOnce());
    void call(ROUTES.folders.list);
    await new Promise((done) => setTimeout(done, 20));
    expect(sent.filter(({ path }) => path.startsWith('/api/folders'))).toHaveLength(1);
  });

  it('says why nothing goes on if people refuse to load the page again then, and offers it again', async () => {
    const { user } = renderPage({ session: null, signsIn: other });
    void rename();
    await user.type(await password(), 'right{Enter}');
    const notice = await screen.findByRole('alert', { name: 'Someone else has signed in' });
    await user.click(within(notice).getByRole('button', { name: 'Reload the page' }));
    expect(reload).toHaveBeenCalledTimes(2);
  });

  it('goes on asking if the user is about to sign in as somebody else and then stays on the page', async () => {
    const { user } = renderPage({ session: null });
    const saved = rename();
    await password();
    // The browser asks whether to leave a page with unsaved text. jsdom stays, as if the user had refused.
    vi.spyOn(console, 'error').mockImplementation(() => {});
    await user.click(screen.getByRole('button', { name: 'I am not Ingrid' }));
    await user.type(await password(), 'right{Enter}');
    await expect(saved).resolves.toMatchObject({ body: { name: 'New' } });
  });

  it('leads to the organisation’s sign-in in another tab, and goes on when that tab is done', async () => {
    const server: Server = { session: null, passwords: false, oidc: true };
    renderPage(server);
    const saved = rename();
    const link = await screen.findByRole('link', { name: 'Sign in with your work account' });
    expect(link.getAttribute('href')).toBe('/api/session/oidc?back=%2Fsigned-in');
    expect(link.getAttribute('target')).toBe('_blank');
    expect(screen.queryByLabelText('Password')).toBeNull();
    server.session = ingrid;
    await act(() => checkSession());
    await saved;
    await waitFor(() => expect(screen.queryByTestId('session-dialog')).toBeNull());
  });

  it('does not take the focus while the user types', async () => {
    const { user } = renderPage({ session: null });
    await user.type(screen.getByLabelText('Name'), 'Au');
    const saved = rename();
    await user.type(screen.getByLabelText('Name'), 'tumn');
    expect(screen.queryByTestId('session-dialog')).toBeNull();
    await user.type(await password(), 'right{Enter}');
    await saved;
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Autumn');
  });

  it('appears without a request when the user has signed out in another tab', async () => {
    const server: Server = { session: ingrid };
    renderPage(server);
    server.session = null;
    await act(() => checkSession());
    await screen.findByTestId('session-dialog');
  });

  it('is not asked for again by a late answer to a request that was sent before the sign-in', async () => {
    renderPage({ session: ingrid });
    const before = sessionGate.generation();
    act(() => {
      sessionGate.close(before);
      sessionGate.enter(ingrid);
    });
    expect(sessionGate.close(before)).toBe(true);
    expect(sessionGate.current().is).toBe('open');
  });
});

it('fails requests as usual after the user has signed out here, without asking', async () => {
  renderPage({ session: null });
  act(() => sessionGate.leave());
  await expect(rename()).rejects.toMatchObject({ code: 'session.required' });
  expect(screen.queryByTestId('session-dialog')).toBeNull();
});

it('does not wait with a request that was given up before', async () => {
  renderPage({ session: null });
  const saved = rename();
  await screen.findByTestId('session-dialog');
  await expect(call(ROUTES.folders.list, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  });
  act(() => sessionGate.leave());
  await expect(saved).rejects.toMatchObject({ code: 'session.required' });
});

it('stops waiting when the request is no longer wanted', async () => {
  renderPage({ session: null });
  const wanted = new AbortController();
  const loaded = call(ROUTES.folders.list, { signal: wanted.signal });
  await screen.findByTestId('session-dialog');
  wanted.abort();
  await expect(loaded).rejects.toMatchObject({ name: 'AbortError' });
});
