import type { SubscriptionType } from '@linkflow/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderParts, type Api } from '../../testing';
import { SubscriptionTypesPage } from './subscription-types-page';

const news: SubscriptionType = {
  id: 'a'.repeat(24),
  name: { en: 'News', nb: 'Nytt' },
  description: { en: 'Once a month', nb: 'Én gang i måneden' },
  footer: '',
  requiresUnsubscribe: true,
  requiresConsent: false,
  retired: false,
};

const api: Api = ({ method, path }) => {
  if (path !== '/api/subscription-types') return news;
  return method === 'GET' ? [news] : news;
};

it('creates a type with its names, rules and a footer with a link to unsubscribe', async () => {
  const { user, sent } = renderParts(<SubscriptionTypesPage />, api);
  await user.click(await screen.findByRole('button', { name: 'New type' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'New type' }));
  await user.type(dialog.getByRole('textbox', { name: 'Name in Norwegian' }), 'Råd');
  await user.click(dialog.getByRole('button', { name: 'Create type' }));
  expect(await dialog.findByText('Write a name')).toBeTruthy();
  await user.type(dialog.getByRole('textbox', { name: 'Name in English' }), 'Tips');
  await user.click(dialog.getByRole('switch', { name: /Needs consent/ }));
  await user.click(
    within(dialog.getByRole('group', { name: 'Insert in the footer' })).getByRole('button', {
      name: 'Unsubscribe',
    }),
  );
  await user.click(dialog.getByRole('button', { name: 'Create type' }));
  await waitFor(() =>
    expect(sent.filter(({ method }) => method === 'POST').map(({ body }) => body)).toEqual([
      {
        name: { en: 'Tips', nb: 'Råd' },
        description: { en: '', nb: '' },
        requiresUnsubscribe: true,
        requiresConsent: true,
        footer: '<p><a href="{{link:unsubscribe}}">Unsubscribe</a></p>',
      },
    ]),
  );
}, 20_000);

it('takes a type out of use', async () => {
  const { user, sent } = renderParts(<SubscriptionTypesPage />, api);
  expect(await screen.findByText('Once a month')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'More choices for News' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Take out of use' }));
  await waitFor(() =>
    expect(sent.find(({ method }) => method === 'DELETE')?.path).toBe(`/api/subscription-types/${news.id}`),
  );
});
