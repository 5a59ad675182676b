import type { Folder, LinkSummary } from '@linkflow/contracts';
import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { textField } from '../../shared/merge-text/testing';
import { aProblem, renderPage, type Api } from '../../testing';
import { linksSearch } from '../search-params';
import { LinksPage } from './links-page';

const FOLDER_ID = 'f'.repeat(24);

const aLink = (name: string): LinkSummary => ({
  id: name,
  name,
  url: 'https://example.com',
  folder: null,
  mailing: null,
  clicks: 12_500,
  humanClicks: 12_500,
  suspectClicks: 0,
  clickers: 9,
  humanClickers: 9,
  suspectClickers: 0,
  liveVersion: 2,
  changed: true,
  updatedAt: '2027-03-14T09:41:00Z',
  updatedBy: { id: 'u1', name: 'Ingrid' },
});

const aFolder = (name: string): Folder => ({ id: FOLDER_ID, name, parentId: null, items: 1 });

/** A fake API of a link library with the given links. It can delete and restore them. */
function library(names: string[]): Api {
  const deleted = new Set<string>();
  return ({ method, path }) => {
    const [, , resource, id, command] = path.split('/');
    if (resource === 'folders') return id === 'trash' ? [] : [aFolder('Autumn')];
    if (resource === 'facts') return [];
    if (id === undefined) {
      const items = names.filter((name) => !deleted.has(name)).map(aLink);
      return { items, page: 1, pageSize: 50, total: items.length };
    }
    if (command === 'uses') return { mailings: [], sent: 2, unsent: 1, forms: [], links: [], conflicts: [] };
    if (command === 'reset') return { state: 'done' };
    if (method === 'DELETE') deleted.add(id);
    if (command === 'restore') deleted.delete(id);
    return {};
  };
}

const open = (api: Api, address = '/links') =>
  renderPage(LinksPage, { path: '/links', address, validateSearch: linksSearch, api });

const rowNames = () =>
  within(screen.getByRole('table', { name: 'Tracked links' }))
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getByRole('link').textContent);

describe('library of tracked links', () => {
  it('shows live version, draft changes and clicks of each link', async () => {
    await open(library(['Offer']));
    const row = await screen.findByRole('row', { name: /Offer/ });
    expect(within(row).getAllByText('Live v2').length).toBeGreaterThan(0);
    expect(within(row).getByText('12,500')).toBeTruthy();
  });

  it('limits the list to a folder', async () => {
    const { user, sent, address } = await open(library(['Offer']));
    await user.click(await screen.findByRole('link', { name: /Autumn/ }));
    await waitFor(() => expect(address()).toBe(`/links?folder=${FOLDER_ID}`));
    await waitFor(() =>
      expect(sent.findLast(({ path }) => path === '/api/links')?.query.get('folderId')).toBe(FOLDER_ID),
    );
  });

  it('leaves a folder that does not exist any more', async () => {
    const { address } = await open(library(['Offer']), `/links?folder=${'0'.repeat(24)}`);
    await waitFor(() => expect(address()).toBe('/links'));
  });

  it('says where links are used, deletes them, and restores them on undo', async () => {
    const { user, sent } = await open(library(['Offer', 'News', 'Survey']));
    await user.click(await screen.findByRole('checkbox', { name: 'Select Offer' }));
    await user.click(screen.getByRole('checkbox', { name: 'Select News' }));
    await user.click(screen.getByRole('button', { name: 'Delete 2 links' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Delete 2 links?' }));
    expect(await dialog.findAllByText('Used in 3 mailings, 2 of them sent.')).toHaveLength(2);
    expect(sent.filter(({ method }) => method === 'DELETE')).toEqual([]);
    await user.click(dialog.getByRole('button', { name: 'Delete 2 links' }));
    await waitFor(() => expect(rowNames()).toEqual(['Survey']));
    expect(sent.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual([
      '/api/links/Offer',
      '/api/links/News',
    ]);
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(rowNames()).toEqual(['Offer', 'News', 'Survey']));
  });

  it('reports a link that cannot be deleted', async () => {
    const links = library(['Offer']);
    const { user } = await open((request) =>
      request.method === 'DELETE' ? aProblem(409, 'link.in-use') : links(request),
    );
    await user.click(await screen.findByRole('button', { name: 'More choices for Offer' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete link' }));
    await user.click(await screen.findByRole('button', { name: 'Delete link' }));
    expect((await screen.findByRole('alert')).textContent).toContain('The link is in use in a mailing.');
    expect(rowNames()).toEqual(['Offer']);
  });

  it('resets the counters of a link after it has said what this does not undo', async () => {
    const { user, sent } = await open(library(['Offer']));
    await user.click(await screen.findByRole('button', { name: 'More choices for Offer' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Reset counters' }));
    const dialog = within(await screen.findByRole('dialog', { name: /Reset the counters of “Offer”/ }));
    expect(await dialog.findByText(/does not undo what the clicks did/)).toBeTruthy();
    await user.click(dialog.getByRole('button', { name: 'Reset counters' }));
    await waitFor(() =>
      expect(sent.findLast(({ method }) => method === 'POST')?.path).toBe('/api/links/Offer/reset'),
    );
  });

  it('moves a link to a folder by keyboard', async () => {
    const { user, sent } = await open(library(['Offer']));
    const grip = await screen.findByRole('button', { name: 'Drag Offer to a folder' });
    await screen.findByRole('link', { name: /Autumn/ });
    grip.focus();
    await user.keyboard('{Enter}');
    expect((await screen.findByText(/Moving Offer/)).getAttribute('role')).toBe('status');
    await user.keyboard('{Escape}');
    expect(document.activeElement).toBe(grip);
    await user.keyboard('{Enter}{ArrowDown}{Enter}');
    await waitFor(() =>
      expect(sent.findLast(({ method }) => method === 'PATCH')).toMatchObject({
        path: '/api/links/Offer',
        body: { folderId: FOLDER_ID },
      }),
    );
  });

  it('opens the dialog for a new link from the address and requires name and web address', async () => {
    const { user, sent } = await open(library([]), '/links?new=true');
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Create link' }));
    expect(await dialog.findByText('Write a name')).toBeTruthy();
    await user.type(dialog.getByRole('textbox', { name: /Name/ }), 'Offer');
    act(() => dialog.getByRole('textbox', { name: 'Web address' }).focus());
    (await textField('Web address')).type('ftp://example.com');
    await user.click(dialog.getByRole('button', { name: 'Create link' }));
    expect(await dialog.findByText(/starts with https/)).toBeTruthy();
    expect(sent.filter(({ method }) => method === 'POST')).toEqual([]);
  });
});
