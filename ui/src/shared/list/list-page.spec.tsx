import { ROUTES, type CompanyView } from '@linkflow/contracts';
import { Button } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { useRoute } from '../../api/use-route';
import { aProblem, renderPage, type Api, type SentRequest } from '../../testing';
import { RowLink } from '../anchors';
import { MenuAction } from '../menu';
import { listSearch } from '../search';
import { ListPage } from './list-page';
import { pageQuery, useList } from './list-state';
import type { ListColumn } from './list-table';

const aCompany = (name: string): CompanyView => ({
  id: name,
  name,
  country: null,
  ourContact: null,
  contacts: 3,
});

const columns: ListColumn<CompanyView>[] = [
  {
    title: 'Name',
    sort: 'name',
    render: ({ id, name }) => (
      <RowLink to="/companies/$id" params={{ id }}>
        {name}
      </RowLink>
    ),
  },
  { title: 'Contacts', sort: 'contacts', startDescending: true, render: () => 'many' },
];

const removed = vi.fn<(names: string[]) => void>();

function CompanyList() {
  const list = useList('/shell/companies');
  const query = useRoute(ROUTES.companies.list, { query: pageQuery(list.search, 'name') });
  return (
    <ListPage
      title="Companies"
      create="New company"
      search="Search companies"
      query={query}
      list={list}
      defaultSort="name"
      columns={columns}
      idOf={({ id }) => id}
      nameOf={({ name }) => name}
      bulk={(selected, clear) => (
        <Button
          onClick={() => {
            removed(selected.map(({ name }) => name));
            clear();
          }}
        >
          Remove all
        </Button>
      )}
      menu={({ name }) => (
        <MenuAction icon={IconBuilding} onClick={() => removed([name])}>
          Remove one
        </MenuAction>
      )}
      empty={{ icon: IconBuilding, title: 'No companies yet' }}
    />
  );
}

const PAGE_SIZE = 50;

/** A fake API that lists companies with the given names; it searches and pages like the real API. */
const companies =
  (names: string[]): Api =>
  ({ query }) => {
    const q = query.get('q') ?? '';
    const matching = names.filter((name) => name.toLowerCase().includes(q.toLowerCase()));
    const page = Number(query.get('page') ?? 1);
    const items = matching.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map(aCompany);
    return { items, page, pageSize: PAGE_SIZE, total: matching.length };
  };

const open = (api: Api, address = '/companies') =>
  renderPage(CompanyList, { path: '/companies', address, validateSearch: listSearch, api });

const last = (sent: readonly SentRequest[]) => Object.fromEntries(sent.at(-1)?.query ?? []);
const rowNames = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getByRole('link').textContent);
const many = Array.from({ length: 120 }, (_, index) => `Company ${index + 1}`);

describe('list page', () => {
  it('loads the first page in the default order and shows title, rows and range', async () => {
    const { sent } = await open(companies(['Acme', 'Borg']));
    expect(await screen.findByRole('heading', { name: 'Companies' })).toBeTruthy();
    await waitFor(() => expect(rowNames()).toEqual(['Acme', 'Borg']));
    expect(last(sent)).toEqual({ page: '1', pageSize: '50', sort: 'name' });
    expect(screen.getByText('1–2 of 2')).toBeTruthy();
    expect(document.title).toBe('Companies · Linkflow');
  });

  it('shows skeleton rows while the list is loaded', async () => {
    await open(() => new Promise(() => {}));
    expect((await screen.findByRole('table')).getAttribute('aria-busy')).toBe('true');
  });

  it('writes the search word into the address and returns to page 1', async () => {
    const { user, sent, address } = await open(companies(many), '/companies?page=2');
    await user.type(await screen.findByRole('searchbox', { name: 'Search companies' }), 'company 11');
    await waitFor(() => expect(address()).toBe('/companies?q=company+11'));
    await waitFor(() => expect(rowNames()[0]).toBe('Company 11'));
    expect(last(sent)).toMatchObject({ q: 'company 11', page: '1' });
  });

  it('moves the focus to the search box with the key /, but not out of a dialog', async () => {
    const { user } = await open(companies(many));
    const search = await screen.findByRole('searchbox');
    document.body.insertAdjacentHTML('beforeend', '<div id="dialog" aria-modal="true"></div>');
    await user.keyboard('/');
    expect(document.activeElement).not.toBe(search);
    document.getElementById('dialog')?.remove();
    await user.keyboard('/');
    expect(document.activeElement).toBe(search);
  });

  it('takes the search word and page number from the address', async () => {
    const { sent } = await open(companies(many), '/companies?q=company&page=3');
    await waitFor(() => expect(rowNames()).toHaveLength(20));
    expect(last(sent)).toMatchObject({ q: 'company', page: '3' });
    expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('company');
  });

  it('offers to clear the filters when nothing matches', async () => {
    const { user, address } = await open(companies(['Acme']), '/companies?q=zzz&sort=-name');
    await user.click(await screen.findByRole('button', { name: 'Clear filters' }));
    await waitFor(() => expect(rowNames()).toEqual(['Acme']));
    expect(address()).toBe('/companies?sort=-name');
    expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('');
  });

  it('sorts by a column and reverses the sorted column', async () => {
    const { user, sent } = await open(companies(['Acme', 'Borg']));
    const header = () => screen.getByRole('columnheader', { name: 'Name' });
    await waitFor(() => expect(header().getAttribute('aria-sort')).toBe('ascending'));
    await user.click(within(header()).getByRole('button'));
    await waitFor(() => expect(header().getAttribute('aria-sort')).toBe('descending'));
    await waitFor(() => expect(last(sent).sort).toBe('-name'));
    await user.click(screen.getByRole('button', { name: 'Contacts' }));
    await waitFor(() => expect(last(sent).sort).toBe('-contacts'));
  });

  it('shows other pages', async () => {
    const { user, address } = await open(companies(many));
    await user.click(await screen.findByRole('button', { name: 'Page 2' }));
    await waitFor(() => expect(rowNames()[0]).toBe('Company 51'));
    expect(screen.getByText('51–100 of 120')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Next page' }));
    await waitFor(() => expect(rowNames()).toHaveLength(20));
    expect(address()).toBe('/companies?page=3');
  });

  it('opens the last page when the page in the address does not exist', async () => {
    const { address } = await open(companies(many), '/companies?page=9');
    await waitFor(() => expect(address()).toBe('/companies?page=3'));
  });

  it('replaces search by bulk actions while rows are selected', async () => {
    const { user } = await open(companies(['Acme', 'Borg', 'Cato']));
    await user.click(await screen.findByRole('checkbox', { name: 'Select Acme' }));
    await user.click(screen.getByRole('checkbox', { name: 'Select Cato' }));
    expect(screen.getByText('2 selected')).toBeTruthy();
    expect(screen.queryByRole('searchbox')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Remove all' }));
    expect(removed).toHaveBeenLastCalledWith(['Acme', 'Cato']);
    expect(screen.getByRole('searchbox')).toBeTruthy();
  });

  it('selects all rows of the page and deselects them again', async () => {
    const { user } = await open(companies(['Acme', 'Borg']));
    const all = await screen.findByRole('checkbox', { name: 'Select all on this page' });
    await waitFor(() => expect(rowNames()).toHaveLength(2));
    await user.click(all);
    expect(screen.getByText('2 selected')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByText('2 selected')).toBeNull();
  });

  it('does not act on selected rows that sorting has moved to another page', async () => {
    const names = many.slice(0, 60);
    const { user } = await open((request) => {
      const isDescending = request.query.get('sort') === '-name';
      return companies(isDescending ? names.toReversed() : names)(request);
    });
    await user.click(await screen.findByRole('checkbox', { name: 'Select Company 1' }));
    await user.click(screen.getByRole('checkbox', { name: 'Select Company 45' }));
    expect(screen.getByText('2 selected')).toBeTruthy();
    await user.click(screen.getByTitle('Sort by Name'));
    await waitFor(() => expect(rowNames()[0]).toBe('Company 60'));
    expect(screen.getByText('1 selected')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Remove all' }));
    expect(removed).toHaveBeenLastCalledWith(['Company 45']);
  });

  it('clears the selection when another page is shown', async () => {
    const { user } = await open(companies(many));
    await user.click(await screen.findByRole('checkbox', { name: 'Select Company 1' }));
    await user.click(screen.getByRole('button', { name: 'Page 2' }));
    await waitFor(() => expect(screen.queryByText('1 selected')).toBeNull());
  });

  it('offers to create the first record in an empty list', async () => {
    const { user, address } = await open(companies([]));
    expect(await screen.findByText('No companies yet')).toBeTruthy();
    const [, inEmptyState] = screen.getAllByRole('button', { name: 'New company' });
    if (!inEmptyState) throw new Error('no button in the empty state');
    await user.click(inEmptyState);
    await waitFor(() => expect(address()).toBe('/companies?new=true'));
  });

  it('shows a failed load in place of the rows and loads again on demand', async () => {
    let broken = true;
    const { user } = await open((request) =>
      broken ? aProblem(500, 'internal') : companies(['Acme'])(request),
    );
    expect((await screen.findByRole('alert')).textContent).toContain('This could not be loaded');
    broken = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(rowNames()).toEqual(['Acme']));
  });

  it('offers no retry when the role does not allow the list', async () => {
    await open(() => aProblem(403, 'access.denied'));
    expect((await screen.findByRole('alert')).textContent).toContain('No access');
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('opens the record when the row is clicked, but not when its menu is used', async () => {
    const { user, address } = await open(companies(['Acme']));
    await user.click(await screen.findByRole('button', { name: 'More choices for Acme' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Remove one' }));
    expect(removed).toHaveBeenLastCalledWith(['Acme']);
    expect(address()).toBe('/companies');
    await user.click(screen.getByText('many'));
    await waitFor(() => expect(address()).toBe('/companies/Acme'));
  });
});
