import type { RejudgePreview, RejudgementView, SessionView, VerdictStatistics } from '@linkflow/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { sessionQuery } from '../../../api/session';
import { renderPage } from '../../../testing';
import { VerdictsPage } from './verdicts-page';

const statistics: VerdictStatistics = {
  clicks: { human: 1_200, suspect: 40, bot: 300 },
  corrections: [
    { judged: 'suspect', corrected: 'human', clicks: 7 },
    { judged: 'human', corrected: 'bot', clicks: 2 },
  ],
  signals: [{ code: 'network.cloud', name: { en: 'Data centre', nb: 'Datasenter' }, right: 1, wrong: 6 }],
};
const preview: RejudgePreview = {
  clicks: 5_000,
  complete: false,
  changes: [{ before: 'suspect', after: 'human', clicks: 3 }],
  links: [
    {
      of: { id: 'l1', name: 'Offer' },
      now: { clicks: 60, humanClicks: 38, suspectClicks: 3 },
      after: { clicks: 60, humanClicks: 41, suspectClicks: 0 },
    },
  ],
  mailings: [],
  classifier: 2,
};
const job = (more: Partial<RejudgementView>): RejudgementView => ({
  id: '1'.repeat(24),
  state: 'done',
  from: '2027-01-01T00:00:00Z',
  to: '2027-02-01T00:00:00Z',
  clicks: 900,
  share: 1,
  changes: [{ before: 'bot', after: 'human', clicks: 12 }],
  classifier: 2,
  at: '2027-02-01T00:00:00Z',
  by: { id: 'u1', name: 'Ingrid' },
  ...more,
});

const open = (role: 'admin' | 'ops', jobs: RejudgementView[] = []) => {
  function Page() {
    useQueryClient().setQueryData(sessionQuery.queryKey, { roles: [role] } as SessionView);
    return <VerdictsPage />;
  }
  return renderPage(Page, {
    path: '/ops/verdicts',
    api: ({ path, method }) => {
      if (path === '/api/clicks/statistics') return statistics;
      if (path === '/api/rejudgements/preview') return preview;
      if (path === '/api/rejudgements') return method === 'POST' ? job({ state: 'running' }) : jobs;
      return job({ state: 'stopped' });
    },
  });
};

describe('the page of verdicts', () => {
  it('sets corrections against the verdicts of the classifier, and against its signals', async () => {
    await open('ops');
    const unsure = await screen.findByRole('row', { name: /Unsure/ });
    expect(
      within(unsure)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    ).toEqual([
      expect.stringContaining('Unsure'),
      expect.stringContaining('40'),
      expect.stringContaining('7'),
      expect.stringContaining('0'),
    ]);
    const signal = screen.getByRole('row', { name: /Data centre/ });
    expect(within(signal).getByText('6').tagName).toBe('STRONG');
  });

  it('shows what judging again would change and that no step is executed, and starts that period', async () => {
    const { user, sent } = await open('admin');
    await user.click(await screen.findByRole('button', { name: 'See what changes' }));
    expect(await screen.findByText(/3 verdicts of 5,000 clicks would change/)).toBeTruthy();
    expect(screen.getByText(/Only the newest 5,000 clicks/)).toBeTruthy();
    expect(screen.getByText(/No step is executed or undone/)).toBeTruthy();
    const row = screen.getByRole('row', { name: /Offer/ });
    expect(within(row).getByRole('img', { name: 'People 41, Unsure 0, Machines 19' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Judge again' }));
    await waitFor(() => expect(sent.filter(({ method }) => method === 'POST').length).toBe(2));
    const [looked, started] = sent.filter(({ method }) => method === 'POST');
    expect(started?.path).toBe('/api/rejudgements');
    expect(started?.body).toEqual(looked?.body);
  });

  it('lets only administrators start and stop it', async () => {
    const { user } = await open('ops', [job({ state: 'running', share: 0.4 })]);
    await user.click(await screen.findByRole('button', { name: 'See what changes' }));
    expect(await screen.findByText('An administrator can start it.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Judge again' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull();
  });

  it('lists who started earlier jobs, what they changed and how far the present one is, and stops it', async () => {
    const running = job({ id: '2'.repeat(24), state: 'running', share: 0.4 });
    const { user, sent } = await open('admin', [running, job({})]);
    expect((await screen.findByRole('progressbar')).getAttribute('aria-valuenow')).toBe('40');
    expect(screen.getAllByText(/Ingrid/).length).toBe(2);
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Stop' }));
    await waitFor(() =>
      expect(sent.some(({ path }) => path === `/api/rejudgements/${running.id}/stop`)).toBe(true),
    );
  });
});
