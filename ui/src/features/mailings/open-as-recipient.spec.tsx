import { screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { aProblem, renderParts, type Api } from '../../testing';
import { OpenAsRecipientDialog } from './open-as-recipient';

const URL = 'https://click.example/o/token';
const onClose = vi.fn<() => void>();
const show = (api: Api = () => ({ url: URL })) =>
  renderParts(
    <OpenAsRecipientDialog opened mailingId="m1" recipient={{ id: 'r1', name: 'Kari' }} onClose={onClose} />,
    api,
  );

/** Replaces what opens tabs. Returns the tab that is opened; null if the browser blocks it. */
function tabs(blocked = false) {
  const tab = {
    opener: window,
    closed: false,
    location: { replace: vi.fn<(url: string) => void>() },
    close: vi.fn<() => void>(),
  };
  const open = vi.spyOn(window, 'open').mockReturnValue(blocked ? null : (tab as unknown as Window)); // only these parts are used
  return { tab, open };
}

afterEach(() => vi.restoreAllMocks());

describe('a message opened as its recipient', () => {
  it('opens in a new tab with one click, without access to this page', async () => {
    const { tab, open } = tabs();
    const { user, sent } = show();
    expect(await screen.findByText(/counts as a click by Kari/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Open the message' }));
    await waitFor(() => expect(tab.location.replace).toHaveBeenCalledExactlyOnceWith(URL));
    expect(open).toHaveBeenCalledExactlyOnceWith('', '_blank');
    expect(tab.opener).toBeNull();
    expect(sent.map(({ path }) => path)).toEqual(['/api/mailings/m1/recipients/r1/address']);
    expect(onClose).toHaveBeenCalled();
  });

  it('has a link instead if the browser blocks new tabs', async () => {
    tabs(true);
    const { user } = show();
    await user.click(await screen.findByRole('button', { name: 'Open the message' }));
    const link = await screen.findByRole('link', { name: 'Open the message' });
    expect(link.getAttribute('href')).toBe(URL);
    expect(screen.getByRole('alert').textContent).toContain('did not let a new tab open');
  });

  it('leaves no empty tab if its address is refused', async () => {
    const { tab } = tabs();
    const { user } = show(() => aProblem(403, 'access.denied'));
    await user.click(await screen.findByRole('button', { name: 'Open the message' }));
    await waitFor(() => expect(tab.close).toHaveBeenCalledOnce());
    expect(tab.location.replace).not.toHaveBeenCalled();
    expect(await screen.findByRole('alert')).toBeTruthy();
  });
});
