// @vitest-environment jsdom
import type { MailingDetail } from '@linkflow/contracts';
import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderPage } from '../../testing';
import { RecipientsTab } from './recipients-tab';

const mailing: MailingDetail = {
  id: 'a'.repeat(24),
  name: 'Spring',
  subject: 'Spring',
  recipients: 0,
  links: 0,
  clicks: 0,
  clickers: 0,
  updatedAt: '2027-03-01T10:00:00.000Z',
  updatedBy: { id: 'u1', name: 'Ingrid' },
  html: '',
  trackedLinks: [],
  revision: 1,
};

it('opens the dialog for new recipients with all its fields in sight, and lists people when one searches', async () => {
  const { user } = await renderPage(() => <RecipientsTab mailing={mailing} />, {
    path: '/mailings/$mailingId',
    address: `/mailings/${mailing.id}`,
    api: ({ path }) => {
      if (path === '/api/lookups/contact') return [{ id: 'c1', label: 'Kari Nordmann' }];
      return path.startsWith('/api/mailings') ? { items: [], total: 0, page: 1, pageSize: 50 } : undefined;
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
