import type { ContactSummary } from '@linkflow/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aProblem, renderPage, type Api } from '../../testing';
import { contactsSearch } from '../search-params';
import { ContactsPage } from './contacts-page';

const aContact = (name: string): ContactSummary => ({
  id: name,
  firstName: '',
  lastName: name,
  name,
  email: `${name.toLowerCase()}@example.com`,
  company: null,
  country: 'NO',
  ourContact: null,
  updatedAt: '2027-03-14T09:41:00Z',
});

const contacts =
  (names: string[], others: Api = () => ({})): Api =>
  (request) => {
    if (request.method !== 'GET') return others(request);
    if (request.path === '/api/contacts') {
      return { items: names.map(aContact), page: 1, pageSize: 50, total: names.length };
    }
    return request.path === '/api/lookups/selection' ? [{ id: 's1', label: 'Autumn fair' }] : [];
  };

const open = (api: Api, address = '/contacts') =>
  renderPage(ContactsPage, { path: '/contacts', address, validateSearch: contactsSearch, api });

describe('list of contacts', () => {
  it('adds the selected contacts to a selection and clears the selection of rows', async () => {
    const { user, sent } = await open(contacts(['Ada', 'Bo'], ({ path }) => ({ id: path.split('/')[3] })));
    await user.click(await screen.findByRole('checkbox', { name: 'Select Ada' }));
    await user.click(screen.getByRole('checkbox', { name: 'Select Bo' }));
    await user.click(screen.getByRole('button', { name: 'Add to …' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Add 2 contacts to' }));
    await user.click(dialog.getByRole('combobox', { name: 'Selection' }));
    await user.click(await screen.findByRole('option', { name: 'Autumn fair', hidden: true }));
    await user.click(dialog.getByRole('button', { name: 'Add' }));
    expect(await screen.findByText('2 contacts added to “Autumn fair”')).toBeTruthy();
    expect(sent.filter(({ method }) => method === 'PUT').map(({ path }) => path)).toEqual([
      '/api/contacts/Ada/memberships/selection/s1',
      '/api/contacts/Bo/memberships/selection/s1',
    ]);
    expect(screen.queryByText('2 selected')).toBeNull();
  });

  it('requires a target before contacts are added', async () => {
    const { user } = await open(contacts(['Ada']));
    await user.click(await screen.findByRole('button', { name: 'More choices for Ada' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Add to …' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Add Ada to' }));
    await user.click(dialog.getByRole('button', { name: 'Add' }));
    expect(await dialog.findByText('Choose …')).toBeTruthy();
  });

  it('asks before it deletes a contact', async () => {
    const { user, sent } = await open(contacts(['Ada'], () => new Response(null, { status: 204 })));
    await user.click(await screen.findByRole('button', { name: 'More choices for Ada' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete contact' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Delete Ada?' }));
    await user.click(dialog.getByRole('button', { name: 'Delete contact' }));
    expect(await screen.findByText('Ada deleted')).toBeTruthy();
    expect(sent.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual([
      '/api/contacts/Ada',
    ]);
  });

  it('creates a contact with trimmed values and opens the card', async () => {
    const { user, sent, address } = await open(
      contacts([], () => ({ id: 'c9', name: 'Ada Holm' })),
      '/contacts?new=true',
    );
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByRole('textbox', { name: 'Last name' }), ' Holm ');
    await user.type(dialog.getByRole('textbox', { name: 'E-mail' }), 'ada');
    await user.click(dialog.getByRole('button', { name: 'Create contact' }));
    expect(await dialog.findByText('This is not an e-mail address')).toBeTruthy();
    await user.type(dialog.getByRole('textbox', { name: 'E-mail' }), '@example.com');
    await user.click(dialog.getByRole('button', { name: 'Create contact' }));
    await waitFor(() => expect(address()).toBe('/contacts/c9'));
    expect(sent.find(({ method }) => method === 'POST')?.body).toMatchObject({
      firstName: '',
      lastName: 'Holm',
      email: 'ada@example.com',
      phone: null,
    });
  });

  it('shows a refusal at the field that it names', async () => {
    const { user } = await open(
      contacts([], () => aProblem(400, 'validation.failed', [{ path: 'email', message: 'Already in use' }])),
      '/contacts?new=true',
    );
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByRole('textbox', { name: 'Last name' }), 'Holm');
    await user.click(dialog.getByRole('button', { name: 'Create contact' }));
    expect(await dialog.findByText('Already in use')).toBeTruthy();
  });
});
