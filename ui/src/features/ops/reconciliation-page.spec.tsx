import type { Reconciliation, ReconciliationCheck } from '@linkflow/contracts';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../testing';
import { ReconciliationPage } from './reconciliation-page';

const aCheck = (more: Partial<ReconciliationCheck> = {}): ReconciliationCheck => ({
  code: 'clicks-without-run',
  checked: 1_200,
  differences: 0,
  examples: [],
  ...more,
});
const aReport = (more: Partial<Reconciliation> = {}): Reconciliation => ({
  id: 'a'.repeat(24),
  state: 'done',
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-01-08T00:00:00.000Z',
  at: '2026-01-08T00:00:00.000Z',
  by: { id: 'u1', name: 'Ola' },
  checks: [aCheck()],
  ...more,
});

const open = (latest: Reconciliation | null, role = 'ops') =>
  renderPage(ReconciliationPage, {
    path: '/ops/reconciliation',
    api: ({ path, method }) => {
      if (path === '/api/session')
        return {
          userId: 'u1',
          name: 'Ola',
          email: 'o@x.no',
          roles: [role],
          language: 'en',
          timeZone: 'Europe/Oslo',
        };
      if (method === 'POST') return aReport({ state: 'running', checks: [] });
      return latest ? [latest] : [];
    },
  });

describe('the page of the reconciliation report', () => {
  it('says that everything agrees, and how much was compared', async () => {
    await open(aReport());
    expect(await screen.findByText('Everything agrees.')).toBeTruthy();
    expect(screen.getByRole('cell', { name: /1,200/ })).toBeTruthy();
  });

  it('tells for each difference what it means, what to do and where, with links to runs and links', async () => {
    const run = 'b'.repeat(24);
    await open(
      aReport({
        checks: [
          aCheck({ differences: 21, examples: [{ kind: 'click', id: 'c1' }] }),
          aCheck({
            code: 'effects-without-step',
            differences: 1,
            examples: [{ kind: 'run', id: run, name: 'set' }],
          }),
          aCheck({
            code: 'totals',
            differences: 1,
            examples: [{ kind: 'link', id: 'l1', name: 'Sign up', expected: 3, found: 8 }],
          }),
        ],
      }),
    );
    expect(await screen.findByText('23 differences')).toBeTruthy();
    expect(screen.getByText(/The sweeper starts missing runs by itself/)).toBeTruthy();
    expect(screen.getByText('and 20 more')).toBeTruthy();
    expect(screen.getByRole('link', { name: `Run ${run}` }).getAttribute('href')).toBe(`/runs/${run}`);
    const link = screen.getByRole('link', { name: 'Sign up' });
    expect(link.closest('li')?.textContent).toBe('Sign up: expected 3, found 8');
  });

  it('starts a report over the chosen period, and waits for it', async () => {
    const { sent, user } = await open(null);
    expect(await screen.findByText('No report yet')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Make a report' }));
    await waitFor(() => expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ days: 7 }));
  });

  it.each(['failed', 'interrupted'] as const)(
    'does not call a report that is %s a success',
    async (state) => {
      await open(aReport({ state }));
      expect((await screen.findByRole('alert')).textContent).toMatch(/Make it again|make it again/);
      expect(screen.queryByText('Everything agrees.')).toBeNull();
    },
  );
});
