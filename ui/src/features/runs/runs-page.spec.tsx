import type { RunSummary, Verdict } from '@linkflow/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../testing';
import { runsSearch } from '../search-params';
import { RunsPage } from './runs-page';
import { followsSwitch, shownRuns } from './shown-runs';

const runBy = (verdict: Verdict, name: string): RunSummary => ({
  id: name.padEnd(24, '0'),
  status: 'succeeded',
  trigger: { type: 'click', id: name.padEnd(24, '0'), at: '2027-03-14T09:41:00Z' },
  subject: { contact: { id: name, name } },
  context: { link: { id: 'l', name: 'Offer' } },
  workflow: { owner: 'l', version: 1 },
  clickVerdict: verdict,
});

const open = (address: string) =>
  renderPage(RunsPage, {
    path: '/runs',
    address,
    validateSearch: runsSearch,
    api: ({ path }) => {
      if (path === '/api/runs/attention') return { failed: 0, needsReview: 0, held: 0 };
      if (!path.startsWith('/api/runs')) return [];
      const items = [runBy('human', 'Person'), runBy('bot', 'Scanner')];
      return { items, total: 2, page: 1, pageSize: 50 };
    },
  });

describe('the list of runs', () => {
  it('asks for the runs of people, and marks a run that a machine started', async () => {
    const { sent } = await open('/runs');
    const row = await screen.findByRole('row', { name: /Scanner/ });
    expect(within(row).getAllByRole('img', { name: 'A machine clicked' }).length).toBeGreaterThan(0);
    const person = screen.getByRole('row', { name: /Person/ });
    expect(within(person).queryByRole('img', { name: /clicked/ })).toBeNull();
    expect(screen.getByRole('radio', { name: 'People only' })).toHaveProperty('checked', true);
    await waitFor(() =>
      expect(sent.some(({ path, query }) => path === '/api/runs' && query.get('verdict') === 'human')).toBe(
        true,
      ),
    );
  });
});

describe('the switch between people and all', () => {
  it('narrows what is done, and hides nothing that somebody must see', () => {
    const people = (filter: object) => shownRuns(filter, 'people');
    expect(people({ linkId: 'l' })).toEqual({ linkId: 'l', verdict: 'human' });
    expect(people({ status: 'succeeded,failed' })).toMatchObject({ verdict: 'human' });
    for (const filter of [
      { status: 'failed,needs-review' },
      { held: 'doubt' },
      { bulk: 'b' },
      { error: 'e' },
    ])
      expect(people(filter)).toEqual(filter);
    expect(followsSwitch({ verdict: 'suspect' })).toBe(false);
    expect(shownRuns({ linkId: 'l' }, 'all')).toEqual({ linkId: 'l' });
  });
});
