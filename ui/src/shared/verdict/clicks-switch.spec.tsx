import type { SessionView, ShownClicks } from '@linkflow/contracts';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { useShownClicks } from '../../api/session';
import { aProblem, Providers, serveApi, type Api } from '../../testing';
import { ClickNumbers } from './click-numbers';
import { ClicksSwitch } from './clicks-switch';

const session = (shownClicks: ShownClicks): SessionView => ({
  userId: 'u',
  name: 'Ingrid',
  email: 'ingrid@example.no',
  roles: ['marketer'],
  language: 'en',
  shownClicks,
  timeZone: 'Europe/Oslo',
  clickUrl: 'https://click.example',
});

function Numbers() {
  const shown = useShownClicks();
  return (
    <p data-testid="numbers">
      <ClickNumbers numbers={{ all: 60, human: 38, suspect: 2 }} shown={shown} />
    </p>
  );
}

function open(api: Api, shown: ShownClicks = 'people') {
  const sent = serveApi(api);
  render(
    <Providers session={session(shown)}>
      <ClicksSwitch />
      <Numbers />
    </Providers>,
  );
  return { sent, user: userEvent.setup() };
}

describe('the switch between clicks of people and all clicks', () => {
  it('shows people only until the user chooses all, and stores the choice', async () => {
    const { sent, user } = open(({ body }) => ({ ...session('people'), ...(body as object) }));
    expect(screen.getByTestId('numbers').textContent).toBe('38');
    await user.click(screen.getByRole('radio', { name: 'All clicks' }));
    expect(await screen.findByRole('img', { name: 'People 38, Unsure 2, Machines 20' })).toBeTruthy();
    await waitFor(() => expect(sent).toMatchObject([{ method: 'PATCH', body: { shownClicks: 'all' } }]));
  });

  it('has the choice of the session when a page is opened', () => {
    open(() => undefined, 'all');
    expect(screen.getByRole('radio', { name: 'All clicks' })).toHaveProperty('checked', true);
    expect(screen.getByRole('img', { name: 'People 38, Unsure 2, Machines 20' })).toBeTruthy();
  });

  it('goes back if the choice cannot be stored', async () => {
    const { user } = open(({ method }) =>
      method === 'GET' ? session('people') : aProblem(503, 'unavailable'),
    );
    await user.click(screen.getByRole('radio', { name: 'All clicks' }));
    await waitFor(() =>
      expect(screen.getByRole('radio', { name: 'People only' })).toHaveProperty('checked', true),
    );
  });
});
