import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderParts } from '../../../testing';
import { TrustDialog } from './trust-dialog';

const show = (trust: Parameters<typeof TrustDialog>[0]['link']['trust']) =>
  renderParts(<TrustDialog link={{ id: 'l1', trust }} opened onClose={() => undefined} />, () => ({
    id: 'l1',
  }));

describe('the settings for unsure clicks', () => {
  it('begin with those of the link, and are saved together', async () => {
    const { user, sent } = show({ strictness: 'strict', holdMinutes: 45 });
    const minutes = await screen.findByRole('textbox', { name: 'Longest wait, minutes' });
    expect(screen.getByDisplayValue('More careful')).toBeTruthy();
    await user.clear(minutes);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(sent.find(({ path }) => path === '/api/links/l1')?.body).toEqual({
        trust: { strictness: 'strict', holdMinutes: null },
      }),
    );
  });

  it('say what switching them off means', async () => {
    show({ strictness: 'off' });
    expect(await screen.findByText(/Machines make work for colleagues, too/)).toBeTruthy();
    expect(screen.queryByRole('textbox', { name: 'Longest wait, minutes' })).toBeNull();
  });

  it('refuse a wait of more than a week', async () => {
    const { user, sent } = show({});
    await user.type(await screen.findByRole('textbox', { name: 'Longest wait, minutes' }), '20000');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Between 1 and 10,080 (a week)')).toBeTruthy();
    expect(sent.some(({ path }) => path === '/api/links/l1')).toBe(false);
  });
});
