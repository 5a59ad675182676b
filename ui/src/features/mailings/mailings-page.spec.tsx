import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderPage, type Api } from '../../testing';
import { mailingsSearch } from '../search-params';
import { MailingsPage } from './mailings-page';
import { aMailing } from './testing';

const DELETED_AT = '2027-03-14T09:41:00Z';

/** A fake API of mailings. It can delete and restore them. */
function library(names: string[]): Api {
  const deleted = new Set<string>();
  return ({ method, path, query }) => {
    const [, , resource, id, command] = path.split('/');
    if (resource !== 'mailings') return [];
    if (id === undefined) {
      const inTrash = query.get('view') === 'trash';
      const items = names
        .filter((name) => deleted.has(name) === inTrash)
        .map((name) => aMailing({ id: name, name, ...(inTrash && { deletedAt: DELETED_AT }) }));
      return { items, page: 1, pageSize: 50, total: items.length };
    }
    if (method === 'DELETE') deleted.add(id);
    if (command === 'restore') deleted.delete(id);
    return {};
  };
}

async function afterDeletion() {
  const rendered = await renderPage(MailingsPage, {
    path: '/mailings',
    address: '/mailings',
    validateSearch: mailingsSearch,
    api: library(['Spring', 'Autumn']),
  });
  const { user } = rendered;
  await user.click(await screen.findByRole('button', { name: 'More choices for Autumn' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete mailing' }));
  await user.click(await screen.findByRole('button', { name: 'Delete mailing' }));
  await waitFor(() => expect(screen.queryByRole('row', { name: /Autumn/ })).toBeNull());
  return rendered;
}

it('brings a mailing back as soon as its deletion is undone', async () => {
  const { user } = await afterDeletion();
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  expect(await screen.findByText('“Autumn” is back')).toBeTruthy();
  expect(await screen.findByRole('row', { name: /Autumn/ })).toBeTruthy();
});

it('puts mailings into the trash, and gives them back', async () => {
  const { user, address } = await afterDeletion();
  await user.click(screen.getByRole('link', { name: 'Trash' }));
  await waitFor(() => expect(address()).toBe('/mailings?view=trash'));
  await user.click(await screen.findByRole('button', { name: 'More choices for Autumn' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Restore' }));
  expect(await screen.findByText('The trash is empty')).toBeTruthy();
  expect(screen.getByText('“Autumn” is back')).toBeTruthy();
});
