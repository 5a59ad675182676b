import type { LinkActionTotals } from '@linkflow/contracts';
import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { setLanguage } from '../../../i18n';
import { renderPage } from '../../../testing';
import { ActionsDone } from './actions-done';

const ID = '66b0000000000000000000c3';
const none = { succeeded: 0, failed: 0, skipped: 0, cancelled: 0, review: 0, open: 0 };
const TOTALS: LinkActionTotals = {
  actions: [
    { type: 'set-field', title: { en: 'Set field', nb: 'Angi felt' }, ...none, succeeded: 1203, skipped: 4 },
    {
      type: 'create-follow-up',
      title: { en: 'Create follow-up', nb: 'Opprett oppfølging' },
      ...none,
      succeeded: 87,
      failed: 2,
      review: 1,
      cancelled: 1,
      open: 5,
    },
  ],
  complete: false,
};
const render = (totals: LinkActionTotals) =>
  renderPage(() => <ActionsDone linkId={ID} />, {
    path: '/links/$linkId',
    address: `/links/${ID}`,
    validateSearch: (raw) => raw,
    api: ({ path }) => (path === `/api/links/${ID}/actions` ? totals : undefined),
  });

describe('the actions that a link has done', () => {
  it('are counted by kind: done, failed, left out and under way', async () => {
    await render(TOTALS);
    const table = await screen.findByRole('table', { name: 'Actions done' });
    const rows = within(table)
      .getAllByRole('row')
      .slice(1)
      .map((row) =>
        within(row)
          .getAllByRole('cell')
          .map((cell) => cell.textContent),
      );
    expect(rows).toEqual([
      ['Set field', '1,203', '0', '4', '0'],
      ['Create follow-up', '87', '3', '1', '5'],
    ]);
    expect(screen.getByText(/the newest are counted within a minute/)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Step by step' }).getAttribute('href')).toContain('funnel');
    act(() => setLanguage('nb'));
    expect(within(table).getByText('Opprett oppfølging')).toBeTruthy();
  });

  it('may be none', async () => {
    await render({ actions: [], complete: true });
    expect(await screen.findByText('No click has started an action yet.')).toBeTruthy();
  });
});
