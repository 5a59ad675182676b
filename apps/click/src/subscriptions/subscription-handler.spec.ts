import { expect, it } from 'vitest';
import type { CrmFactReader } from '@linkflow/crm-port';
import type { LinkTokens, Recipients } from '@linkflow/links';
import type { RecipientSubscription, RecipientSubscriptions } from '@linkflow/mailings/doors';
import type { Log } from '@linkflow/platform';
import type { ClickSettings } from '../click.config';
import { SubscriptionHandler } from './subscription-handler';

const recipient = {
  owner: { addressKey: 'kari@example.no', contactId: 'c' },
  mailingId: 'm',
  email: 'kari@example.no',
  isTest: false,
  type: null,
  types: [],
  choice: { all: false, unsubscribed: [], consented: [] },
} as unknown as RecipientSubscription;

it.each<[string, () => Promise<never>]>([
  ['fails', () => Promise.reject(new Error('The CRM is away'))],
  ['does not answer', () => new Promise<never>(() => undefined)],
])('unsubscribes a person while the CRM %s', async (_, load) => {
  let isUnsubscribed = false;
  const subscriptions = {
    find: () => Promise.resolve(recipient),
    choose: () => {
      isUnsubscribed = true;
      return Promise.resolve({ before: recipient.choice, after: { ...recipient.choice, all: true } });
    },
  } as unknown as RecipientSubscriptions;
  const handler = new SubscriptionHandler(
    { verify: () => ({ subjectId: 'm', recipientId: 'r' }) } as unknown as LinkTokens,
    subscriptions,
    { find: () => Promise.resolve({ contactId: 'c' }) } as unknown as Recipients,
    { load } as unknown as CrmFactReader,
    { organisation: { name: '', colour: '#114433', address: '' } } as unknown as ClickSettings,
    { debug: () => undefined } as unknown as Log,
  );
  const reply = await handler.handle({
    method: 'POST',
    url: `/s/${'A'.repeat(56)}/unsubscribe`,
    body: Buffer.from('List-Unsubscribe=One-Click'),
    acceptLanguage: 'nb',
  });
  expect(isUnsubscribed).toBe(true);
  expect(reply.body?.toString('utf8')).toContain('Du er meldt av alt');
});
