import type { SubscriptionType } from '@linkflow/contracts';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage, type Api } from '../../testing';
import { formsSearch } from '../search-params';
import { FormsPage } from './forms-page';

const aType = (id: string, name: string, retired = false): SubscriptionType => ({
  id: id.repeat(24),
  name: { en: name, nb: name },
  description: { en: '', nb: '' },
  footer: '',
  requiresUnsubscribe: true,
  requiresConsent: false,
  retired,
});

async function newSignUp(types: SubscriptionType[]) {
  const api: Api = ({ path }) => {
    if (path === '/api/subscription-types') return types;
    if (path === '/api/lookups/selection') return [{ id: 's'.repeat(24), label: 'Readers', type: 'static' }];
    if (path === '/api/forms') return { items: [], page: 1, pageSize: 50, total: 0, id: 'f'.repeat(24) };
    return [];
  };
  const rendered = await renderPage(FormsPage, {
    path: '/forms',
    address: '/forms?new=true',
    validateSearch: formsSearch,
    api,
  });
  const { user, sent } = rendered;
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Monthly news');
  await user.click(screen.getByRole('radio', { name: 'Newsletter sign-up' }));
  const created = () => sent.find(({ method }) => method === 'POST')?.body;
  const create = () => user.click(screen.getByRole('button', { name: 'Create form' }));
  return { user, created, create };
}

describe('a new sign-up form', () => {
  it('asks what people sign up for', async () => {
    const { user, created, create } = await newSignUp([
      aType('a', 'Newsletter'),
      aType('b', 'Offers'),
      aType('c', 'Old news', true),
    ]);
    await create();
    expect(await screen.findByText('Choose what people sign up for')).toBeTruthy();
    expect(created()).toBeUndefined();
    await user.click(screen.getByRole('combobox', { name: 'What people sign up for' }));
    expect(screen.queryByRole('option', { name: 'Old news' })).toBeNull();
    await user.click(await screen.findByRole('option', { name: 'Offers' }));
    await create();
    await waitFor(() => expect(created()).toMatchObject({ template: 'newsletter', typeId: 'b'.repeat(24) }));
  });

  it('is for the only type there is, unless another template is chosen', async () => {
    const { user, created, create } = await newSignUp([aType('a', 'Newsletter')]);
    await screen.findByDisplayValue('Newsletter');
    await user.click(screen.getByRole('radio', { name: 'Contact form' }));
    expect(screen.queryByRole('combobox', { name: 'What people sign up for' })).toBeNull();
    await user.click(screen.getByRole('radio', { name: 'Newsletter sign-up' }));
    await create();
    await waitFor(() => expect(created()).toMatchObject({ typeId: 'a'.repeat(24) }));
  });

  it('asks for the selection of the readers', async () => {
    const { user, created, create } = await newSignUp([aType('a', 'Newsletter')]);
    await user.click(screen.getByRole('combobox', { name: 'Add them to the selection' }));
    await user.click(await screen.findByRole('option', { name: /Readers/ }));
    await create();
    await waitFor(() => expect(created()).toMatchObject({ selectionId: 's'.repeat(24) }));
  });

  it('says where a type is made if there is none', async () => {
    const { created, create } = await newSignUp([]);
    const link = await screen.findByRole('link', { name: 'Make one in the settings' });
    expect(link.getAttribute('href')).toBe('/settings/subscription-types');
    await create();
    await waitFor(() => expect(created()).toMatchObject({ template: 'newsletter' }));
  });
});
