import type { ClickDetail, SessionView } from '@linkflow/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { sessionQuery } from '../../api/session';
import { renderPage } from '../../testing';
import { ClickPage } from './click-page';

const ID = '1'.repeat(24);
const click: ClickDetail = {
  id: ID,
  at: '2027-03-14T09:41:00Z',
  kind: 'click',
  link: { id: '2'.repeat(24), name: 'Offer' },
  mailing: { id: '3'.repeat(24), name: 'Spring' },
  recipient: { id: '4'.repeat(24), name: 'Kari Nordmann' },
  contact: null,
  browser: 'Chrome 138',
  verdict: {
    verdict: 'bot',
    judgement: {
      verdict: 'suspect',
      score: 65,
      classifier: 1,
      signals: [
        { code: 'browser.complete', weight: -0.6, text: { en: 'It behaves like Chrome', nb: 'Som Chrome' } },
        { code: 'network.cloud', weight: 2.6, text: { en: 'A data centre', nb: 'Et datasenter' } },
      ],
    },
    correction: { verdict: 'bot', at: '2027-03-14T12:00:00Z', by: { id: 'u2', name: 'Ola' } },
  },
  history: [
    { at: '2027-03-14T09:41:00Z', verdict: 'human', score: 20 },
    { at: '2027-03-14T09:42:00Z', verdict: 'suspect', score: 65 },
    { at: '2027-03-14T12:00:00Z', verdict: 'bot', by: { id: 'u2', name: 'Ola' } },
  ],
  evidence: [{ label: { en: 'Network', nb: 'Nett' }, value: { en: 'Amazon', nb: 'Amazon' } }],
  effects: { human: 'rerun', bot: { drops: false, undoes: 2 } },
  run: { id: ID, status: 'succeeded' },
};

const open = (role: 'marketer' | 'viewer', found: ClickDetail | undefined = click) => {
  function Page() {
    useQueryClient().setQueryData(sessionQuery.queryKey, { roles: [role] } as SessionView);
    return <ClickPage />;
  }
  return renderPage(Page, { path: '/clicks/$clickId', address: `/clicks/${ID}`, api: () => found });
};

describe('the page of a click', () => {
  it('shows the reasons with their weights, what is kept, and the history of the verdict', async () => {
    await open('marketer');
    expect(await screen.findByRole('heading', { name: 'Click by Kari Nordmann' })).toBeTruthy();
    expect(screen.getByRole('img', { name: '2.6 towards a machine' })).toBeTruthy();
    expect(screen.getByRole('img', { name: '0.6 towards a person' })).toBeTruthy();
    expect(screen.getByText(/Score 65 of 100/)).toBeTruthy();
    expect(screen.getByText('Amazon')).toBeTruthy();
    for (const line of ['First verdict: Person', 'After more was known: Unsure', 'Corrected by Ola: Machine'])
      expect(screen.getByText(line)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Done' }).getAttribute('href')).toBe(`/runs/${ID}`);
  });

  it('says what a correction will do before it is made', async () => {
    const { user, sent } = await open('marketer');
    const button = await screen.findByRole('button', { name: 'This was a person' });
    const effect = document.getElementById(button.getAttribute('aria-describedby') ?? '');
    expect(effect?.textContent).toContain('The run is run again');
    await user.click(button);
    await waitFor(() =>
      expect(sent.find(({ method }) => method === 'PUT')?.body).toEqual({ verdict: 'human' }),
    );
  });

  it('offers no correction to those who may not make one', async () => {
    await open('viewer');
    await screen.findByText('A data centre');
    expect(screen.queryByRole('button', { name: /This was/ })).toBeNull();
  });
});
