import type { ContactCard, ContactSubscriptions, SubscriptionType } from '@linkflow/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderPage, type Api } from '../../../testing';
import { MailSection } from './mail-section';

const ID = 'c'.repeat(24);
const aType = (id: string, en: string, more: Partial<SubscriptionType> = {}): SubscriptionType => ({
  id: id.repeat(24),
  name: { en, nb: en },
  description: { en: '', nb: '' },
  footer: '',
  requiresUnsubscribe: true,
  requiresConsent: false,
  retired: false,
  ...more,
});
const SUBSCRIBED = { unsubscribed: false, since: null, source: null, mailing: null, by: null };
const mail = (part: Partial<ContactSubscriptions> = {}): ContactSubscriptions => ({
  email: 'kari@example.no',
  all: SUBSCRIBED,
  types: [
    { type: aType('1', 'News'), state: SUBSCRIBED, consent: null },
    { type: aType('2', 'Tips', { requiresConsent: true }), state: SUBSCRIBED, consent: null },
    {
      type: aType('3', 'Offers'),
      state: {
        unsubscribed: true,
        since: '2027-03-01T10:00:00.000Z',
        source: 'one-click',
        mailing: { id: 'm'.repeat(24), name: 'Spring' },
        by: null,
      },
      consent: null,
    },
    { type: aType('4', 'Old', { retired: true }), state: SUBSCRIBED, consent: null },
  ],
  bounce: null,
  softBounces: 0,
  ...part,
});

function open(part: Partial<ContactSubscriptions> = {}, card: Partial<ContactCard> = {}) {
  const api: Api = ({ path }) =>
    path.startsWith(`/api/contacts/${ID}/`) ? mail(part) : path === '/api/session' ? undefined : {};
  // The section reads only these two values of the card.
  const shown = { id: ID, formerEmployee: false, ...card } as ContactCard;
  return renderPage(() => <MailSection card={shown} />, { path: '/contacts', address: '/contacts', api });
}

it('says what the contact gets, what not, and why', async () => {
  await open();
  expect(await screen.findByText('The address works')).toBeTruthy();
  const lineOf = (name: string) => screen.getByText(name).closest('li')?.textContent;
  expect(lineOf('News')).toContain('Gets it');
  expect(lineOf('Tips')).toContain('Has not consented');
  expect(lineOf('Offers')).toContain('Has unsubscribed');
  expect(lineOf('Offers')).toContain('with one click in the mail program · Spring');
  expect(screen.queryByText('Old')).toBeNull();
});

it('names a bounce with its code, temporary failures, and a person who has left the company', async () => {
  await open(
    { bounce: { at: '2027-03-01T10:00:00.000Z', code: '5.1.1', text: 'No such user' } },
    { formerEmployee: true },
  );
  expect(await screen.findByText('The address does not work')).toBeTruthy();
  expect(screen.getByText(/The mail server: 5\.1\.1 No such user/)).toBeTruthy();
  expect(screen.getByText('Has left the company and gets no mailings')).toBeTruthy();
});

it('counts temporary failures', async () => {
  await open({ softBounces: 2 });
  expect(await screen.findByText('The address works. 2 of 5 temporary failures in a row')).toBeTruthy();
});

it('unsubscribes with a reason, and records a consent with its text', async () => {
  const { user, sent } = await open();
  await user.click(await screen.findByRole('button', { name: 'More choices for News' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Unsubscribe' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Unsubscribe from “News”' }));
  await user.click(dialog.getByRole('button', { name: 'Unsubscribe' }));
  expect(await dialog.findByText('Write a reason')).toBeTruthy();
  await user.type(dialog.getByRole('textbox', { name: 'Why?' }), 'Asked by phone');
  await user.click(dialog.getByRole('button', { name: 'Unsubscribe' }));
  const posted = () => sent.filter(({ method }) => method === 'POST');
  await waitFor(() =>
    expect(posted().map(({ path, body }) => [path, body])).toEqual([
      [
        `/api/contacts/${ID}/subscriptions`,
        { typeId: '1'.repeat(24), unsubscribed: true, reason: 'Asked by phone' },
      ],
    ]),
  );
  await user.click(screen.getByRole('button', { name: 'More choices for Tips' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Record consent' }));
  const consent = within(await screen.findByRole('dialog', { name: 'Record consent to “Tips”' }));
  await user.type(consent.getByRole('textbox', { name: /What did the person consent to/ }), 'At the fair');
  await user.click(consent.getByRole('button', { name: 'Record consent' }));
  await waitFor(() =>
    expect(posted().at(-1)).toMatchObject({
      path: `/api/contacts/${ID}/consents`,
      body: { typeId: '2'.repeat(24), source: 'colleague', text: 'At the fair' },
    }),
  );
});
