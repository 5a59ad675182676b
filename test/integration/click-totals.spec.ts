import type { INestApplicationContext } from '@nestjs/common';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import {
  ClickCounter,
  ClickRecount,
  ClickRoller,
  LinkStore,
  RecipientDirectory,
  type ClickCounts,
} from '@linkflow/links';
import { Batcher, newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { ClickHouse } from './click-totals.fixture';
import { linkLibrary } from './links.fixture';

const environment = testEnvironment('click-totals');
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const LINKS = [newId(), newId()];
const MAILINGS = [newId(), newId()];
const PEOPLE = Array.from({ length: 5 }, (_, n) => ({ _id: newId(), mailingId: MAILINGS[n % 2] ?? '' }));
const DAY_MS = 86_400_000;

let app: INestApplicationContext;
let store: LinkStore;
let house: ClickHouse;

beforeAll(async () => {
  app = await linkLibrary(environment);
  store = app.get(LinkStore);
  await store.recipients.insertMany(
    PEOPLE.map((person) => ({
      ...person,
      contactId: null,
      email: `${person._id}@example.com`,
      name: person._id,
      addedAt: new Date(),
      removedAt: null,
    })),
  );
  house = new ClickHouse(
    store,
    app.get(RecipientDirectory),
    app.get(Batcher),
    app.get(ClickRoller),
    app.get(ClickRecount),
  );
});
afterAll(async () => {
  await app.close();
  await environment.dispose();
});
beforeEach(() => house.empty());

let clicksMade = 0;
/** A click accepted so long ago, with the id that it got then. */
function click(agoMs: number, link = 0, person = 0, kind: ClickRecord['kind'] = 'click'): ClickRecord {
  const at = Date.now() - agoMs;
  clicksMade += 1;
  const second = Math.floor(at / 1_000)
    .toString(16)
    .padStart(8, '0');
  return {
    id: second + clicksMade.toString(16).padStart(16, '0'),
    at,
    link: LINKS[link] ?? '',
    recipient: PEOPLE[person]?._id ?? '',
    version: 1,
    kind,
    run: true,
  };
}

async function counted(): Promise<ClickCounts[]> {
  const counter = app.get(ClickCounter);
  const ofLink = await counter.ofLinks(LINKS);
  const ofMailing = await counter.ofMailings(MAILINGS);
  const hits = await counter.hitsOf(LINKS);
  expect(LINKS.map((id) => hits.get(id) ?? 0)).toEqual(LINKS.map((id) => ofLink(id).clicks));
  return [...LINKS.map(ofLink), ...MAILINGS.map(ofMailing)];
}
const facts = (): Promise<ClickCounts[]> => house.facts([...LINKS, ...MAILINGS]);

describe('totals', () => {
  it('hold what is past, and only what is being written is counted from the clicks', async () => {
    await house.record([click(0), click(0, 0, 1), click(0, 1), click(60_000), click(0, 0, 0, 'confirm')]);
    await house.passTime();
    await house.roll();
    expect(await store.slices.countDocuments({ touchedAt: { $exists: true } })).toBe(0);
    expect(await counted()).toEqual(await facts());
    // Nothing is read but totals: the clicks may as well not be there.
    await store.clicks.deleteMany({});
    expect(await counted()).toEqual([
      { clicks: 3, clickers: 2 },
      { clicks: 1, clickers: 1 },
      { clicks: 3, clickers: 1 },
      { clicks: 1, clickers: 1 },
    ]);
  });

  it('are not made while somebody may still write', async () => {
    await house.record([click(0)]);
    await house.roll();
    await house.roll();
    expect(await store.totals.countDocuments()).toBe(0);
    expect(await store.slices.countDocuments({ touchedAt: { $exists: true } })).toBe(1);
  });

  it('count a click that comes late at once, and take it in with the next roll', async () => {
    await house.record([click(7_200_000)]);
    await house.passTime();
    await house.roll();
    await house.record([click(7_200_000, 0, 1)]);
    expect(await counted()).toEqual(await facts());
    await house.passTime();
    await house.roll();
    expect(await store.totals.findOne({ _id: LINKS[0] })).toMatchObject({ clicks: 2, clickers: 2 });
  });

  it('are made anew for a click that comes to a slice which was sealed long ago', async () => {
    await house.record([click(40 * DAY_MS), click(0)]);
    await house.passTime();
    await house.roll();
    expect(await store.slices.countDocuments({ _id: { $lt: '2' } })).toBe(0);
    await house.record([click(40 * DAY_MS, 1)]);
    expect(await counted()).toEqual(await facts());
    await house.passTime();
    await house.roll();
    expect(await counted()).toEqual(await facts());
    expect(await store.totals.findOne({ _id: LINKS[1] })).toMatchObject({ clicks: 1, clickers: 1 });
  });

  it('forget slices after a month, and keep what these came to', async () => {
    await house.record([click(0)]);
    await house.passTime();
    await house.roll();
    await house.record([click(3 * DAY_MS), click(0)]);
    await house.passTime();
    await house.roll();
    await store.rollup.updateOne({ _id: 'clicks' }, { $set: { sealedBefore: '1' } });
    await store.slices.insertOne({ _id: '1000000', counts: [] });
    await house.roll();
    expect(await store.slices.findOne({ _id: '1000000' })).toBeNull();
    expect(await counted()).toEqual(await facts());
  });

  it('are there for the clicks of an earlier release too', async () => {
    await house.record([click(5 * DAY_MS), click(5 * DAY_MS, 1), click(0, 1, 1)]);
    await store.slices.deleteMany({});
    await store.clickers.updateMany({}, { $unset: { born: '', first: '' } });
    await house.roll();
    expect(await counted()).toEqual(await facts());
    expect(await store.clickers.countDocuments({ first: true })).toBe(2);
    expect(await store.slices.countDocuments({ touchedAt: { $exists: true } })).toBe(0);
  });
});

const ago = fc.constantFrom(0, 0, 0, 20_000, 40_000, 3_600_000, 30 * 3_600_000, 40 * DAY_MS);
const clicks = fc.array(
  fc.record({
    ago,
    link: fc.nat(1),
    person: fc.nat(PEOPLE.length - 1),
    kind: fc.constantFrom<ClickRecord['kind'][]>('click', 'click', 'click', 'confirm'),
  }),
  { minLength: 1, maxLength: 5 },
);
const nth = fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined });
const event = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('record' as const), clicks, diesAt: nth, freezesAt: nth }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deliver again' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass time' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('roll' as const), dies: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('count again' as const) }) },
);

describe(`whatever happens (seed ${seed})`, () => {
  it('totals are the distinct clicks and clickers', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 3, maxLength: 14 }), async (events) => {
        await house.empty();
        const accepted: ClickRecord[] = [];
        for (const one of events) {
          switch (one.do) {
            case 'record': {
              const made = one.clicks.map((c) => click(c.ago, c.link, c.person, c.kind));
              accepted.push(...made);
              await house.record(made, one);
              break;
            }
            case 'deliver again':
              await house.deliverAgain();
              break;
            case 'pass time':
              await house.passTime();
              break;
            case 'roll':
              await house.roll(one.dies);
              break;
            case 'count again':
              await house.countAgain();
              break;
          }
          if (!house.unsure) expect(await counted()).toEqual(await facts());
        }
        await house.deliverAgain();
        const last = await counted();
        expect(last).toEqual(await facts());
        expect(last.slice(0, 2)).toEqual(LINKS.map((link) => distinct(accepted, link)));
        await house.passTime();
        await house.roll();
        expect(await counted()).toEqual(last);
      }),
      { seed, numRuns: Number(process.env.FAULT_RUNS ?? 20) },
    );
  });
});

function distinct(accepted: readonly ClickRecord[], link: string): ClickCounts {
  const here = accepted.filter((one) => one.link === link);
  return {
    clicks: here.filter((one) => one.kind === 'click').length,
    clickers: new Set(here.map((one) => one.recipient)).size,
  };
}
