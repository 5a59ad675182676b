import type { PeopleFilterInput } from '@linkflow/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../testing';
import { PeopleActions } from './people-actions';
import type { ChosenPeople } from './work-values';

const MAILING = '66b0000000000000000000c4';

type Filter = Extract<PeopleFilterInput, { of: 'mailing' }>;

const NO_RESETS = { withoutCard: 0, complete: true, resetLinks: [] as { id: string; name: string }[] };

/** Three people, two of those who did not click are without clicks of machines. */
function counted(body: unknown) {
  const { filter } = body as { filter: Filter }; // the request of `people.count`
  if (filter.clicked !== 'none') return { ...NO_RESETS, people: 3 };
  const resetLinks = [{ id: '66b0000000000000000000c5', name: 'Tilbud' }];
  return { ...NO_RESETS, people: filter.clicks === 'all' ? 1 : 3, resetLinks };
}

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
      api: ({ method, path, body }) => {
        if (path === '/api/people/count') return counted(body);
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

  it('says whose clicks count for those who did not click, and lets the user change it', async () => {
    const { user, sent } = await open({}, links);
    await user.click(screen.getByRole('button', { name: 'Mail those who did not click' }));
    const dialog = await screen.findByRole('dialog', { name: 'Mail those who did not click' });
    await within(dialog).findByText(
      /^Only clicks of people count\. 2 recipients with only clicks of machines/,
    );
    within(dialog).getByText(/The counters of «Tilbud» were reset after the sending/);
    await user.click(within(dialog).getByRole('radio', { name: 'All clicks' }));
    await within(dialog).findByText(/^All clicks count, also those of machines\./);
    expect(within(dialog).queryByText(/recipients with only clicks of machines/)).toBeNull();
    await user.click(within(dialog).getByRole('button', { name: 'Create mailing' }));
    await waitFor(() =>
      expect(sent.find(({ path }) => path === '/api/people/mailing')?.body).toMatchObject({
        filter: { clicked: 'none', clicks: 'all' },
      }),
    );
  });
});
