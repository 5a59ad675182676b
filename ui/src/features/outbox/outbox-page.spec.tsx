import type { OutboxItem } from '@linkflow/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../testing';
import { outboxSearch } from '../search-params';
import { OutboxPage } from './outbox-page';

const item: OutboxItem = {
  id: 'a'.repeat(24),
  mailingId: 'b'.repeat(24),
  recipientId: 'c'.repeat(24),
  from: 'Ingrid <ingrid@soltun.example>',
  to: 'kari@x.no',
  subject: 'Ta med sola inn',
  size: 2_000,
  at: '2027-03-01T10:00:00.000Z',
  test: false,
};
const message = {
  ...item,
  headers: [
    { name: 'Received', value: 'from a' },
    { name: 'Received', value: 'from b' },
  ],
  text: 'Hei Kari',
  source: 'MIME-Version: 1.0',
};

const open = (search = '', test = false) =>
  renderPage(OutboxPage, {
    path: '/outbox',
    address: `/outbox${search}`,
    validateSearch: outboxSearch,
    api: ({ path }) => {
      if (path === '/api/outbox') return { items: [{ ...item, test }], total: 1, page: 1, pageSize: 50 };
      if (path === `/api/outbox/${item.id}`) return { ...message, test };
      return path.startsWith('/api/lookups') ? [] : undefined;
    },
  });

describe('the outbox', () => {
  it('opens a message, shows it as mail, text, headers and source, and keeps it in the address', async () => {
    const { user, address } = await open();
    await user.click(await screen.findByRole('button', { name: item.subject }));
    expect(address()).toContain(`message=${item.id}`);
    const dialog = within(await screen.findByRole('dialog', { name: 'Message in the outbox' }));
    const frame = await dialog.findByTitle(item.subject);
    expect(frame.getAttribute('src')).toBe(`/api/outbox/${item.id}/html`);
    // Nothing but links, which leave the sandbox in a new tab.
    expect(frame.getAttribute('sandbox')).toBe('allow-popups allow-popups-to-escape-sandbox');
    expect(dialog.getByText(/open in a new tab.*counts as done by kari@x\.no/)).toBeTruthy();
    await user.click(dialog.getByRole('tab', { name: 'Plain text' }));
    expect(dialog.getByText('Hei Kari')).toBeTruthy();
    await user.click(dialog.getByRole('tab', { name: 'Headers' }));
    expect(dialog.getByText('from a')).toBeTruthy();
    expect(dialog.getByText('from b')).toBeTruthy();
    await user.click(dialog.getByRole('tab', { name: 'Source' }));
    expect(dialog.getByText('MIME-Version: 1.0')).toBeTruthy();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(address()).not.toContain('message='));
  });

  it('explains what opening as the recipient does', async () => {
    const { user } = await open(`?message=${item.id}`);
    await user.click(await screen.findByRole('button', { name: 'Open as recipient' }));
    expect(await screen.findByText(/counts as a click by kari@x\.no/)).toBeTruthy();
  });

  it('marks a test, in the list and where it is read, and says that its clicks are not counted', async () => {
    const { user } = await open('', true);
    expect(await screen.findByText('Test')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: item.subject }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Message in the outbox' }));
    expect(await dialog.findByText('Test')).toBeTruthy();
    expect(await dialog.findByText(/open in a new tab.*nothing is done/)).toBeTruthy();
    await user.click(dialog.getByRole('button', { name: 'Open as recipient' }));
    expect(await screen.findByText(/its links work, but clicks are not counted/)).toBeTruthy();
  });

  it('searches, and can be limited to a mailing or a recipient', async () => {
    const { user, sent, address } = await open(
      `?mailingId=${item.mailingId}&recipientId=${item.recipientId}`,
    );
    await screen.findByText(item.subject);
    const first = sent.find(({ path }) => path === '/api/outbox');
    expect(first?.query.get('mailingId')).toBe(item.mailingId);
    expect(first?.query.get('recipientId')).toBe(item.recipientId);
    await user.click(screen.getByRole('button', { name: 'Show all messages' }));
    await waitFor(() => expect(address()).not.toContain('recipientId'));
    await user.type(screen.getByRole('searchbox', { name: 'Search address or subject' }), 'kari');
    await waitFor(() => expect(address()).toContain('q=kari'));
  });
});
