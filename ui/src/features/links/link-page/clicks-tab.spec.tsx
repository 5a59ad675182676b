import type {
  Clicker,
  LinkDetail,
  LinkReset,
  LinkSummary,
  SessionView,
  ShownClicks,
} from '@linkflow/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { sessionQuery } from '../../../api/session';
import { renderPage } from '../../../testing';
import { linkPageSearch } from '../../search-params';
import { ClicksTab } from './clicks-tab';

const LINK_ID = '1'.repeat(24);
const MAILING = 'a'.repeat(24);
const link: LinkSummary & Pick<LinkDetail, 'usedIn'> = {
  id: LINK_ID,
  name: 'Offer',
  url: 'https://example.com',
  folder: null,
  mailing: null,
  clicks: 60,
  humanClicks: 38,
  suspectClicks: 2,
  clickers: 50,
  humanClickers: 38,
  suspectClickers: 2,
  liveVersion: 1,
  changed: false,
  updatedAt: '2027-03-14T09:41:00Z',
  updatedBy: { id: 'u1', name: 'Ingrid' },
  usedIn: [
    { id: MAILING, name: 'Spring' },
    { id: 'b'.repeat(24), name: 'Autumn' },
  ],
};

const clicker: Clicker = {
  recipientId: 'r1',
  email: 'kari@x.no',
  contact: { id: 'c1', name: 'Kari' },
  mailing: { id: 'm1', name: 'Spring' },
  firstAt: '2027-03-14T08:00:00Z',
  lastAt: '2027-03-14T12:00:00Z',
  people: { firstAt: '2027-03-14T10:00:00Z', lastAt: '2027-03-14T10:00:00Z' },
  clicks: 4,
  humanClicks: 1,
  suspectClicks: 0,
  verdict: 'human',
};

const aReset = (part: Partial<LinkReset>): LinkReset => ({
  id: 'r'.repeat(24),
  at: '2027-03-14T13:00:00Z',
  by: { id: 'u1', name: 'Ingrid' },
  mailing: null,
  state: 'done',
  clickers: 3,
  ...part,
});

const open = (shownClicks: ShownClicks, search = '', resets: LinkReset[] = []) => {
  function Page() {
    useQueryClient().setQueryData(sessionQuery.queryKey, { shownClicks, roles: ['viewer'] } as SessionView);
    return <ClicksTab link={link} />;
  }
  return renderPage(Page, {
    path: '/links/$linkId',
    address: `/links/${LINK_ID}?tab=clicks${search}`,
    validateSearch: linkPageSearch,
    api: ({ path }) => {
      if (path.endsWith('/clickers')) return { items: [clicker], total: 1, page: 1, pageSize: 50 };
      if (path.endsWith('/resets')) return resets;
      if (path.endsWith('/report'))
        return { mailings: [{ ...link, clickers: 3, humanClickers: 1, mailing: link.usedIn[0] }] };
      return undefined;
    },
  });
};

const verdictsAsked = (sent: readonly { path: string; query: URLSearchParams }[]) =>
  sent.filter(({ path }) => path.endsWith('/clickers')).map(({ query }) => query.get('verdict'));

describe('the clickers of a link', () => {
  it('tell the newest reset that took clickers away', async () => {
    const ofMailing = aReset({ mailing: { id: MAILING, name: 'Spring' } });
    await open('people', '', [aReset({ clickers: 0 }), ofMailing, aReset({})]);
    expect(await screen.findByText(/^The counters of “Spring” were reset on .* by Ingrid\./)).toBeTruthy();
    expect(screen.queryByText(/^The counters were reset/)).toBeNull();
  });

  it('are people by default, with the clicks and times of people, and say what is not shown', async () => {
    const { sent } = await open('people');
    const row = await screen.findByRole('row', { name: /Kari/ });
    expect(within(row).getByText('1')).toBeTruthy();
    expect(verdictsAsked(sent)).toEqual(['human']);
    expect(screen.getByText('Not shown: 2 unsure, 10 machines')).toBeTruthy();
    expect(screen.queryByRole('columnheader', { name: 'Verdict' })).toBeNull();
    const times = [...row.querySelectorAll('time')].map((time) => time.dateTime);
    expect(times).not.toContain(clicker.lastAt);
    expect(screen.getByRole('link', { name: 'Download CSV' }).getAttribute('href')).toBe(
      `/api/links/${LINK_ID}/clickers.csv?clicks=people`,
    );
  });

  it('are those of one mailing when it is chosen, with its numbers and its file', async () => {
    const { sent, user } = await open('people', `&mailing=${MAILING}`);
    await screen.findByText('Not shown: 2 unsure');
    const asked = () =>
      sent.filter(({ path }) => path.endsWith('/clickers')).map(({ query }) => query.get('mailingId'));
    expect(asked()).toEqual([MAILING]);
    expect(screen.getByRole('link', { name: 'Download CSV' }).getAttribute('href')).toBe(
      `/api/links/${LINK_ID}/clickers.csv?clicks=people&mailingId=${MAILING}`,
    );
    await user.click(screen.getByRole('combobox', { name: 'Mailing' }));
    await user.click(await screen.findByRole('option', { name: 'Autumn' }));
    await waitFor(() => expect(asked()).toEqual([MAILING, 'b'.repeat(24)]));
  });

  it('are shown apart when all clicks are shown, and can be filtered by verdict', async () => {
    const { sent, user } = await open('all');
    expect(await screen.findByRole('img', { name: 'People 1, Unsure 0, Machines 3' })).toBeTruthy();
    expect(screen.getByRole('columnheader', { name: 'Verdict' })).toBeTruthy();
    await user.click(screen.getByRole('radio', { name: 'Machines 10' }));
    await waitFor(() => expect(verdictsAsked(sent)).toEqual([null, 'bot']));
    expect(screen.getByRole('link', { name: 'Download CSV' }).getAttribute('href')).toBe(
      `/api/links/${LINK_ID}/clickers.csv?clicks=all&verdict=bot`,
    );
  });
});
