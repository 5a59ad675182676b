import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aProblem, renderPage } from '../../testing';
import { mailingPageSearch } from '../search-params';
import { RecipientsTab } from './recipients-tab';
import { aSending } from './sending/testing';
import { aMailing } from './testing';

const mailing = aMailing({ html: '', trackedLinks: [], links: 0 });

it('opens the dialog for new recipients with all its fields in sight, and lists people when one searches', async () => {
  const { user } = await renderPage(() => <RecipientsTab mailing={mailing} />, {
    path: '/mailings/$mailingId',
    address: `/mailings/${mailing.id}`,
    api: ({ path }) => {
      if (path === '/api/lookups/contact') return [{ id: 'c1', label: 'Kari Nordmann' }];
      if (path.endsWith('/sending')) return aSending();
      return path.endsWith('/recipients') ? { items: [], total: 0, page: 1, pageSize: 50 } : undefined;
    },
  });
  await user.click((await screen.findAllByRole('button', { name: 'Add recipients' }))[0]!);
  const contacts = await screen.findByRole('combobox', { name: 'Contacts' });
  contacts.focus();
  expect(contacts.getAttribute('aria-expanded')).toBe('false');
  expect(screen.queryByRole('option')).toBeNull();
  expect(screen.getByRole('combobox', { name: 'Selections' })).toBeTruthy();
  await user.type(contacts, 'kari');
  await user.click(await screen.findByRole('option', { name: 'Kari Nordmann' }));
});

describe('the recipients of a mailing', () => {
  const counts = { read: 5, added: 2, already: 0, blocked: 1, badRows: 2 };
  const file = {
    id: 'b'.repeat(24),
    kind: 'file',
    target: null,
    fileName: 'kunder.csv',
    contacts: null,
    state: 'done',
    counts,
    total: 5,
    problem: null,
    addedAt: mailing.updatedAt,
    addedBy: mailing.updatedBy,
  };
  const selection = {
    ...file,
    id: 'c'.repeat(24),
    kind: 'selection',
    fileName: null,
    target: { id: 's1', name: 'VIP' },
    state: 'running',
    counts: { read: 500, added: 500, already: 0, blocked: 0, badRows: 0 },
    total: 2_000,
  };
  const recipients = [
    {
      id: 'r1',
      email: 'kari@x.no',
      name: 'Kari',
      contact: null,
      addedAt: mailing.updatedAt,
      blocked: null,
      clicks: 3,
      humanClicks: 2,
      suspectClicks: 0,
    },
    {
      id: 'r2',
      email: 'ola@x.no',
      name: 'Ola',
      contact: null,
      addedAt: mailing.updatedAt,
      blocked: 'unsubscribed.all',
      clicks: 0,
      humanClicks: 0,
      suspectClicks: 0,
    },
  ];

  /** Parts of the page whose requests fail. */
  const failing = new Set<string>();
  const open = (sending = aSending(), { checking = false } = {}) =>
    renderPage(() => <RecipientsTab mailing={mailing} />, {
      path: '/mailings/$mailingId',
      address: `/mailings/${mailing.id}?tab=recipients`,
      validateSearch: mailingPageSearch,
      api: ({ path, query, method }) => {
        if (failing.has(path.slice(path.lastIndexOf('/') + 1))) return aProblem(500, 'internal');
        if (path.endsWith('/bad-rows'))
          return [{ line: 4, reason: { en: 'Has no e-mail address', nb: 'Mangler e-postadresse' } }];
        if (path.endsWith('/sending')) return sending;
        if (path.endsWith('/files')) return { ...file, state: 'waiting' };
        if (path.endsWith('/audience'))
          return {
            updateAtSending: method === 'PATCH',
            sources: checking ? [file] : [file, selection],
            preparing: true,
            totals: { ready: 1, blocked: { 'unsubscribed.all': 1 } },
          };
        if (!path.endsWith('/recipients')) return undefined;
        const items = recipients.filter(({ blocked }) => query.get('state') !== 'blocked' || blocked);
        return { items, total: items.length, page: 1, pageSize: 50 };
      },
    });

  it.each(['sending', 'paused', 'stopped', 'finished'] as const)(
    'are fixed once the mailing is %s, which the page explains',
    async (state) => {
      await open(aSending({ state, counts: { sent: 1, failed: 1 } }));
      const note = within(await screen.findByRole('note'));
      expect(note.getByText(/nobody can be added/)).toBeTruthy();
      await screen.findByText('Kari');
      for (const name of ['Add recipients', 'Upload a file', 'Update now'])
        expect(screen.queryByRole('button', { name })).toBeNull();
      const isOver = state === 'stopped' || state === 'finished';
      const again = { name: 'Send to those not reached' };
      if (isOver) expect(await note.findByRole('button', again)).toBeTruthy();
      else expect(note.queryByRole('button', again)).toBeNull();
    },
  );

  it('say who does not get it and why, and can be limited to them', async () => {
    const { user, address } = await open();
    expect(await screen.findByText('Kari')).toBeTruthy();
    expect(screen.getByTitle('Has unsubscribed from everything')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: '1 doesn’t get it' }));
    await waitFor(() => expect(screen.queryByText('Kari')).toBeNull());
    expect(address()).toContain('state=blocked');
  });

  it('say that it is being found out who gets it, after all sources are read', async () => {
    await open(aSending(), { checking: true });
    expect(await screen.findByText('Checking who gets it …')).toBeTruthy();
  });

  it('show where they come from, with progress, counts and the bad rows of a file', async () => {
    const { user } = await open();
    const sources = within(await screen.findByRole('region', { name: 'Where they come from' }));
    expect(sources.getByText('500 of 2,000')).toBeTruthy();
    expect(sources.getByRole('progressbar', { name: 'VIP' }).getAttribute('aria-valuenow')).toBe('25');
    expect(sources.getByText('2 added, 1 left out then')).toBeTruthy();
    await user.click(sources.getByRole('button', { name: '2 bad rows' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Rows that were not used' }));
    expect(await dialog.findByText('Has no e-mail address')).toBeTruthy();
    expect(decodeURIComponent(dialog.getByRole('link').getAttribute('href') ?? '')).toContain(
      '"4";"Has no e-mail address"',
    );
  });

  it('say where they would stand that the sources or bad rows could not be loaded, and load them again', async () => {
    failing.add('audience').add('bad-rows');
    const { user } = await open();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Where the recipients come from could not be loaded');
    failing.delete('audience');
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    await user.click(await screen.findByRole('button', { name: '2 bad rows' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Rows that were not used' }));
    expect(await dialog.findByRole('alert')).toBeTruthy();
    failing.delete('bad-rows');
    await user.click(dialog.getByRole('button', { name: 'Try again' }));
    expect(await dialog.findByText('Has no e-mail address')).toBeTruthy();
  });

  it('are removed with their source after a question that says who stays', async () => {
    const { user, sent } = await open();
    await user.click(await screen.findByRole('button', { name: 'More choices for VIP' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Remove with its recipients' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Remove “VIP” and its recipients?' }));
    expect(dialog.getByText(/Those who were also added in another way stay/)).toBeTruthy();
    await user.click(dialog.getByRole('button', { name: 'Remove with its recipients' }));
    await waitFor(() => expect(sent.some(({ method }) => method === 'DELETE')).toBe(true));
  });

  it('can be kept up to date at sending', async () => {
    const { user, sent } = await open();
    await user.click(await screen.findByRole('checkbox', { name: 'Update the list right before sending' }));
    await waitFor(() =>
      expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ updateAtSending: true }),
    );
  });

  it('are added from a file, with a choice for unknown addresses', async () => {
    const { user, sent } = await open();
    await user.click((await screen.findAllByRole('button', { name: 'Upload a file' }))[0]!);
    const dialog = within(await screen.findByRole('dialog', { name: 'Recipients from a file' }));
    await user.click(dialog.getByRole('button', { name: 'Upload a file' }));
    expect(await dialog.findByText('Choose a file first')).toBeTruthy();
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    await user.upload(input!, new File(['Kari;kari@x.no'], 'kunder.csv', { type: 'text/csv' }));
    await user.click(dialog.getByRole('radio', { name: 'Send to them too' }));
    await user.click(dialog.getByRole('button', { name: 'Upload a file' }));
    await waitFor(() => {
      const upload = sent.find(({ path }) => path.endsWith('/audience/files'));
      expect(upload && Object.fromEntries(upload.query)).toEqual({ name: 'kunder.csv', unknown: 'keep' });
    });
  });
});
