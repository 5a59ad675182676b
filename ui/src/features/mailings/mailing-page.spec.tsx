import type { MailingDetail } from '@linkflow/contracts';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { renderPage } from '../../testing';
import { mailingPageSearch } from '../search-params';
import { MailingPage } from './mailing-page';
import { aMailing } from './testing';

const open = (part: Partial<MailingDetail>, search = '') => {
  const mailing = aMailing(part);
  return renderPage(MailingPage, {
    path: '/mailings/$mailingId',
    address: `/mailings/${mailing.id}${search}`,
    validateSearch: mailingPageSearch,
    api: ({ path }) => (path === `/api/mailings/${mailing.id}` ? mailing : undefined),
  });
};

const openTab = async () => (await screen.findByRole('tab', { selected: true })).textContent;

describe('the tab that a mailing opens', () => {
  it.each([
    [null, 'Content'],
    ['scheduled', 'Content'],
    ['refused', 'Content'],
    ['sending', 'Report'],
    ['paused', 'Report'],
    ['stopped', 'Report'],
    ['finished', 'Report'],
  ] as const)('in the state %s is %s', async (state, tab) => {
    await open({ state });
    expect(await openTab()).toBe(tab);
  });

  it.each([
    ['?tab=content', 'Content'],
    ['?tab=send', 'Send'],
    ['?line=1', 'Content'],
  ])('of a sent mailing at the address %s is %s', async (search, tab) => {
    await open({ state: 'finished' }, search);
    expect(await openTab()).toBe(tab);
  });

  it('is in sight, also if the tabs are wider than the screen', async () => {
    const shown = vi.spyOn(Element.prototype, 'scrollIntoView');
    await open({ state: 'finished' });
    const tab = await screen.findByRole('tab', { name: 'Report' });
    await waitFor(() => expect(shown.mock.contexts).toContain(tab));
    shown.mockRestore();
  });

  it('stays open after the place in it was shown, and after another one was chosen', async () => {
    const { user, address } = await open({ state: 'finished' }, '?line=1');
    await waitFor(() => expect(address()).toContain('?tab=content'));
    expect(await openTab()).toBe('Content');
    await user.click(screen.getByRole('tab', { name: 'Report' }));
    await user.click(screen.getByRole('tab', { name: 'Content' }));
    expect(await openTab()).toBe('Content');
    expect(address()).toContain('?tab=content');
  });
});
