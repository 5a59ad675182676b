import type { Condition, FactDescriptor, SelectionView } from '@linkflow/contracts';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../../testing';
import { SelectionPage } from '../group-page';

const ID = 'a'.repeat(24);
const IN_NORWAY: Condition = { all: [{ fact: 'contact.city', operator: 'equal', value: 'Oslo' }] };
const FACTS: FactDescriptor[] = [
  { name: 'contact.city', type: 'text', label: { en: 'City', nb: 'By' }, group: 'contact' },
  { name: 'company.name', type: 'text', label: { en: 'Company name', nb: 'Firmanavn' }, group: 'company' },
  { name: 'click.first', type: 'boolean', label: { en: 'First click', nb: 'Første klikk' }, group: 'click' },
];
const KARI = {
  id: 'c'.repeat(24),
  firstName: 'Kari',
  lastName: 'Nordmann',
  name: 'Kari Nordmann',
  email: 'kari@x.no',
  country: 'NO',
  company: null,
  ourContact: null,
  updatedAt: '2027-03-01T10:00:00.000Z',
};

function open(criteria: Condition | null, found = { count: 12, complete: true, contacts: [KARI] }) {
  let selection: SelectionView = {
    id: ID,
    name: 'In Oslo',
    deleted: false,
    members: 0,
    kind: 'dynamic',
    criteria,
  };
  return renderPage(SelectionPage, {
    path: '/selections/$id',
    address: `/selections/${ID}`,
    api: ({ path, method, body }) => {
      if (path === '/api/facts') return FACTS;
      if (path === '/api/selections/preview') return found;
      if (path !== `/api/selections/${ID}`) return undefined;
      if (method === 'PATCH') selection = { ...selection, ...(body as { criteria: Condition }) };
      return selection;
    },
  });
}

describe('the page of a dynamic selection', () => {
  it('shows how many meet its criteria, and the first of them', async () => {
    const { sent } = await open(IN_NORWAY);
    expect(await screen.findByText('City is “Oslo”')).toBeTruthy();
    expect(await screen.findByText('12 contacts meet them now')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Kari Nordmann' })).toBeTruthy();
    expect(screen.getByText('and 11 more')).toBeTruthy();
    expect(sent.find(({ path }) => path === '/api/selections/preview')?.body).toEqual({
      criteria: IN_NORWAY,
    });
  });

  it('says that there are more if not all contacts were looked at', async () => {
    await open(IN_NORWAY, { count: 5000, complete: false, contacts: [KARI] });
    expect(await screen.findByText('At least 5,000 contacts meet them now')).toBeTruthy();
    expect(screen.getByText('and more')).toBeTruthy();
  });

  it('saves criteria that are complete, and offers facts about people and companies alone', async () => {
    const { user, sent } = await open(null);
    expect(await screen.findByText('There are no criteria, so nobody is in it.')).toBeTruthy();
    await user.click(await screen.findByRole('combobox', { name: 'What to check' }));
    await screen.findByRole('option', { name: 'Company name' });
    expect(screen.queryByRole('option', { name: 'First click' })).toBeNull();
    await user.click(screen.getByRole('option', { name: 'City' }));
    expect(await screen.findByText('Complete the criteria to see who meets them.')).toBeTruthy();
    const save = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Save criteria' });
    expect(save().disabled).toBe(true);
    await user.type(screen.getByLabelText('Value'), 'Oslo');
    await waitFor(() => expect(save().disabled).toBe(false));
    await user.click(save());
    await screen.findByText('The criteria are saved');
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ criteria: IN_NORWAY });
  });

  it('takes changes back to what is saved', async () => {
    const { user } = await open(IN_NORWAY);
    await user.click(await screen.findByRole('button', { name: 'Change the criteria' }));
    const value = await screen.findByLabelText('Value');
    await user.clear(value);
    await user.type(value, 'Bergen');
    await user.click(screen.getByRole('button', { name: 'Undo changes' }));
    expect(await screen.findByText('City is “Oslo”')).toBeTruthy();
    const change = screen.getByRole('button', { name: 'Change the criteria' });
    expect(document.activeElement).toBe(change);
    await user.click(change);
    expect((await screen.findByLabelText<HTMLInputElement>('Value')).value).toBe('Oslo');
    expect(screen.queryByRole('button', { name: 'Undo changes' })).toBeNull();
  });
});
