import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { aMarketer } from '../../canvas/testing';
import { renderPage, renderParts } from '../../testing';
import { EditMailingDialog } from './mailing-dialogs';
import { aMailing } from './testing';

it('renames a mailing without its subject, which somebody else may have changed', async () => {
  const mailing = aMailing();
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

it.each([
  ['admin', 1],
  ['marketer', 0],
] as const)('leads a user with the role %s to the types, if these may be changed', async (role, links) => {
  const session = { ...aMarketer(), roles: [role] };
  await renderPage(() => <EditMailingDialog mailing={aMailing()} onClose={() => undefined} />, {
    path: '/mailings',
    session,
  });
  await screen.findByRole('combobox', { name: 'Type' });
  const found = screen.queryAllByRole('link', { name: 'Manage types' });
  expect(found.map((link) => link.getAttribute('href'))).toEqual(
    Array.from({ length: links }, () => '/settings/subscription-types'),
  );
});
