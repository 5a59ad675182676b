import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../../testing';
import { WebhooksPage } from './webhooks-page';

const ID = '0123456789abcdef01234567';
const SECRET = '0123456789abcdef0123aaaa';
const aWebhook = (more: object = {}) => ({
  id: ID,
  name: 'CRM',
  url: 'https://crm.example/hooks',
  types: ['click.recorded'],
  verdicts: ['human'],
  filter: null,
  secret: { id: SECRET, name: 'CRM secret' },
  state: 'active',
  gone: false,
  pausedUntil: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: { id: ID, name: 'Ola' },
  lastDeliveredAt: null,
  pending: 3,
  failed: 1_000,
  ...more,
});
const tried = (more: object) => ({
  id: `${ID}-webhook-test-${ID}`,
  type: 'webhook.test',
  at: '2026-01-01T00:00:00.000Z',
  nextAt: null,
  tries: 1,
  replays: 0,
  request: null,
  answer: null,
  attempts: [],
  ...more,
});

const open = (webhooks: object[], test: object = {}) =>
  renderPage(WebhooksPage, {
    path: '/settings/webhooks',
    api: ({ path, method }) => {
      if (path === '/api/session')
        return {
          userId: 'u1',
          name: 'Ola',
          email: 'o@x.no',
          roles: ['admin'],
          language: 'en',
          timeZone: 'Europe/Oslo',
        };
      if (path.startsWith('/api/lookups/webhook-secret')) return [{ id: SECRET, label: 'CRM secret' }];
      if (path.endsWith('/test')) return tried(test);
      if (method === 'POST' || method === 'PATCH') return aWebhook();
      return path === '/api/webhook-subscriptions' ? webhooks : undefined;
    },
  });

describe('the page of webhooks', () => {
  it('shows what waits and what has failed, and why nothing is sent', async () => {
    await open([
      aWebhook({ state: 'paused', gone: true }),
      aWebhook({ id: SECRET, name: 'ERP', pausedUntil: '2096-01-01T00:00:00.000Z' }),
    ]);
    const [, gone, paused] = await screen.findAllByRole('row');
    if (!gone || !paused) throw new Error('There are too few rows');
    expect(within(gone).getByText('Receiver gone')).toBeTruthy();
    expect(within(gone).getByText('1,000+')).toBeTruthy();
    expect(within(paused).getByText('Server does not answer')).toBeTruthy();
  });

  it('creates a webhook for the clicks of people', async () => {
    const { sent, user } = await open([]);
    await user.click(await screen.findByRole('button', { name: 'New webhook' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New webhook' }));
    await user.click(dialog.getByRole('button', { name: 'Create' }));
    expect(dialog.getByText('Write an address')).toBeTruthy();
    expect(dialog.getByText('Choose at least one')).toBeTruthy();
    await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'CRM');
    await user.type(dialog.getByRole('textbox', { name: 'Address' }), 'https://crm.example/hooks');
    await user.click(dialog.getByRole('checkbox', { name: 'Click on a link' }));
    await user.click(dialog.getByRole('combobox', { name: 'Secret to sign with' }));
    await user.click(await screen.findByRole('option', { name: 'CRM secret' }));
    await user.click(dialog.getByRole('button', { name: 'Create' }));
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({
      name: 'CRM',
      url: 'https://crm.example/hooks',
      types: ['click.recorded'],
      verdicts: ['human'],
      filter: null,
      secretId: SECRET,
    });
  });

  it('sends a test event and says why it was not taken', async () => {
    const attempt = { at: '2026-01-01T00:00:00.000Z', tookMs: 5, status: 500, problem: 'status' };
    const { user } = await open([aWebhook()], { state: 'failed', lastAttempt: attempt });
    await user.click(await screen.findByRole('button', { name: /More choices for CRM/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Send test event' }));
    expect(
      await screen.findByText('The test event was not taken: 500 · The server did not take it'),
    ).toBeTruthy();
  });

  it('pauses a webhook', async () => {
    const { sent, user } = await open([aWebhook()]);
    await user.click(await screen.findByRole('button', { name: /More choices for CRM/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Pause' }));
    expect(await screen.findByText(/“CRM” is paused/)).toBeTruthy();
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ state: 'paused' });
  });
});
