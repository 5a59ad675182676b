import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import {
  ClickCounter,
  ClickRecorder,
  ClickersRepository,
  FirstHits,
  LinkStore,
  LinksService,
  hitKey,
} from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { INGRID, linkLibrary } from './links.fixture';

const environment = testEnvironment('links-clicks');
const [LINK, OTHER_LINK, MAILING] = [newId(), newId(), newId()];
const [KARI, OLA, STRANGER] = [newId(), newId(), newId()];
let app: INestApplicationContext;
let store: LinkStore;
let recorder: ClickRecorder;

beforeAll(async () => {
  app = await linkLibrary(environment);
  store = app.get(LinkStore);
  recorder = app.get(ClickRecorder);
  await store.recipients.insertMany(
    [KARI, OLA].map((_id) => ({
      _id,
      mailingId: MAILING,
      contactId: _id === KARI ? newId() : null,
      email: `${_id}@example.com`,
      name: _id,
      addedAt: new Date(),
      removedAt: null,
    })),
  );
});
afterAll(async () => {
  await app.close();
  await environment.dispose();
});
beforeEach(async () => {
  await store.clicks.deleteMany({});
  await store.clickers.deleteMany({});
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

describe('recording clicks', () => {
  it('writes each click once, however often it is delivered, and says whether it was new', async () => {
    const clicks = [aClick(), aClick({ recipient: OLA })];
    const first = await recorder.record(clicks);
    const again = await recorder.record([...clicks, aClick()]);
    expect(first.map((one) => one.outcome === 'recorded' && one.isNew)).toEqual([true, true]);
    expect(again.map((one) => one.outcome === 'recorded' && one.isNew)).toEqual([false, false, true]);
    expect(await store.clicks.countDocuments()).toBe(3);
  });

  it('sets aside a click of a recipient that nobody knows, and records its neighbours', async () => {
    const [first, second] = await recorder.record([aClick({ recipient: STRANGER }), aClick()]);
    expect(first).toMatchObject({ outcome: 'set-aside', reason: 'recipient.unknown' });
    expect(second).toMatchObject({ outcome: 'recorded', recipient: { mailingId: MAILING } });
  });

  it('knows the first and the last time, in whatever order and by whatever worker clicks are recorded', async () => {
    const times = [5, 1, 9, 3, 7];
    await Promise.all(times.map((minute) => recorder.record([aClick({ at: T0 + minute * 60_000 })])));
    const { rows } = await app.get(ClickersRepository).page(LINK, { page: 1, pageSize: 10 });
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

describe('counting', () => {
  it('counts clicks and the recipients behind them, not the button of a confirm page', async () => {
    await recorder.record([
      aClick(),
      aClick({ at: T0 + 1, run: false }),
      aClick({ at: T0 + 2, kind: 'confirm' }),
      aClick({ recipient: OLA }),
      aClick({ link: OTHER_LINK }),
    ]);
    const counter = app.get(ClickCounter);
    const ofLink = await counter.ofLinks([LINK, OTHER_LINK, newId()]);
    expect(ofLink(LINK)).toEqual({ clicks: 3, clickers: 2 });
    expect(ofLink(OTHER_LINK)).toEqual({ clicks: 1, clickers: 1 });
    expect(ofLink(newId())).toEqual({ clicks: 0, clickers: 0 });
    const ofMailing = await counter.ofMailings([MAILING]);
    expect(ofMailing(MAILING)).toEqual({ clicks: 4, clickers: 2 });
    expect(await counter.ofRecipients([KARI, OLA])).toEqual(
      new Map([
        [KARI, 3],
        [OLA, 1],
      ]),
    );
    expect(await counter.onLink(LINK, [KARI])).toEqual(new Map([[KARI, 2]]));
    expect(await counter.hitsOf([LINK, newId()])).toEqual(new Map([[LINK, 3]]));
  });

  it('answers a page of links from indexes', async () => {
    await recorder.record([aClick()]);
    for (const filter of [
      { linkId: { $in: [LINK] }, kind: 'click' },
      { linkId: { $in: [LINK, OTHER_LINK] }, kind: 'click', _id: { $gte: '0', $lt: 'f' } },
      { mailingId: { $in: [MAILING] }, kind: 'click', _id: { $gte: '0', $lt: 'f' } },
    ] as const) {
      const plan = await store.clicks.find(filter).explain('queryPlanner');
      expect(JSON.stringify(plan)).not.toContain('COLLSCAN');
    }
  });
});

describe('the library', () => {
  it('is sorted by clicks and by clickers too, page by page', async () => {
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

describe('the first hit', () => {
  it('is the earliest click that started something, and the same whoever asks', async () => {
    const early = aClick({ at: T0 + 1 });
    const page = aClick({ at: T0, run: false });
    const [one, two] = [aClick({ recipient: OLA, at: T0 + 5 }), aClick({ recipient: OLA, at: T0 + 5 })];
    await recorder.record([aClick({ at: T0 + 2 }), early, page, one, two]);
    const pairs = [
      { linkId: LINK, recipientId: KARI },
      { linkId: LINK, recipientId: OLA },
      { linkId: OTHER_LINK, recipientId: KARI },
    ];
    const first = await app.get(FirstHits).of(pairs);
    expect(first.get(hitKey(pairs[0]!))?.clickId).toBe(early.id);
    expect(first.get(hitKey(pairs[1]!))?.clickId).toBe([one.id, two.id].sort()[0]);
    expect(first.has(hitKey(pairs[2]!))).toBe(false);
  });
});
