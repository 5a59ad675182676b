import type { INestApplicationContext } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { AcceptedClicks, ClickCounter, ClickRecorder, ClicksRepository, LinksService } from '@linkflow/links';
import { RecipientsRepository } from '@linkflow/mailings';
import { REDIS, newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { peopleOnly } from './click-totals.fixture';
import { INGRID, linkLibrary } from './links.fixture';

const environment = testEnvironment('links-clicks');
const [LINK, OTHER_LINK, MAILING] = [newId(), newId(), newId()];
const [KARI, OLA, STRANGER, TESTER] = [newId(), newId(), newId(), newId()];
let app: INestApplicationContext;
let clicks: ClicksRepository;
let recorder: ClickRecorder;

beforeAll(async () => {
  app = await linkLibrary(environment);
  clicks = app.get(ClicksRepository);
  recorder = app.get(ClickRecorder);
  await app.get(RecipientsRepository).documents.insertMany(
    [KARI, OLA, TESTER].map((_id) => ({
      _id,
      mailingId: MAILING,
      contactId: _id === KARI ? newId() : null,
      email: `${_id}@example.com`,
      name: _id,
      addedAt: new Date(),
      removedAt: null,
      ...(_id === TESTER && { test: true as const }),
    })),
  );
});
afterAll(async () => {
  await app.close();
  await environment.dispose();
});
beforeEach(async () => {
  await clicks.clicks.deleteMany({});
  await clicks.clickers.deleteMany({});
});

const T0 = Date.parse('2027-03-01T10:00:00Z');
const aClick = (more: Partial<ClickRecord> = {}): ClickRecord => ({
  id: newId(),
  at: T0,
  link: LINK,
  recipient: KARI,
  version: 1,
  kind: 'click',
  run: true,
  ua: 'Firefox',
  ...more,
});

describe('ClickRecorder', () => {
  it('stores a click that is delivered several times once, and reports whether it was new', async () => {
    const records = [aClick(), aClick({ recipient: OLA })];
    const first = await recorder.record(records);
    const again = await recorder.record([...records, aClick()]);
    expect(first.map((one) => one.outcome === 'recorded' && one.isNew)).toEqual([true, true]);
    expect(again.map((one) => one.outcome === 'recorded' && one.isNew)).toEqual([false, false, true]);
    expect(await clicks.clicks.countDocuments()).toBe(3);
  });

  it('stores no click in a test message, and does not miss it as a lost one', async () => {
    const accepted = app.get(AcceptedClicks);
    const hours = async () => [...(await accepted.byHour(new Date())).values()];
    const [test, other] = [aClick({ recipient: TESTER }), aClick()];
    for (const { id } of [test, other]) accepted.add(id);
    await accepted.save();
    // The job is delivered twice.
    for (let delivery = 0; delivery < 2; delivery += 1)
      expect((await recorder.record([test, other])).map(({ outcome }) => outcome)).toEqual([
        'test',
        'recorded',
      ]);
    expect(await clicks.clicks.countDocuments()).toBe(1);
    expect(await clicks.clickers.countDocuments()).toBe(1);
    expect(await hours()).toEqual([1]);
    // What is kept in Redis of each such click expires, and the count of its hour is one number.
    const redis = app.get<Redis>(REDIS);
    const counts = `${environment.queuePrefix}:accepted-clicks`;
    const [ids = ''] = await redis.keys(`{${counts}}:*`);
    expect(await redis.smembers(ids)).toEqual([test.id]);
    expect(await redis.ttl(ids)).toBeGreaterThan(0);
    expect(await redis.hlen(counts)).toBe(2);
  });

  it('sets aside a click of an unknown recipient, and records the other clicks of the job', async () => {
    const [first, second] = await recorder.record([aClick({ recipient: STRANGER }), aClick()]);
    expect(first).toMatchObject({ outcome: 'set-aside', reason: 'recipient.unknown' });
    expect(second).toMatchObject({ outcome: 'recorded', recipient: { mailingId: MAILING } });
  });

  it('stores the first and last time of a clicker, whatever the order of recording', async () => {
    const times = [5, 1, 9, 3, 7];
    await Promise.all(times.map((minute) => recorder.record([aClick({ at: T0 + minute * 60_000 })])));
    const rows = await clicks.clickersOf(LINK, { page: 1, pageSize: 10 });
    expect(rows).toMatchObject([
      {
        recipientId: KARI,
        firstAt: new Date(T0 + 60_000),
        lastAt: new Date(T0 + 9 * 60_000),
        recipient: { _id: KARI },
      },
    ]);
  });
});

describe('counts of clicks', () => {
  it('include clicks and distinct recipients, but not the buttons of confirm pages', async () => {
    await recorder.record([
      aClick(),
      aClick({ at: T0 + 1, run: false }),
      aClick({ at: T0 + 2, kind: 'confirm' }),
      aClick({ recipient: OLA }),
      aClick({ link: OTHER_LINK }),
    ]);
    const counter = app.get(ClickCounter);
    const ofLink = await counter.of('linkId', [LINK, OTHER_LINK, newId()]);
    expect(ofLink(LINK)).toEqual(peopleOnly(3, 2));
    expect(ofLink(OTHER_LINK)).toEqual(peopleOnly(1, 1));
    expect(ofLink(newId())).toEqual(peopleOnly(0, 0));
    const ofMailing = await counter.of('mailingId', [MAILING]);
    expect(ofMailing(MAILING)).toEqual(peopleOnly(4, 2));
    const byRecipient = await clicks.countByRecipient([KARI, OLA]);
    expect([KARI, OLA].map((id) => byRecipient.get(id)?.clicks)).toEqual([3, 1]);
    expect((await clicks.countByRecipient([KARI], LINK)).get(KARI)?.clicks).toBe(2);
    expect(await counter.hitsOf([LINK, newId()])).toEqual(new Map([[LINK, 3]]));
  });

  it('of a recipient say which are of people, unsure, or of machines, and when people clicked', async () => {
    const records = [0, 1, 2, 3, 4].map((minute) => aClick({ at: T0 + minute * 60_000 }));
    await recorder.record(records);
    const verdicts = ['bot', 'human', 'suspect', 'human', 'bot'] as const;
    for (const [index, verdict] of verdicts.entries())
      await clicks.clicks.updateOne({ _id: records[index]?.id }, { $set: { verdict } });
    // Deleted clicks: two of people, one of a machine.
    await clicks.clickers.updateOne({ recipientId: KARI }, { $set: { archivedClicks: 3, archivedBots: 1 } });
    for (const linkId of [LINK, undefined]) {
      expect((await clicks.countByRecipient([KARI], linkId)).get(KARI)).toEqual({
        clicks: 8,
        humanClicks: 4,
        suspectClicks: 1,
        firstHumanAt: new Date(T0 + 60_000),
        lastHumanAt: new Date(T0 + 3 * 60_000),
      });
    }
  });

  it('are answered from indexes for a page of links', async () => {
    await recorder.record([aClick()]);
    for (const filter of [
      { linkId: { $in: [LINK] }, kind: 'click' },
      { linkId: { $in: [LINK, OTHER_LINK] }, kind: 'click', _id: { $gte: '0', $lt: 'f' } },
      { mailingId: { $in: [MAILING] }, kind: 'click', _id: { $gte: '0', $lt: 'f' } },
    ] as const) {
      const plan = await clicks.clicks.find(filter).explain('queryPlanner');
      expect(JSON.stringify(plan)).not.toContain('COLLSCAN');
    }
  });
});

describe('the link library', () => {
  it('is sorted by clicks or clickers across pages', async () => {
    const links = app.get(LinksService);
    const ids: string[] = [];
    for (const name of ['b', 'a', 'c'])
      ids.push((await links.create({ name, url: 'https://e.example' }, INGRID))._id);
    const [b = '', , c = ''] = ids;
    await recorder.record([
      aClick({ link: c }),
      aClick({ link: c, at: T0 + 1 }),
      aClick({ link: b }),
      aClick({ link: b, recipient: OLA }),
      aClick({ link: c, at: T0 + 2 }),
    ]);
    const names = async (sort: string, page = 1) =>
      (await links.page({ sort, page, pageSize: 2 })).rows.map((row) => row.name);
    expect(await names('-clicks')).toEqual(['c', 'b']);
    expect(await names('-clicks', 2)).toEqual(['a']);
    expect(await names('clicks')).toEqual(['a', 'b']);
    expect(await names('-clickers')).toEqual(['b', 'c']);
  });
});

describe('the first hit of a recipient on a link', () => {
  it('is the earliest click that starts a run, and of clicks in the same millisecond the one with the lowest id', async () => {
    const early = aClick({ at: T0 + 1 });
    const page = aClick({ at: T0, run: false });
    const [one, two] = [aClick({ recipient: OLA, at: T0 + 5 }), aClick({ recipient: OLA, at: T0 + 5 })];
    await recorder.record([aClick({ at: T0 + 2 }), early, page, one, two]);
    const pairs = [
      { linkId: LINK, recipientId: KARI },
      { linkId: LINK, recipientId: OLA },
      { linkId: OTHER_LINK, recipientId: KARI },
    ];
    const firstOfSameTime = [one.id, two.id].sort()[0];
    expect(await clicks.firstClicksOf(pairs)).toEqual([early.id, firstOfSameTime, undefined]);
  });
});
