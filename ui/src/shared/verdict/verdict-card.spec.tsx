import type { VerdictView } from '@linkflow/contracts';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage, type Api } from '../../testing';
import { ClickVerdictCard, ClickerVerdictCard } from './verdict-card';

const signal = (code: string, weight: number) => ({ code, weight, text: { en: code, nb: code } });
const verdict: VerdictView = {
  verdict: 'suspect',
  judgement: {
    verdict: 'suspect',
    score: 65,
    classifier: 1,
    signals: [signal('weak', 0.3), signal('strong', 2.6), signal('person', -1), signal('strongest', 3)],
  },
};

const open = (api?: Api) =>
  renderPage(
    () => (
      <>
        <ClickVerdictCard clickId="c1" verdict={verdict} />
        <ClickerVerdictCard verdict="bot" linkId="l1" recipientId="r1" />
      </>
    ),
    { path: '/links', api },
  );

const card = () => screen.queryByRole('tooltip');

describe('the card of a verdict', () => {
  it('shows the three strongest reasons while the pointer is over the badge', async () => {
    const { user } = await open();
    const badge = await screen.findByRole('link', { name: 'Unsure' });
    expect(badge.getAttribute('href')).toBe('/clicks/c1');
    await user.hover(badge);
    const items = await screen.findAllByRole('listitem');
    expect(items.map((item) => item.textContent)).toEqual(['strongest', 'strong', 'person']);
    expect(screen.getByText('And 1 more reason')).toBeTruthy();
    await user.unhover(badge);
    await waitFor(() => expect(card()).toBeNull());
  });

  it('opens by the keyboard too, describes the badge, and closes by Escape', async () => {
    const { user } = await open();
    const badge = await screen.findByRole('link', { name: 'Unsure' });
    await user.tab();
    expect(document.activeElement).toBe(badge);
    await waitFor(() => expect(card()?.id).toBe(badge.getAttribute('aria-describedby')));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(card()).toBeNull());
    expect(document.activeElement).toBe(badge);
  });

  it('of a clicker shows the reasons of the newest click with that verdict', async () => {
    const { user, sent } = await open(() => ({
      items: [{ id: 'c2', verdict: { ...verdict, verdict: 'bot' } }],
      total: 3,
      page: 1,
      pageSize: 1,
    }));
    await user.hover(await screen.findByRole('link', { name: 'Machine' }));
    expect(await screen.findByText('strongest')).toBeTruthy();
    expect(Object.fromEntries(sent[0]?.query ?? [])).toEqual({
      linkId: 'l1',
      recipientId: 'r1',
      verdict: 'bot',
      page: '1',
      pageSize: '1',
    });
  });
});
