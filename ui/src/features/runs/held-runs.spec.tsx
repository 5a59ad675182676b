import type { RunSummary } from '@linkflow/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aProblem, renderPage } from '../../testing';
import { runsSearch } from '../search-params';
import { RunsPage } from './runs-page';

const held = (number: number): RunSummary => ({
  id: String(number).repeat(24),
  status: 'held',
  trigger: { type: 'click', id: String(number).repeat(24), at: '2027-03-14T09:41:00Z' },
  subject: { contact: { id: `c${number}`, name: `Person ${number}` } },
  context: { link: { id: 'l', name: 'Offer' } },
  workflow: { owner: 'l', version: 1 },
  hold: {
    nodeId: 'call',
    type: 'create-follow-up',
    reason: { code: 'click.unsure', message: { en: 'It is not clear', nb: 'Det er usikkert' } },
    until: '2027-03-14T10:11:00Z',
  },
});

const open = (refused?: string) =>
  renderPage(RunsPage, {
    path: '/runs',
    address: '/runs?held=doubt',
    validateSearch: runsSearch,
    api: ({ path, method }) => {
      if (path === '/api/runs/attention') return { failed: 0, needsReview: 0, held: 2 };
      if (path === '/api/runs') return { items: [held(1), held(2)], total: 2, page: 1, pageSize: 50 };
      if (method === 'POST') return path.includes(refused ?? '-') ? aProblem(409, 'run.busy') : held(1);
      return [];
    },
  });

const posts = (sent: readonly { method: string; path: string }[]) =>
  sent.filter(({ method }) => method === 'POST').map(({ path }) => path);

describe('runs that wait for a decision', () => {
  it('say in words why and until when, beside the other quick filter', async () => {
    await open();
    const row = await screen.findByRole('row', { name: /Person 1/ });
    expect(within(row).getAllByText(/It is not clear\. “create-follow-up” waits until/).length).toBe(2);
    expect(screen.getByRole('button', { name: /Waiting for a decision/ }).getAttribute('aria-pressed')).toBe(
      'true',
    );
  });

  it('are released together when they are selected', async () => {
    const { user, sent } = await open();
    await user.click(await screen.findByRole('checkbox', { name: 'Select all on this page' }));
    await user.click(screen.getByRole('button', { name: 'Release 2 runs' }));
    await waitFor(() =>
      expect(posts(sent)).toEqual([held(1), held(2)].map(({ id }) => `/api/runs/${id}/release`)),
    );
    expect(await screen.findByText('2 runs go on')).toBeTruthy();
  });

  it('are dropped together after a question, and say which could not be', async () => {
    const { user, sent } = await open(held(2).id);
    await user.click(await screen.findByRole('checkbox', { name: 'Select all on this page' }));
    await user.click(screen.getByRole('button', { name: 'Drop 2 steps' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Drop 2 steps' }));
    await waitFor(() =>
      expect(posts(sent)).toEqual([held(1), held(2)].map(({ id }) => `/api/runs/${id}/drop`)),
    );
    expect(await screen.findByText('1 step is left out')).toBeTruthy();
  });
});
