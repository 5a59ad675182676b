import type { Role } from '@linkflow/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../testing';
import { ApiKeysPage } from './api-keys-page';

const TOKEN = `lf_0123456789abcdef01234567_${'a'.repeat(43)}`;
const aKey = (name: string, more: object = {}) => ({
  id: '0123456789abcdef01234567',
  name,
  scopes: ['data:read', 'links:write'],
  owner: { id: 'u1', name: 'Ola' },
  createdAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2096-01-01T12:00:00.000Z',
  lastUsedAt: null,
  ...more,
});

const open = (roles: Role[], keys: object[]) =>
  renderPage(ApiKeysPage, {
    path: '/settings/api-keys',
    api: ({ path, method }) => {
      if (path === '/api/session')
        return { userId: 'u1', name: 'Ola', email: 'o@x.no', roles, language: 'en', timeZone: 'Europe/Oslo' };
      if (method === 'POST') return { key: aKey('CRM sync'), token: TOKEN };
      if (method === 'DELETE') return new Response(null, { status: 204 });
      return path === '/api/api-keys' ? keys : undefined;
    },
  });

describe('the page of API keys', () => {
  it('creates a key with the chosen scopes and shows it once', async () => {
    const { sent, user } = await open(['marketer'], []);
    await user.click(await screen.findByRole('button', { name: 'New API key' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New API key' }));
    // Scopes that the owner's roles do not allow are not offered.
    await waitFor(() => expect(dialog.queryByRole('checkbox', { name: /publish links/i })).toBeTruthy());
    expect(dialog.queryByRole('checkbox', { name: 'Change scripts' })).toBeNull();
    await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'CRM sync');
    await user.click(dialog.getByRole('checkbox', { name: 'Publish links' }));
    await user.click(dialog.getByRole('button', { name: 'Create key' }));
    const shown = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Your new API key' });
    expect(shown.value).toBe(TOKEN);
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({
      name: 'CRM sync',
      scopes: ['data:read', 'links:publish'],
      expiresInDays: 90,
    });
    expect(screen.getByRole('button', { name: 'Copy the key' })).toBeTruthy();
  });

  it('revokes a key after a question, and tells which are expired', async () => {
    const old = aKey('Old', { id: 'b'.repeat(24), expiresAt: '2026-01-02T12:00:00.000Z' });
    const { sent, user } = await open(['admin'], [aKey('CRM sync'), old]);
    expect(await screen.findByText('(expired)')).toBeTruthy();
    expect(screen.getAllByText('Ola')).toHaveLength(2);
    const row = within((await screen.findByText('CRM sync')).closest('tr') as HTMLElement);
    await user.click(row.getByRole('button'));
    await user.click(await screen.findByRole('menuitem', { name: 'Revoke' }));
    const question = within(await screen.findByRole('dialog', { name: 'Revoke “CRM sync”?' }));
    await user.click(question.getByRole('button', { name: 'Revoke' }));
    await waitFor(() => expect(sent.some(({ method }) => method === 'DELETE')).toBe(true));
    expect(sent.find(({ method }) => method === 'DELETE')?.path).toBe(
      '/api/api-keys/0123456789abcdef01234567',
    );
  });
});
