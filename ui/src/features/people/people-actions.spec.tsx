import type { RecipientState } from '@linkflow/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../testing';
import { PeopleActions } from './people-actions';

const MAILING = '66b0000000000000000000c4';

const open = (state: RecipientState | undefined) =>
  renderPage(
    () => <PeopleActions people={{ filter: { of: 'mailing', mailingId: MAILING, state }, name: 'Høst' }} />,
    {
      path: '/mailings/$mailingId',
      address: `/mailings/${MAILING}`,
      api: ({ method, path }) => {
        if (path === '/api/people/count') return { people: 3, withoutCard: 0, complete: true };
        return method === 'POST' && path === '/api/people-bulks' ? { id: 'b' } : undefined;
      },
    },
  );

describe('what can be done for people whose message came back', () => {
  it.each([
    ['Use the addresses again …', 'Use the addresses again', 'clear-bounce'],
    ['Have left the company …', 'They have left the company', 'former-employee'],
  ])('%s: they are counted first, and a few are done first', async (item, title, work) => {
    const { user, sent } = await open('returned');
    await user.click(screen.getByRole('button', { name: 'More actions' }));
    await user.click(await screen.findByRole('menuitem', { name: item }));
    const dialog = await screen.findByRole('dialog', { name: title });
    await within(dialog).findByText('3 people');
    const first = within(dialog).getByRole('textbox', { name: 'How many first' });
    await user.clear(first);
    await user.type(first, '1');
    await user.click(within(dialog).getByRole('button', { name: 'Begin with 1' }));
    await waitFor(() =>
      expect(sent.find(({ path }) => path === '/api/people-bulks')?.body).toMatchObject({
        filter: { of: 'mailing', mailingId: MAILING, state: 'returned' },
        work: { do: work },
        canary: 1,
      }),
    );
  });

  it('is not offered for others', async () => {
    const { user } = await open(undefined);
    await user.click(screen.getByRole('button', { name: 'More actions' }));
    await screen.findByRole('menuitem', { name: 'Request for each …' });
    expect(screen.queryByRole('menuitem', { name: 'Use the addresses again …' })).toBeNull();
  });
});
