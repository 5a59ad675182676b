import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, requestUrl, type RecipientQuery } from '@linkflow/contracts';
import { searchTextOf } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { signIn, startApps, testEnvironment, type ApiClient, type RunningApps } from '../support';
import { storeClicks } from './stored-clicks.fixture';

/** Which recipients of a mailing clicked, and the single clicks: of few and of so many that they are not read at once. */
const environment = testEnvironment('clicked-recipients');
const COUNT = 1_600;
const AT = new Date('2026-11-02T08:00:00Z');
let apps: RunningApps;
let api: ApiClient;
let db: Connection;
let mailing: string;
/** One that most recipients clicked, and one that five did. */
let [popular, other]: [string, string] = ['', ''];

const isClicker = (n: number): boolean => n % 4 !== 0;
const isMachine = (n: number): boolean => n % 8 === 1;
const REMOVED = [1, 2, 4];
const ofOther = [0, 1, 2, 3, 400];
const nameOf = (n: number): string => `P${String(n).padStart(4, '0')}`;
const listed = Array.from({ length: COUNT }, (_, n) => n).filter((n) => !REMOVED.includes(n));
const clickers = listed.filter(isClicker);

beforeAll(async () => {
  apps = await startApps({ environment, only: ['api'], seedDemo: true });
  api = await signIn(apps.apiUrl);
  db = await mongoose.createConnection(environment.mongoUri).asPromise();
  const links = await Promise.all(
    ['Kalkulator', 'Ring meg'].map((name) =>
      api.call(ROUTES.links.create, { body: { name, url: `https://example.com/${newId()}` } }),
    ),
  );
  [popular, other] = [links[0]?.id ?? '', links[1]?.id ?? ''];
  const html = links.map(({ id, name }) => `<a href="{{link:${id}}}">${name}</a>`).join('');
  const body = { name: 'Høst', subject: 'Høst', html };
  mailing = (await api.call(ROUTES.mailings.create, { body })).id;
  const person = (n: number) => ({ email: `p${n}@example.no`, name: nameOf(n) });
  const people = Array.from({ length: COUNT }, (_, n) => ({
    _id: newId(),
    mailingId: mailing,
    contactId: null,
    ...person(n),
    searchText: searchTextOf(person(n)),
    addedAt: AT,
    removedAt: REMOVED.includes(n) ? AT : null,
  }));
  await db.collection('recipients').insertMany(people as object[]);
  const clicksOn = (linkId: string, numbers: number[]) =>
    numbers.map((n) => ({
      linkId,
      recipientId: people[n]?._id ?? '',
      at: new Date(AT.getTime() + n * 1_000),
      verdict: isMachine(n) ? ('bot' as const) : ('human' as const),
    }));
  const all = Array.from({ length: COUNT }, (_, n) => n);
  await storeClicks(db, mailing, [...clicksOn(popular, all.filter(isClicker)), ...clicksOn(other, ofOther)]);
}, 180_000);
afterAll(async () => {
  await db?.close();
  await apps?.stop();
  await environment.dispose();
});

const page = async (query: Partial<RecipientQuery>) => {
  const { items, total } = await api.call(ROUTES.recipients.list, { params: { id: mailing }, query });
  return { names: items.map(({ name }) => name), total };
};
const partOf = (numbers: number[], start: number, size: number) => ({
  names: numbers.slice(start, start + size).map(nameOf),
  total: numbers.length,
});

describe('the recipients who clicked', () => {
  it('a link that most clicked, in every order and on every page', async () => {
    expect(await page({ linkId: popular, pageSize: 50 })).toEqual(partOf(clickers, 0, 50));
    expect(await page({ linkId: popular, pageSize: 50, page: 7 })).toEqual(partOf(clickers, 300, 50));
    const last = await page({ linkId: popular, pageSize: 200, page: 6 });
    expect(last).toEqual(partOf(clickers, 1_000, 200));
    const backwards = await page({ linkId: popular, pageSize: 50, sort: '-name' });
    expect(backwards).toEqual(partOf(clickers.toReversed(), 0, 50));
  });

  it('a link that few clicked', async () => {
    expect(await page({ linkId: other })).toEqual(partOf([0, 3, 400], 0, 50));
  });

  it('anything, by the best verdict in the mailing or on the link', async () => {
    const people = [...new Set([...clickers, 0, 400])].filter((n) => !isMachine(n)).sort((a, b) => a - b);
    expect(await page({ clicked: 'human', pageSize: 50 })).toEqual(partOf(people, 0, 50));
    const machines = clickers.filter(isMachine);
    expect(await page({ linkId: popular, clicked: 'bot', pageSize: 50 })).toEqual(partOf(machines, 0, 50));
    expect(await page({ linkId: popular, clicked: 'suspect' })).toEqual({ names: [], total: 0 });
  });

  it('a link, together with a search', async () => {
    const found = clickers.filter((n) => nameOf(n).startsWith('P10') || `p${n}`.startsWith('p10'));
    expect(await page({ linkId: popular, q: 'p10', pageSize: 50 })).toEqual(partOf(found, 0, 50));
  });

  it('a link, in the file', async () => {
    const emailsOf = async (linkId: string) => {
      const path = requestUrl(ROUTES.recipients.export, { params: { id: mailing }, query: { linkId } });
      const csv = await fetch(apps.apiUrl + path, { headers: { cookie: api.cookie } });
      return ((await csv.text()).match(/p\d+@/g) ?? []).map((email) => Number.parseInt(email.slice(1), 10));
    };
    expect((await emailsOf(popular)).sort((a, b) => a - b)).toEqual(clickers);
    expect((await emailsOf(other)).sort((a, b) => a - b)).toEqual([0, 3, 400]);
  });
});

describe('the single clicks on a link', () => {
  const clicks = async (query: { linkId: string; mailingId?: string; verdict?: 'bot' }) => {
    const { items, total } = await api.call(ROUTES.clicks.list, { query: { ...query, pageSize: 3 } });
    return { names: items.map(({ recipient }) => recipient.name), total };
  };

  it('are the newest first, of all mailings and of one', async () => {
    const all = Array.from({ length: COUNT }, (_, n) => n).filter(isClicker);
    const newest = partOf(all.toReversed(), 0, 3);
    expect(await clicks({ linkId: popular })).toEqual(newest);
    expect(await clicks({ linkId: popular, mailingId: mailing })).toEqual(newest);
    expect(await clicks({ linkId: other, mailingId: mailing })).toEqual({
      names: [400, 3, 2].map(nameOf),
      total: ofOther.length,
    });
    expect(await clicks({ linkId: other, mailingId: newId() })).toEqual({ names: [], total: 0 });
  });

  it('can be those of machines', async () => {
    const machines = Array.from({ length: COUNT }, (_, n) => n).filter((n) => isClicker(n) && isMachine(n));
    expect(await clicks({ linkId: popular, verdict: 'bot' })).toEqual(partOf(machines.toReversed(), 0, 3));
  });

  it('of a mailing need a link', async () => {
    const recipient = await db.collection<{ _id: string }>('recipients').findOne();
    const query = { mailingId: mailing, recipientId: recipient?._id };
    await expect(api.call(ROUTES.clicks.list, { query })).rejects.toThrow(/needs a link/);
  });
});
