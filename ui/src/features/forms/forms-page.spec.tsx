import type { FormSummary } from '@linkflow/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage, type Api } from '../../testing';
import { formsSearch } from '../search-params';
import { FormsPage } from './forms-page';

const DELETED_AT = '2027-03-14T09:41:00Z';
const INGRID = { id: 'u1', name: 'Ingrid' };

const aForm = (name: string): FormSummary => ({
  id: name,
  name,
  title: name,
  url: 'https://links.example.no/f/1',
  liveContent: 1,
  liveVersion: 1,
  changed: false,
  submissions: 3,
  held: 0,
  updatedAt: DELETED_AT,
  updatedBy: INGRID,
  folder: null,
});

/** A fake API of forms. It can delete and restore them. */
function library(names: string[]): Api {
  const deleted = new Set<string>();
  return ({ method, path, query }) => {
    const [, , resource, id, command] = path.split('/');
    if (resource === 'folders')
      return id === 'trash'
        ? [{ id: 'f'.repeat(24), name: 'Autumn', items: 2, deletedAt: DELETED_AT, deletedBy: INGRID }]
        : [];
    if (id === undefined) {
      const inTrash = query.get('view') === 'trash';
      const items = names
        .filter((name) => deleted.has(name) === inTrash)
        .map((name) => ({ ...aForm(name), ...(inTrash && { deletedAt: DELETED_AT }) }));
      return { items, page: 1, pageSize: 50, total: items.length };
    }
    if (command === 'uses') return { links: [], mailings: [], sent: 0, unsent: 0, sites: [] };
    if (method === 'DELETE') deleted.add(id);
    if (command === 'restore') deleted.delete(id);
    return {};
  };
}

const open = (api: Api, address = '/forms') =>
  renderPage(FormsPage, { path: '/forms', address, validateSearch: formsSearch, api });

describe('the trash of forms', () => {
  it('holds deleted forms, and gives them back', async () => {
    const { user, address } = await open(library(['Sign-up', 'Survey']));
    await user.click(await screen.findByRole('button', { name: 'More choices for Survey' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete form' }));
    await user.click(await screen.findByRole('button', { name: 'Delete form' }));
    await waitFor(() => expect(screen.queryByRole('row', { name: /Survey/ })).toBeNull());
    await user.click(screen.getByRole('link', { name: 'Trash' }));
    await waitFor(() => expect(address()).toBe('/forms?view=trash'));
    const row = await screen.findByRole('row', { name: /Survey/ });
    expect(within(row).getByText('Ingrid')).toBeTruthy();
    expect(screen.queryByRole('row', { name: /Sign-up/ })).toBeNull();
    await user.click(screen.getByRole('checkbox', { name: 'Select Survey' }));
    await user.click(screen.getByRole('button', { name: 'Restore' }));
    expect(await screen.findByText('The trash is empty')).toBeTruthy();
    expect(await screen.findByText('“Survey” is back')).toBeTruthy();
  });

  it('lists the folders of forms that were deleted, with how many forms were in them', async () => {
    const { user, sent } = await open(library([]), '/forms?view=trash');
    const folders = within(await screen.findByRole('region', { name: 'Deleted folders' }));
    expect(folders.getByText(/with 2 forms/)).toBeTruthy();
    expect(sent.find(({ path }) => path === '/api/folders/trash')?.query.get('kind')).toBe('form');
    await user.click(folders.getByRole('button', { name: 'Restore folder Autumn' }));
    await waitFor(() =>
      expect(sent.findLast(({ method }) => method === 'POST')?.path).toBe(
        `/api/folders/${'f'.repeat(24)}/restore`,
      ),
    );
  });
});
