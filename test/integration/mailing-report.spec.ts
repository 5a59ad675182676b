import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, requestUrl, type Verdict } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { signIn, startApps, testEnvironment, type ApiClient, type RunningApps } from '../support';
import { storeClicks } from './stored-clicks.fixture';

const environment = testEnvironment('mailing-report');
const HOUR_MS = 3_600_000;
let apps: RunningApps;
let api: ApiClient;
let db: Connection;

beforeAll(async () => {
  apps = await startApps({ environment, only: ['api'], seedDemo: true });
  api = await signIn(apps.apiUrl);
  db = await mongoose.createConnection(environment.mongoUri).asPromise();
}, 180_000);
afterAll(async () => {
  await db?.close();
  await apps?.stop();
  await environment.dispose();
});

const put = (collection: string, documents: object[]) => db.collection(collection).insertMany(documents);

interface Clicked {
  person: number;
  link: number;
  verdict?: Verdict;
  /** Hours after the start of the sending. */
  hour?: number;
}

/** A mailing with two links that was sent to five people an hour ago, and these clicks. */
async function aSentMailing(clicks: Clicked[]) {
  const links = await Promise.all(
    ['Kalkulator', 'Ring meg'].map((name) =>
      api.call(ROUTES.links.create, { body: { name, url: `https://example.com/${newId()}` } }),
    ),
  );
  const html = links.map(({ id, name }) => `<a href="{{link:${id}}}">${name}</a>`).join('');
  const { id } = await api.call(ROUTES.mailings.create, { body: { name: 'Høst', subject: 'Høst', html } });
  const startedAt = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 3 * HOUR_MS);
  await db
    .collection<{ _id: string }>('mailings')
    .updateOne(
      { _id: id },
      { $set: { sending: { state: 'finished', startedAt, by: { id: newId(), name: 'Ingrid' } } } },
    );
  const states = ['sent', 'sent', 'sent', 'failed', 'skipped'];
  const people = states.map((state, n) => ({
    _id: newId(),
    mailingId: id,
    contactId: null,
    email: `p${n}@example.no`,
    name: `P${n}`,
    addedAt: startedAt,
    removedAt: null,
    delivery: {
      state,
      round: 1,
      attempts: 1,
      at: startedAt,
      ...(state === 'failed' && { reason: { code: 'mail.bounced' } }),
    },
  }));
  await put('recipients', people);
  const judged = clicks.map(({ person, link, verdict = 'human', hour = 0 }, n) => ({
    linkId: links[link]?.id ?? '',
    recipientId: people[person]?._id ?? '',
    at: new Date(startedAt.getTime() + hour * HOUR_MS + n * 1_000),
    verdict,
  }));
  await storeClicks(db, id, judged);
  return { id, links, startedAt };
}

describe('the report of a mailing', () => {
  const CLICKS: Clicked[] = [
    { person: 0, link: 0 },
    { person: 0, link: 0, hour: 1 },
    { person: 0, link: 1 },
    { person: 1, link: 0, verdict: 'suspect' },
    { person: 2, link: 0, verdict: 'bot' },
    { person: 2, link: 1, verdict: 'bot', hour: 60 },
  ];

  it('names the recipients behind the numbers of people, unsure ones and machines', async () => {
    const { id } = await aSentMailing(CLICKS);
    for (const [clicked, name] of [
      ['human', 'P0'],
      ['suspect', 'P1'],
      ['bot', 'P2'],
    ] as const) {
      const query = { clicked };
      const { items, total } = await api.call(ROUTES.recipients.list, { params: { id }, query });
      expect({ total, names: items.map((one) => one.name) }).toEqual({ total: 1, names: [name] });
      const file = requestUrl(ROUTES.recipients.export, { params: { id }, query });
      const csv = await fetch(apps.apiUrl + file, { headers: { cookie: api.cookie } });
      expect((await csv.text()).match(/p\d@/g)).toEqual([`${name.toLowerCase()}@`]);
    }
  });

  it('has the numbers of the clicks and the messages, people and machines apart', async () => {
    const { id, links, startedAt } = await aSentMailing(CLICKS);
    const report = await api.call(ROUTES.reports.mailing, { params: { id } });
    expect(report).toMatchObject({
      startedAt: startedAt.toISOString(),
      messages: { sent: 3, failed: 1, skipped: 1, queued: 0 },
      bounced: 1,
      unsubscribed: 0,
      complained: 0,
      total: {
        clicks: 6,
        humanClicks: 3,
        suspectClicks: 1,
        clickers: 3,
        humanClickers: 1,
        suspectClickers: 1,
      },
    });
    expect(report.links).toMatchObject([
      { id: links[0]?.id, local: false, clicks: 4, humanClicks: 2, humanClickers: 1, clickers: 3 },
      { id: links[1]?.id, clicks: 2, humanClicks: 1, humanClickers: 1, clickers: 2 },
    ]);
    // The click 60 hours after the start is not one of the first 48 hours.
    expect(report.hours).toEqual([
      { at: startedAt.toISOString(), clicks: 4, humanClicks: 2, suspectClicks: 1 },
      {
        at: new Date(startedAt.getTime() + HOUR_MS).toISOString(),
        clicks: 1,
        humanClicks: 1,
        suspectClicks: 0,
      },
    ]);
  });

  it('tells the newest reset of the links, and of how many', async () => {
    const { id, links } = await aSentMailing(CLICKS);
    const resetOf = async () => (await api.call(ROUTES.reports.mailing, { params: { id } })).reset;
    expect(await resetOf()).toBeNull();
    const reset = (linkId: string, mailingId: string | null) =>
      api.call(ROUTES.links.reset, { params: { id: linkId }, body: { mailingId } });
    const [first = '', second = ''] = links.map((link) => link.id);
    // One for another mailing is none of this one.
    const other = await aSentMailing([]);
    await reset(first, other.id);
    expect(await resetOf()).toBeNull();
    const { at } = await reset(first, id);
    expect(await resetOf()).toMatchObject({
      at,
      by: { name: 'Ingrid Dahl' },
      links: [{ id: first, name: 'Kalkulator' }],
    });
    // Nothing is left that this one could take away.
    await reset(first, null);
    expect(await resetOf()).toMatchObject({ at, links: [{ id: first }] });
    const newest = await reset(second, null);
    expect(await resetOf()).toMatchObject({ at: newest.at, links: [{ id: second }, { id: first }] });
  });

  it('tells no reset that took away clicks of other mailings only', async () => {
    const clicked = await aSentMailing(CLICKS);
    const { id } = await aSentMailing([]);
    const linkId = clicked.links[0]?.id ?? '';
    const html = `<a href="{{link:${linkId}}}">Kalkulator</a>`;
    await db
      .collection<{ _id: string }>('mailings')
      .updateOne({ _id: id }, { $set: { html, linkIds: [linkId] } });
    await api.call(ROUTES.links.reset, { params: { id: linkId }, body: { mailingId: null } });
    const resetOf = async (mailingId: string) =>
      (await api.call(ROUTES.reports.mailing, { params: { id: mailingId } })).reset;
    expect(await resetOf(id)).toBeNull();
    expect(await resetOf(clicked.id)).toMatchObject({ links: [{ id: linkId }] });
  });

  it('is the same in its files', async () => {
    const { id } = await aSentMailing(CLICKS);
    const file = async (part: string): Promise<string[]> => {
      const response = await fetch(`${apps.apiUrl}/api/mailings/${id}/report.csv?part=${part}`, {
        headers: { cookie: api.cookie },
      });
      expect(response.headers.get('content-type')).toContain('text/csv');
      return (await response.text()).trim().split('\r\n').slice(1);
    };
    expect((await file('links')).map((line) => line.split(';').slice(2).join(';'))).toEqual([
      '"2";"1";"1";"1"',
      '"1";"0";"1";"1"',
    ]);
    expect((await file('hours')).map((line) => line.split(';').slice(1).join(';'))).toEqual([
      '"2";"1";"1"',
      '"1";"0";"0"',
    ]);
    expect((await file('messages')).map((line) => line.split(';')[1])).toContain('"3"');
  });

  it('is empty before the mailing is sent, and does not exist for another id', async () => {
    const { id } = await api.call(ROUTES.mailings.create, {
      body: { name: 'Ny', subject: 'Ny', html: '<p>Hei</p>' },
    });
    const report = await api.call(ROUTES.reports.mailing, { params: { id } });
    expect(report).toMatchObject({ startedAt: null, links: [], hours: [], total: { clicks: 0 } });
    await expect(api.call(ROUTES.reports.mailing, { params: { id: newId() } })).rejects.toThrow('not-found');
  });
});

describe('the mailings to compare with', () => {
  it('are those whose sending has started', async () => {
    const { id } = await aSentMailing([{ person: 0, link: 0 }]);
    const body = { name: 'Ikke sendt', subject: 'Ikke sendt', html: '' };
    const draft = await api.call(ROUTES.mailings.create, { body });
    const found = async (type?: string) => {
      const query = { limit: 100, ...(type !== undefined && { type }) };
      const items = await api.call(ROUTES.catalogue.lookup, { params: { kind: 'mailing' }, query });
      return items.map((item) => item.id);
    };
    expect(await found()).toEqual(expect.arrayContaining([id, draft.id]));
    expect(await found('started')).toContain(id);
    expect(await found('started')).not.toContain(draft.id);
  });
});

describe('the report of a link', () => {
  it('has its clicks by mailing', async () => {
    const { id, links } = await aSentMailing([
      { person: 0, link: 0 },
      { person: 1, link: 0, verdict: 'bot' },
    ]);
    const report = await api.call(ROUTES.reports.link, { params: { id: links[0]?.id ?? '' } });
    expect(report.mailings).toMatchObject([{ mailing: { id, name: 'Høst' }, clicks: 2, humanClicks: 1 }]);
    expect(report.hours).toMatchObject([{ clicks: 2, humanClicks: 1 }]);
    expect(report.days).toHaveLength(30);
    expect(report.days.filter(({ clicks }) => clicks > 0)).toMatchObject([{ clicks: 2, humanClicks: 1 }]);
    const linesOf = async (part: 'days' | 'mailings') => {
      const params = { id: links[0]?.id ?? '' };
      const path = requestUrl(ROUTES.reports.exportLink, { params, query: { part } });
      const answer = await fetch(`${apps.apiUrl}${path}`, { headers: { cookie: api.cookie } });
      return (await answer.text()).trim().split('\r\n');
    };
    expect((await linesOf('mailings')).slice(1)).toEqual(['"Høst";"1";"0";"1";"1"']);
    expect((await linesOf('days')).filter((line) => line.endsWith('"1";"0";"1"'))).toHaveLength(1);
  });

  it('has those who clicked in each mailing', async () => {
    const { id, links } = await aSentMailing([
      { person: 0, link: 0 },
      { person: 1, link: 0, verdict: 'bot' },
    ]);
    const params = { id: links[0]?.id ?? '' };
    const found = async (mailingId: string, verdict?: 'bot') => {
      const of = { mailingId, ...(verdict && { verdict }) };
      const { items, total } = await api.call(ROUTES.links.clickers, { params, query: of });
      const path = requestUrl(ROUTES.links.exportClickers, { params, query: { clicks: 'all', ...of } });
      const file = await fetch(`${apps.apiUrl}${path}`, { headers: { cookie: api.cookie } });
      const lines = (await file.text()).trim().split('\r\n').slice(1);
      return [items.map(({ email }) => email).sort(), total, lines.length];
    };
    expect(await found(id)).toEqual([['p0@example.no', 'p1@example.no'], 2, 2]);
    expect(await found(id, 'bot')).toEqual([['p1@example.no'], 1, 1]);
    expect(await found(newId())).toEqual([[], 0, 0]);
  });
});
