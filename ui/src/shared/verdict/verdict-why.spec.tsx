import type { VerdictView } from '@linkflow/contracts';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage, type Api } from '../../testing';
import { VerdictWhy } from './verdict-why';

const suspect: VerdictView = {
  verdict: 'suspect',
  judgement: {
    verdict: 'suspect',
    score: 65,
    classifier: 1,
    signals: [
      {
        code: 'network.cloud',
        weight: 2.6,
        text: { en: 'It came from a data centre', nb: 'Fra et datasenter' },
      },
      { code: 'browser.complete', weight: -0.6, text: { en: 'It behaves like Chrome', nb: 'Som Chrome' } },
    ],
  },
};

const open = (verdict: VerdictView, api?: Api) =>
  renderPage(() => <VerdictWhy clickId="c1" verdict={verdict} />, { path: '/runs', api });

describe('the reasons of a verdict', () => {
  it('say which signals speak for a machine and which for a person', async () => {
    await open(suspect);
    expect(await screen.findByText('Why unsure?')).toBeTruthy();
    const items = screen.getAllByRole('listitem');
    expect(items.map((item) => item.textContent)).toEqual([
      'It came from a data centre',
      'It behaves like Chrome',
    ]);
    expect(screen.getByRole('img', { name: 'Speaks for a machine' })).toBeTruthy();
    expect(screen.getByRole('img', { name: 'Speaks for a person' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Show the click' }).getAttribute('href')).toBe('/clicks/c1');
  });

  it('can be corrected', async () => {
    const { user, sent } = await open(suspect, () => ({ id: 'c1' }));
    await user.click(await screen.findByRole('button', { name: 'This was a person' }));
    await waitFor(() =>
      expect(sent.find(({ path }) => path === '/api/clicks/c1/verdict')?.body).toEqual({ verdict: 'human' }),
    );
  });

  it('name the colleague who corrected the verdict, and let it be taken back', async () => {
    const correction = {
      verdict: 'bot' as const,
      at: '2027-03-01T10:00:00Z',
      by: { id: 'u', name: 'Ingrid' },
    };
    const view: VerdictView = { ...suspect, verdict: 'bot', correction };
    const { user, sent } = await open(view, () => ({ id: 'c1' }));
    expect(await screen.findByText(/Corrected by Ingrid/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'This was a machine' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Take the correction back' }));
    await waitFor(() =>
      expect(sent.find(({ path }) => path === '/api/clicks/c1/verdict')?.body).toEqual({ verdict: null }),
    );
  });

  it('of a click without a judgement say why there are none', async () => {
    await open({ verdict: 'human' });
    expect(await screen.findByText('The click is older than the verdicts.')).toBeTruthy();
  });
});
