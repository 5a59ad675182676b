import type { INestApplicationContext } from '@nestjs/common';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { ClickReports, TotalsCheck, type CorrectedVerdict } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { TotalsHarness, aClick } from './click-totals.fixture';
import { linkLibrary } from './links.fixture';

const environment = testEnvironment('click-reports');
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const HOUR_MS = 3_600_000;
const LINKS = [newId(), newId(), newId()];
const MAILINGS = [newId(), newId()];
const PEOPLE = Array.from({ length: 4 }, (_, n) => ({ _id: newId(), mailingId: MAILINGS[n % 2] ?? '' }));

let app: INestApplicationContext;
let harness: TotalsHarness;

beforeAll(async () => {
  app = await linkLibrary(environment);
  harness = new TotalsHarness(app);
  await harness.addRecipients(PEOPLE);
});
afterAll(async () => {
  await app.close();
  await environment.dispose();
});
beforeEach(() => harness.empty());

/** A click that was accepted `agoMs` ago; its id has the same time. `link` and `person` are indexes. */
const click = ({ agoMs, link, person }: { agoMs: number; link: number; person: number }): ClickRecord =>
  aClick({ agoMs, link: LINKS[link] ?? '', recipient: PEOPLE[person]?._id ?? '' });

const DAYS = 20;
const FROM = new Date(Date.now() - DAYS * 24 * HOUR_MS);

/** What reports say: all clicks of each mailing and its links, the mailings of each link, and the hours of all. */
async function reported() {
  const reports = app.get(ClickReports);
  const period = { from: FROM, hours: DAYS * 24 + 2 };
  const ofMailings = await Promise.all(MAILINGS.map((id) => reports.ofMailing(id, period)));
  const ofLinks = await Promise.all(LINKS.map((id) => reports.ofLink(id, MAILINGS, period)));
  for (const [n, linkId] of LINKS.entries())
    expect(ofLinks[n]?.mailings, 'the same numbers from both sides').toEqual(
      new Map(
        MAILINGS.flatMap((id, m) => {
          const counts = ofMailings[m]?.links.get(linkId);
          return counts ? [[id, counts]] : [];
        }),
      ),
    );
  expect(await reports.ofMailing(MAILINGS[0] ?? '', null)).toEqual({ ...ofMailings[0], hours: [] });
  return {
    totals: ofMailings.map(({ total }) => total),
    links: ofMailings.map(({ links }) => sorted(links)),
    hours: [...ofMailings, ...ofLinks].map(({ hours }) => hours),
  };
}

const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));

/** The same from the documents of clicks and clickers. */
async function expected(): Promise<Awaited<ReturnType<typeof reported>>> {
  const clicks = await harness.clicks.clicks.find({ kind: 'click', reset: { $exists: false } }).toArray();
  const clickers = await harness.clicks.clickers.find().toArray();
  const by = (found: readonly { verdict?: string | undefined }[], verdict: string): number =>
    found.filter((one) => (one.verdict ?? 'human') === verdict).length;
  const links = MAILINGS.map((mailingId) => {
    const counts = LINKS.flatMap((linkId) => {
      const here = clicks.filter((one) => one.linkId === linkId && one.mailingId === mailingId);
      const people = clickers.filter((one) => one.linkId === linkId && one.mailingId === mailingId);
      if (here.length + people.length === 0) return [];
      const found = {
        clicks: here.length,
        humanClicks: by(here, 'human'),
        suspectClicks: by(here, 'suspect'),
        clickers: people.length,
        humanClickers: by(people, 'human'),
        suspectClickers: by(people, 'suspect'),
      };
      return [[linkId, found]] as const;
    });
    return sorted(new Map(counts));
  });
  const hours = [...MAILINGS, ...LINKS].map((id) => {
    const here = clicks.filter((one) => one.linkId === id || one.mailingId === id);
    const byHour = Map.groupBy(here, ({ at }) => Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
    return [...byHour]
      .sort(([one], [other]) => one - other)
      .map(([at, of]) => ({
        at: new Date(at),
        clicks: of.length,
        humanClicks: by(of, 'human'),
        suspectClicks: by(of, 'suspect'),
      }));
  });
  return { totals: await harness.expectedCounts(MAILINGS), links, hours };
}

const clicked = fc.record({
  agoMs: fc.oneof(
    fc.integer({ min: 0, max: 30_000 }),
    fc.integer({ min: 0, max: (DAYS - 1) * 24 * HOUR_MS }),
  ),
  link: fc.nat(LINKS.length - 1),
  person: fc.nat(PEOPLE.length - 1),
});
const verdict = fc.constantFrom<CorrectedVerdict>('human', 'bot', null);
const event = fc.oneof(
  fc.record({
    do: fc.constant('record' as const),
    clicks: fc.array(clicked, { minLength: 1, maxLength: 6 }),
  }),
  fc.record({ do: fc.constant('pass time' as const) }),
  fc.record({ do: fc.constant('roll' as const), crashes: fc.boolean() }),
  fc.record({ do: fc.constant('recount' as const) }),
  fc.record({
    do: fc.constant('reset' as const),
    link: fc.nat(LINKS.length - 1),
    mailing: fc.option(fc.nat(MAILINGS.length - 1)),
  }),
  fc.record({ do: fc.constant('correct' as const), click: fc.nat(20), verdict }),
);

describe(`the counts of reports (seed ${seed})`, () => {
  it('equal a count of the clicks after any order of clicks, roll-ups, recounts, resets and corrections', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 2, maxLength: 10 }), async (events) => {
        await harness.empty();
        for (const one of events) {
          if (one.do === 'record') await harness.record(one.clicks.map(click));
          if (one.do === 'pass time') await harness.passTime();
          if (one.do === 'roll') await harness.roll(one.crashes);
          if (one.do === 'recount') await harness.runRecount();
          if (one.do === 'reset')
            await harness.reset(
              {
                linkId: LINKS[one.link] ?? '',
                mailingId: one.mailing === null ? null : (MAILINGS[one.mailing] ?? null),
              },
              false,
            );
          if (one.do === 'correct') await harness.correct(one.click, one.verdict);
          expect(await reported()).toEqual(await expected());
        }
        await harness.passTime();
        await harness.roll();
        expect(await reported()).toEqual(await expected());
        expect((await app.get(TotalsCheck).run()).differences).toEqual([]);
      }),
      { seed, numRuns: 25 },
    );
  }, 180_000);
});
