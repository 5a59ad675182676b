import type { PeopleFilterInput } from '@linkflow/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../testing';
import { PeopleActions } from './people-actions';
import type { ChosenPeople } from './work-values';

const MAILING = '66b0000000000000000000c4';

type Filter = Extract<PeopleFilterInput, { of: 'mailing' }>;

const open = (part: Pick<Filter, 'state' | 'clicked'>, more: Pick<ChosenPeople, 'links'> = {}) =>
  renderPage(
    () => (
      <PeopleActions
        people={{ filter: { of: 'mailing', mailingId: MAILING, ...part }, name: 'Høst', ...more }}
      />
    ),
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
    const { user, sent } = await open({ state: 'returned' });
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
    const { user } = await open({});
    await user.click(screen.getByRole('button', { name: 'More actions' }));
    await screen.findByRole('menuitem', { name: 'Request for each …' });
    expect(screen.queryByRole('menuitem', { name: 'Use the addresses again …' })).toBeNull();
  });
});

describe('a new mailing', () => {
  const links = { links: [{ id: '66b0000000000000000000c5', name: 'Tilbud' }] };

  it('is suggested to those of all recipients who did not click', async () => {
    await open({}, links);
    expect(screen.getByRole('button', { name: 'Mail those who did not click' })).toBeTruthy();
  });

  it('is suggested to those of the list when it shows those who clicked', async () => {
    const { user } = await open({ clicked: 'any' }, links);
    await user.click(screen.getByRole('button', { name: 'New mailing to these' }));
    const dialog = await screen.findByRole('dialog', { name: 'New mailing to these' });
    const who = within(dialog).getByRole<HTMLInputElement>('combobox', { name: 'Who' });
    expect(who.value).toBe('Everyone in the list');
  });
});
