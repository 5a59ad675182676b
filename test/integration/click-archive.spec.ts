import type { INestApplicationContext } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import fc from 'fast-check';
import type { Connection } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { ClickArchive, ClickCounter, type ClickCounts } from '@linkflow/links';
import { Retention, newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { Crashed, TotalsHarness, aClick, peopleOnly } from './click-totals.fixture';
import { linkLibrary } from './links.fixture';

/** Old clicks are deleted, and everything that was counted of them stays exact. */
const environment = testEnvironment('click-archive');
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const LINKS = [newId(), newId()];
const MAILINGS = [newId(), newId()];
const PEOPLE = Array.from({ length: 4 }, (_, n) => ({ _id: newId(), mailingId: MAILINGS[n % 2] ?? '' }));
const DAY_MS = 86_400_000;
const DAYS = 40;

let app: INestApplicationContext;
let harness: TotalsHarness;
/** Every click that was recorded, by id. */
let recorded: Map<string, ClickRecord>;

beforeAll(async () => {
  app = await linkLibrary(environment);
  harness = new TotalsHarness(app);
  await harness.addRecipients(PEOPLE);
});
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});
beforeEach(async () => {
  recorded = new Map();
  await harness.empty();
  await app.get<Connection>(getConnectionToken()).collection('retention').deleteMany({});
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A click `days` ago. `link` and `person` are indexes. */
const click = (days: number, link = 0, person = 0, more: Partial<ClickRecord> = {}): ClickRecord =>
  aClick({
    agoMs: days * DAY_MS,
    link: LINKS[link] ?? '',
    recipient: PEOPLE[person]?._id ?? '',
    ...more,
  });

async function record(clicks: ClickRecord[]): Promise<void> {
  for (const one of clicks) recorded.set(one.id, one);
  await harness.record(clicks);
}

async function rollUp(): Promise<void> {
  await harness.passTime();
  await harness.roll();
}

/** One whole round of the rule. `pageSize`: clicks per transaction. */
async function archive(pageSize = 500): Promise<void> {
  const archiver = app.get(ClickArchive);
  await app.get(Retention).round(
    {
      name: 'clicks',
      days: DAYS,
      deletePage: (page) => archiver.deletePage({ ...page, limit: pageSize }),
    },
    DAYS,
  );
}

async function counted(): Promise<ClickCounts[]> {
  const counter = app.get(ClickCounter);
  const ofLink = await counter.of('linkId', LINKS);
  const ofMailing = await counter.of('mailingId', MAILINGS);
  const hits = await counter.hitsOf(LINKS);
  expect(LINKS.map((id) => hits.get(id) ?? 0)).toEqual(LINKS.map((id) => ofLink(id).clicks));
  return [...LINKS.map(ofLink), ...MAILINGS.map(ofMailing)];
}

const mailingOf = (one: ClickRecord): string =>
  PEOPLE.find(({ _id }) => _id === one.recipient)?.mailingId ?? '';

/** The counts of all clicks that were ever recorded. */
function expected(): ClickCounts[] {
  const all = [...recorded.values()];
  return [...LINKS, ...MAILINGS].map((id) => {
    const of = all.filter((one) => one.link === id || mailingOf(one) === id);
    return peopleOnly(
      of.filter(({ kind }) => kind === 'click').length,
      new Set(of.map(({ recipient }) => recipient)).size,
    );
  });
}

const pairs = LINKS.flatMap((linkId) => PEOPLE.map(({ _id: recipientId }) => ({ linkId, recipientId })));

/** What the lists of recipients show, and what the fact `click.first` asks for. */
async function remembered(): Promise<unknown> {
  const ids = PEOPLE.map(({ _id }) => _id);
  const byRecipient = await harness.clicks.countByRecipient(ids);
  const onLinks = await Promise.all(LINKS.map((link) => harness.clicks.countByRecipient(ids, link)));
  return {
    byRecipient: ids.map((id) => byRecipient.get(id)?.clicks ?? 0),
    onLinks: onLinks.map((counts) => ids.map((id) => counts.get(id)?.clicks ?? 0)),
    first: await harness.clicks.firstClicksOf(pairs),
  };
}
function expectedMemory(): unknown {
  const all = [...recorded.values()];
  const clicks = all.filter(({ kind }) => kind === 'click');
  return {
    byRecipient: PEOPLE.map(({ _id }) => clicks.filter((one) => one.recipient === _id).length),
    onLinks: LINKS.map((link) =>
      PEOPLE.map(({ _id }) => clicks.filter((one) => one.link === link && one.recipient === _id).length),
    ),
    first: pairs.map(
      ({ linkId, recipientId }) =>
        all
          .filter((one) => one.link === linkId && one.recipient === recipientId && one.run)
          .sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1))[0]?.id,
    ),
  };
}

async function expectExact(): Promise<void> {
  expect(await counted()).toEqual(expected());
  expect(await remembered()).toEqual(expectedMemory());
}

describe('clicks after their retention', () => {
  it('are deleted, and no count and no first click changes', async () => {
    await record([
      click(100),
      click(99, 0, 1),
      click(98, 1),
      click(97, 0, 0, { kind: 'confirm' }),
      click(96, 1, 3, { run: false }),
      click(10, 0, 2),
      click(0),
    ]);
    await rollUp();
    await expectExact();
    await archive();
    expect(await harness.clicks.clicks.countDocuments()).toBe(7);
    await archive();
    expect(await harness.clicks.clicks.countDocuments()).toBe(2);
    await expectExact();
    await archive();
    await expectExact();
  });

  it('are still in the totals after a recount, also for readers while it counts', async () => {
    await record([click(100), click(100, 1, 1), click(60, 0, 2), click(1)]);
    await rollUp();
    await archive();
    await archive();
    expect(await harness.clicks.clicks.countDocuments()).toBe(1);
    await harness.totals.rollup.updateOne({ _id: 'clicks' }, { $set: { ready: false } });
    await expectExact();
    await harness.totals.rollup.deleteMany({});
    await rollUp();
    await expectExact();
  });

  it('are counted once when the process dies between the counting and the deletion, twice', async () => {
    await record([click(100), click(99), click(98, 1, 1), click(97, 0, 2), click(96, 1, 3)]);
    await rollUp();
    await archive();
    const { clicks } = harness.clicks;
    const deleteMany = clicks.deleteMany.bind(clicks);
    for (const dyingAt of [1, 2]) {
      let calls = 0;
      const spy = vi.spyOn(clicks, 'deleteMany').mockImplementation((...args) => {
        calls += 1;
        return calls === dyingAt ? Promise.reject(new Crashed()) : deleteMany(...args);
      });
      await expect(archive(2)).rejects.toThrow(Crashed);
      spy.mockRestore();
      await expectExact();
    }
    expect(await clicks.countDocuments()).toBe(3);
    await archive(2);
    expect(await clicks.countDocuments()).toBe(0);
    await expectExact();
  });

  it('stay while a recount is in progress, and while their slice is not sealed', async () => {
    await record([click(100), click(41)]);
    await rollUp();
    await archive();
    await harness.totals.rollup.updateOne({ _id: 'clicks' }, { $set: { ready: false } });
    await archive();
    expect(await harness.clicks.clicks.countDocuments()).toBe(2);
    const sealedBefore = Math.floor((Date.now() - 50 * DAY_MS) / 16_000)
      .toString(16)
      .padStart(7, '0');
    await harness.totals.rollup.updateOne({ _id: 'clicks' }, { $set: { ready: true, sealedBefore } });
    await archive();
    expect(await harness.clicks.clicks.countDocuments()).toBe(1);
  });

  it('stay if their clicker is missing, because nothing else would remember them', async () => {
    const lonely = click(100);
    await record([lonely, click(99, 1, 1)]);
    await rollUp();
    await harness.clicks.clickers.deleteOne({ _id: `${lonely.link}:${lonely.recipient}` });
    await archive();
    await archive(1);
    expect(await harness.clicks.clicks.find().toArray()).toMatchObject([{ _id: lonely.id }]);
  });

  it('leave exact counts behind in any order of late clicks, roll-ups, recounts, crashes and deletions', async () => {
    const person = fc.nat(PEOPLE.length - 1);
    const step = fc.oneof(
      fc.record({
        do: fc.constant('record' as const),
        days: fc.constantFrom(0, 2, 35, 60, 200),
        link: fc.nat(1),
        person,
      }),
      fc.constantFrom(
        { do: 'roll' as const },
        { do: 'archive' as const },
        { do: 'archive crashes' as const },
        { do: 'recount' as const },
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        recorded = new Map();
        await harness.empty();
        for (const one of steps) {
          if (one.do === 'record') await record([click(one.days, one.link, one.person)]);
          if (one.do === 'roll') await rollUp();
          if (one.do === 'recount') await harness.runRecount();
          if (one.do === 'archive') await archive(2);
          if (one.do === 'archive crashes') {
            const spy = vi.spyOn(harness.clicks.clicks, 'deleteMany').mockRejectedValueOnce(new Crashed());
            await archive(2).catch((error: unknown) => {
              if (!(error instanceof Crashed)) throw error;
            });
            spy.mockRestore();
          }
          await expectExact();
        }
        await rollUp();
        await archive();
        await expectExact();
      }),
      { seed, numRuns: process.env.FAULTS === 'full' ? 150 : 12 },
    );
  }, 120_000);
});
