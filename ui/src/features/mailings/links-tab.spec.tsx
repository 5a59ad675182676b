// @vitest-environment jsdom
import { NO_ANALYTICS, type MailingDetail } from '@linkflow/contracts';
import { screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { aProblem, renderPage, renderParts } from '../../testing';
import { LinksTab } from './links-tab';
import { EditMailingDialog } from './mailing-actions';
import type { Message } from './use-message';

const mailing: MailingDetail = {
  id: 'a'.repeat(24),
  name: 'Spring',
  subject: 'Spring',
  recipients: 0,
  links: 1,
  clicks: 0,
  clickers: 0,
  updatedAt: '2027-03-01T10:00:00.000Z',
  updatedBy: { id: 'u1', name: 'Ingrid' },
  html: '<a href="https://a.example">one</a>',
  trackedLinks: [
    {
      occurrence: 0,
      line: 1,
      kind: 'http',
      text: 'one',
      href: 'https://a.example',
      leadsTo: 'https://a.example',
      tracked: false,
      link: null,
      local: false,
    },
  ],
  removed: [],
  placeholders: [],
  problems: [],
  analytics: NO_ANALYTICS,
  preheader: '',
  typeId: null,
  revision: 7,
};
const message = (loadTheirs: () => void): Message => ({
  html: mailing.html,
  dirty: false,
  saving: false,
  stale: null,
  edit: () => undefined,
  save: () => undefined,
  loadTheirs,
  keepMine: () => undefined,
});

it('sends the revision that was shown when a link was chosen, and offers to load a newer one', async () => {
  const loadTheirs = vi.fn<() => void>();
  const { user, sent } = renderParts(
    <LinksTab mailing={mailing} message={message(loadTheirs)} onWrite={() => undefined} />,
    ({ method }) => (method === 'PUT' ? aProblem(409, 'draft.stale', []) : undefined),
  );
  await user.click(await screen.findByRole('button', { name: 'Track: one' }));
  await user.click(await screen.findByRole('radio', { name: /Not tracked/ }));
  const address = screen.getByRole('textbox', { name: 'Web address' });
  await user.clear(address);
  await user.type(address, 'https://me@b.example');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText(/Remove what comes before the @/)).toBeTruthy();
  await user.clear(address);
  await user.type(address, 'www.b.example');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await user.click(await screen.findByRole('button', { name: 'Load the saved version' }));
  expect(sent.filter(({ method }) => method === 'PUT')).toMatchObject([
    { path: `/api/mailings/${mailing.id}/links/0`, body: { kind: 'untracked', revision: 7 } },
  ]);
  expect(loadTheirs).toHaveBeenCalledOnce();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

it('renames a mailing without its subject, which somebody else may have changed', async () => {
  const { user, sent } = renderParts(
    <EditMailingDialog mailing={mailing} onClose={() => undefined} />,
    ({ path }) => (path === `/api/mailings/${mailing.id}` ? { ...mailing, revision: 9 } : undefined),
  );
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), ' 2028');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() =>
    expect(sent.filter(({ method }) => method === 'PATCH').map(({ body }) => body)).toEqual([
      { revision: 9, name: 'Spring 2028' },
    ]),
  );
});

it('tells links of the library and local links apart, and names merge fields in addresses', async () => {
  const link = (occurrence: number, part: Partial<MailingDetail['trackedLinks'][number]>) => ({
    ...mailing.trackedLinks[0]!,
    occurrence,
    ...part,
  });
  const links = [
    link(0, { tracked: true, link: { id: 'l1', name: 'News' }, local: false }),
    link(1, { tracked: true, link: { id: 'l2', name: 'Only here' }, local: true }),
    link(2, { href: 'https://a.example/?c={{contact.country}}' }),
  ];
  await renderPage(
    () => (
      <LinksTab
        mailing={{ ...mailing, trackedLinks: links }}
        message={message(() => undefined)}
        onWrite={() => undefined}
      />
    ),
    {
      path: '/mailings/x',
      api: ({ path }) =>
        path === '/api/facts'
          ? [
              {
                name: 'contact.country',
                type: 'text',
                group: 'contact',
                label: { en: 'Country', nb: 'Land' },
              },
            ]
          : undefined,
    },
  );
  const [library, local, plain] = await screen.findAllByRole('listitem');
  expect(library?.textContent).toContain('Library');
  expect(local?.textContent).toContain('Local');
  expect(plain?.textContent).not.toMatch(/Library|Local/);
  await waitFor(() => expect(plain?.textContent).toContain('https://a.example/?c=Country'));
});
