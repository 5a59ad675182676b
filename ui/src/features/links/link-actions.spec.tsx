import { act, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderPage } from '../../testing';
import { textField } from '../../shared/merge-text/testing';
import { CreateLinkDialog } from './link-actions';

const session = {
  userId: 'u1',
  name: 'Ingrid',
  email: 'ingrid@example.com',
  roles: ['admin'],
  language: 'en',
  timeZone: 'Europe/Oslo',
  clickUrl: 'https://click.example',
};

it('creates a link whose address has a merge field, as the page of the link can', async () => {
  const { user, sent } = await renderPage(
    () => <CreateLinkDialog opened onClose={() => undefined} folder={null} folders={[]} />,
    {
      path: '/links',
      api: ({ method, path }) => {
        if (path === '/api/session') return session;
        if (path === '/api/facts')
          return [
            { name: 'contact.email', type: 'text', label: { en: 'E-mail', nb: 'E-post' }, group: 'contact' },
          ];
        return method === 'POST' ? { id: 'l1' } : undefined;
      },
    },
  );
  await user.type(await screen.findByLabelText('Name'), 'Spring');
  await user.click(screen.getByRole('textbox', { name: 'Web address' }));
  const address = await textField('Web address');
  address.type('https://example.com/?e=');
  await user.click(screen.getByRole('button', { name: 'Insert merge field in “Web address”' }));
  await user.click(await screen.findByRole('option', { name: 'E-mail' }));
  await user.click(screen.getByRole('button', { name: 'Create link' }));
  await waitFor(() =>
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({
      name: 'Spring',
      url: 'https://example.com/?e={{contact.email}}',
      folderId: null,
    }),
  );
});

it('shows the folders when asked for, not over the buttons as soon as the field is reached', async () => {
  const folder = { id: 'f1', name: 'Newsletter', parentId: null, items: 0 };
  const { user } = await renderPage(
    () => <CreateLinkDialog opened onClose={() => undefined} folder={null} folders={[folder]} />,
    { path: '/links', api: ({ path }) => (path === '/api/session' ? session : undefined) },
  );
  const field = await screen.findByRole('combobox', { name: 'Folder' });
  act(() => field.focus());
  expect(field.getAttribute('aria-expanded')).not.toBe('true');
  await user.keyboard('{ArrowDown}');
  expect(await screen.findByRole('option', { name: 'Newsletter' })).toBeTruthy();
});
