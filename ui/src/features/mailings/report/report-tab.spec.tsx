import type { MailingReport, SessionView } from '@linkflow/contracts';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aMarketer } from '../../../canvas/testing';
import { renderPage } from '../../../testing';
import { mailingPageSearch } from '../../search-params';
import { aMailing } from '../testing';
import { allHours } from './hour-chart';
import { ReportTab } from './report-tab';

const ID = aMailing().id;
const COUNTS = {
  clicks: 10,
  humanClicks: 6,
  suspectClicks: 1,
  clickers: 7,
  humanClickers: 4,
  suspectClickers: 1,
};

const aReport = (part: Partial<MailingReport> = {}): MailingReport => ({
  startedAt: '2027-03-01T10:20:00.000Z',
  messages: { queued: 0, sending: 0, sent: 40, deferred: 0, failed: 2, uncertain: 0, skipped: 3 },
  bounced: 1,
  unsubscribed: 2,
  complained: 0,
  total: COUNTS,
  links: [
    {
      id: 'b'.repeat(24),
      name: 'Kalkulator',
      answer: 'redirect',
      url: 'https://example.com/',
      local: false,
      steps: [{ en: 'Sets the interest Battery', nb: 'Setter interessen Batteri' }],
      ...COUNTS,
      humanClicks: 4,
    },
    {
      id: 'c'.repeat(24),
      name: 'Ring meg',
      answer: 'redirect',
      url: 'https://example.com/ring',
      local: true,
      steps: [],
      ...COUNTS,
      humanClicks: 2,
      humanClickers: 1,
    },
  ],
  hours: [
    { at: '2027-03-01T10:00:00.000Z', clicks: 7, humanClicks: 4, suspectClicks: 1 },
    { at: '2027-03-01T13:00:00.000Z', clicks: 3, humanClicks: 2, suspectClicks: 0 },
  ],
  reset: null,
  ...part,
});

const OTHER = 'd'.repeat(24);

const open = (report = aReport(), search = '', session?: SessionView) =>
  renderPage(() => <ReportTab mailing={aMailing({ state: 'finished' })} />, {
    path: '/mailings/$mailingId',
    address: `/mailings/${ID}?tab=report${search}`,
    validateSearch: mailingPageSearch,
    session,
    api: ({ path }) => {
      if (path === `/api/mailings/${ID}/report`) return report;
      if (path === `/api/mailings/${OTHER}/report`)
        return aReport({ total: { ...COUNTS, humanClickers: 9 } });
      if (path.startsWith('/api/lookups/mailing')) return [{ id: OTHER, label: 'Høstbrev' }];
      if (path.endsWith('/render')) return { subject: 'Spring', html: '<p>Hei</p>', text: 'Hei', bytes: 10 };
      return undefined;
    },
  });

describe('the report of a mailing', () => {
  it('shows the numbers with what they are parts of', async () => {
    await open();
    const numbers = within(await screen.findByRole('region', { name: 'The mailing in numbers' }));
    expect(numbers.getByText('Delivered').closest('div')?.textContent).toContain('4095.2%');
    const back = numbers.getByRole('link', { name: '2 failed, 1 of them came back' });
    const to = new URL(back.getAttribute('href') ?? '', 'http://localhost');
    expect([to.pathname, to.searchParams.get('tab'), to.searchParams.get('state')]).toEqual([
      `/mailings/${ID}`,
      'recipients',
      'returned',
    ]);
    expect(numbers.getByText('People who clicked').closest('div')?.textContent).toContain('410%');
  });

  it('shows the links with their share, and what a click does', async () => {
    await open();
    const rows = within(await screen.findByRole('table', { name: 'Links' })).getAllByRole('row');
    expect(rows.map((row) => row.textContent)).toEqual([
      'LinkShare of the clicksClicks by peoplePeopleWhat a click does',
      'Kalkulator66.7%44Sets the interest Battery',
      'Ring meg33.3%21Only opens the address',
    ]);
  });

  it('counts the clicks of others apart, if all are shown', async () => {
    await open(aReport(), '', { ...aMarketer(), shownClicks: 'all' });
    const rows = within(await screen.findByRole('table', { name: 'Links' })).getAllByRole('row');
    expect(rows.map((row) => row.textContent)).toEqual([
      'LinkShare of the clicksClicks by peoplePeopleUnsure and machinesWhat a click does',
      'Kalkulator66.7%446Sets the interest Battery',
      'Ring meg33.3%218Only opens the address',
    ]);
  });

  it('shows the hours as a chart, and the same numbers as a table', async () => {
    const { user } = await open();
    expect(await screen.findByText(/^Most clicks by people: 4, in the hour from /)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show as a table' }));
    const rows = within(screen.getByRole('table', { name: 'Clicks in the first 48 hours' })).getAllByRole(
      'row',
    );
    expect(rows.slice(1).map((row) => row.textContent?.slice(-1))).toEqual(['4', '2']);
  });

  it('shows the clicks of others in the hours only if all are shown', async () => {
    await open();
    const legend = async () => (await screen.findByText('People', { selector: 'span' })).parentElement;
    expect((await legend())?.textContent).toBe('People');
    cleanup();
    await open(aReport(), '', { ...aMarketer(), shownClicks: 'all' });
    expect((await legend())?.textContent).toBe('PeopleUnsure and machines');
  });

  it('tells that counters were reset, because the numbers are lower then', async () => {
    const reset = {
      at: '2027-03-02T10:00:00.000Z',
      by: { id: 'u1', name: 'Ingrid' },
      links: ['A', 'B', 'C', 'D'].map((name) => ({ id: name, name })),
    };
    await open(aReport({ reset }));
    expect(
      await screen.findByText(
        /^The counters of «A», «B», «C», 1 more were reset, most recently on .* by Ingrid\./,
      ),
    ).toBeTruthy();
  });

  it('puts the numbers of another mailing beside its own', async () => {
    const { user, address } = await open();
    await user.click(await screen.findByRole('combobox', { name: 'Compare with' }));
    await user.click(await screen.findByRole('option', { name: 'Høstbrev' }));
    expect(await screen.findByText('9 (22.5%) in “Høstbrev”')).toBeTruthy();
    expect(address()).toContain(`compare=${OTHER}`);
  });

  it('takes the other mailing from the address', async () => {
    await open(aReport(), `&compare=${OTHER}`);
    expect(await screen.findByText('9 (22.5%) in “Høstbrev”')).toBeTruthy();
    const box = screen.getByRole<HTMLInputElement>('combobox', { name: 'Compare with' });
    await waitFor(() => expect(box.value).toBe('Høstbrev'));
  });

  it('shows who unsubscribed', async () => {
    const { user, sent } = await open();
    await user.click(await screen.findByRole('button', { name: 'Show who unsubscribed: 2' }));
    expect(await screen.findByRole('dialog')).toBeTruthy();
    await waitFor(() => expect(sent.map(({ path }) => path)).toContain(`/api/mailings/${ID}/unsubscribed`));
  });

  it('leads from its numbers to the recipients behind them', async () => {
    await open();
    const people = await screen.findByRole('link', { name: 'People who clicked: 4' });
    expect(people.getAttribute('href')).toBe(`/mailings/${ID}?tab=recipients&clicked=human`);
    expect(screen.getByRole('link', { name: 'Only machines: 2' }).getAttribute('href')).toContain(
      'clicked=bot',
    );
    expect(screen.queryByRole('link', { name: /^Delivered/ })).toBeNull();
  });

  it('keeps a place for every hour, also for those without clicks', () => {
    const hours = allHours(aReport().hours, '2027-03-01T10:20:00.000Z');
    expect(hours).toHaveLength(48);
    expect(hours.slice(0, 4).map(({ clicks }) => clicks)).toEqual([7, 0, 0, 3]);
  });
});
