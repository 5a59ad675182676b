import type { INestApplicationContext } from '@nestjs/common';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import {
  ClickCounter,
  HEADER,
  type ClickCounts,
  type CorrectedVerdict,
  type ClicksRepository,
  type TotalsRepository,
} from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { TotalsHarness, aClick, peopleOnly } from './click-totals.fixture';
import { linkLibrary } from './links.fixture';

const environment = testEnvironment('click-totals');
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const LINKS = [newId(), newId()];
const MAILINGS = [newId(), newId()];
const PEOPLE = Array.from({ length: 5 }, (_, n) => ({ _id: newId(), mailingId: MAILINGS[n % 2] ?? '' }));
const DAY_MS = 86_400_000;

let app: INestApplicationContext;
let clicks: ClicksRepository;
let totals: TotalsRepository;
let harness: TotalsHarness;

beforeAll(async () => {
  app = await linkLibrary(environment);
  harness = new TotalsHarness(app);
  await harness.addRecipients(PEOPLE);
  ({ clicks, totals } = harness);
});
afterAll(async () => {
  await app.close();
  await environment.dispose();
});
beforeEach(() => harness.empty());

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36';
/** Requests as different clients send them: of an early release, of a program, of a browser in a data centre, of a browser at home. */
const CLIENTS: Pick<ClickRecord, 'seen' | 'ua'>[] = [
  {},
  { seen: { h: 0, g: 7 }, ua: 'curl/8.9.1' },
  { seen: { h: HEADER.userAgent | HEADER.accept, n: 'amazon', g: 9 }, ua: CHROME },
  { seen: { h: 0x1ffff & ~HEADER.prefetch & ~HEADER.headlessHint & ~HEADER.via, g: 3 }, ua: CHROME },
];

/** Returns a click that was accepted `agoMs` ago. Its id has the same time. `link`, `person` and `client` are indexes. */
const click = (
  agoMs: number,
  link = 0,
  person = 0,
  kind: ClickRecord['kind'] = 'click',
  client = 0,
): ClickRecord =>
  aClick({
    agoMs,
    link: LINKS[link] ?? '',
    recipient: PEOPLE[person]?._id ?? '',
    kind,
    ...CLIENTS[client],
  });

async function counted(): Promise<ClickCounts[]> {
  const counter = app.get(ClickCounter);
  const ofLink = await counter.of('linkId', LINKS);
  const ofMailing = await counter.of('mailingId', MAILINGS);
  const hits = await counter.hitsOf(LINKS);
  expect(LINKS.map((id) => hits.get(id) ?? 0)).toEqual(LINKS.map((id) => ofLink(id).clicks));
  return [...LINKS.map(ofLink), ...MAILINGS.map(ofMailing)];
}
const expected = (): Promise<ClickCounts[]> => harness.expectedCounts([...LINKS, ...MAILINGS]);

describe('totals', () => {
  it('hold past clicks, so that only slices that are still written to are counted from the clicks', async () => {
    await harness.record([click(0), click(0, 0, 1), click(0, 1), click(60_000), click(0, 0, 0, 'confirm')]);
    await harness.passTime();
    await harness.roll();
    expect(await totals.slices.countDocuments({ touchedAt: { $exists: true } })).toBe(0);
    expect(await counted()).toEqual(await expected());
    // Deletes the clicks: the counts must stay the same, because they are now read from the totals only.
    await clicks.clicks.deleteMany({});
    expect(await counted()).toEqual([peopleOnly(3, 2), peopleOnly(1, 1), peopleOnly(3, 1), peopleOnly(1, 1)]);
  });

  it('are not rolled up while a slice may still be written to', async () => {
    await harness.record([click(0)]);
    await harness.roll();
    await harness.roll();
    expect(await totals.totals.countDocuments()).toBe(0);
    expect(await totals.slices.countDocuments({ touchedAt: { $exists: true } })).toBe(1);
  });

  it('count a late click at once, and include it in the next roll-up', async () => {
    await harness.record([click(7_200_000)]);
    await harness.passTime();
    await harness.roll();
    await harness.record([click(7_200_000, 0, 1)]);
    expect(await counted()).toEqual(await expected());
    await harness.passTime();
    await harness.roll();
    expect(await totals.totals.findOne({ _id: LINKS[0] })).toMatchObject({ clicks: 2, clickers: 2 });
  });

  it('are recomputed for a click in a slice that was sealed long ago', async () => {
    await harness.record([click(40 * DAY_MS), click(0)]);
    await harness.passTime();
    await harness.roll();
    expect(await totals.slices.countDocuments({ _id: { $lt: '2' } })).toBe(0);
    await harness.record([click(40 * DAY_MS, 1)]);
    expect(await counted()).toEqual(await expected());
    await harness.passTime();
    await harness.roll();
    expect(await counted()).toEqual(await expected());
    expect(await totals.totals.findOne({ _id: LINKS[1] })).toMatchObject({ clicks: 1, clickers: 1 });
  });

  it('drop slices after a month, and keep their sums', async () => {
    await harness.record([click(0)]);
    await harness.passTime();
    await harness.roll();
    await harness.record([click(3 * DAY_MS), click(0)]);
    await harness.passTime();
    await harness.roll();
    await totals.rollup.updateOne({ _id: 'clicks' }, { $set: { sealedBefore: '1' } });
    await totals.slices.insertOne({ _id: '1000000', counts: [] });
    await harness.roll();
    expect(await totals.slices.findOne({ _id: '1000000' })).toBeNull();
    expect(await counted()).toEqual(await expected());
  });

  it('include the clicks of an earlier release', async () => {
    await harness.record([click(5 * DAY_MS), click(5 * DAY_MS, 1), click(0, 1, 1)]);
    await totals.slices.deleteMany({});
    await clicks.clickers.updateMany({}, { $unset: { createdByClick: '', first: '' } });
    await harness.roll();
    expect(await counted()).toEqual(await expected());
    expect(await clicks.clickers.countDocuments({ first: true })).toBe(2);
    expect(await totals.slices.countDocuments({ touchedAt: { $exists: true } })).toBe(0);
  });
});

const ago = fc.constantFrom(0, 0, 0, 20_000, 40_000, 3_600_000, 30 * 3_600_000, 40 * DAY_MS);
const clicksOfJob = fc.array(
  fc.record({
    ago,
    link: fc.nat(1),
    person: fc.nat(PEOPLE.length - 1),
    kind: fc.constantFrom<ClickRecord['kind'][]>('click', 'click', 'click', 'confirm'),
    client: fc.nat(CLIENTS.length - 1),
  }),
  { minLength: 1, maxLength: 5 },
);
const nth = fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined });
const event = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('record' as const),
      clicks: clicksOfJob,
      crashesAt: nth,
      pausesAt: nth,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('redeliver' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass time' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('roll' as const), crashes: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('recount' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('correct' as const),
      click: fc.nat(50),
      verdict: fc.constantFrom<CorrectedVerdict[]>('human', 'bot', null),
      crashesAt: nth,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('reset' as const),
      link: fc.nat(1),
      mailing: fc.option(fc.nat(1), { nil: undefined }),
      crashes: fc.boolean(),
    }),
  },
);

const NEVER = new Date(0);

type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

/** Sequences that once led to wrong totals or clickers. */
const FOUND: [Event[]][] = [
  [
    // The verdict of a click is corrected before its job, whose worker crashed, is delivered again.
    [
      {
        do: 'record',
        clicks: [
          { ago: 0, link: 0, person: 0, kind: 'click', client: 1 },
          { ago: 0, link: 0, person: 0, kind: 'click', client: 0 },
        ],
        crashesAt: 4,
        pausesAt: undefined,
      },
      { do: 'correct', click: 0, verdict: 'human', crashesAt: undefined },
      { do: 'redeliver' },
    ],
  ],
];

describe(`with random crashes, pauses, redeliveries and resets (seed ${seed})`, () => {
  it('totals equal the distinct clicks and clickers', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 3, maxLength: 14 }), async (events) => {
        await harness.empty();
        const accepted: ClickRecord[] = [];
        /** When the counters of a link were reset last, by link and mailing. */
        const resetAt = new Map<string, Date>();
        for (const one of events) {
          switch (one.do) {
            case 'record': {
              const made = one.clicks.map((c) => click(c.ago, c.link, c.person, c.kind, c.client));
              accepted.push(...made);
              await harness.record(made, one);
              break;
            }
            case 'redeliver':
              await harness.redeliver();
              break;
            case 'pass time':
              await harness.passTime();
              break;
            case 'roll':
              await harness.roll(one.crashes);
              break;
            case 'recount':
              await harness.runRecount();
              break;
            case 'correct':
              await harness.correct(one.click, one.verdict, one.crashesAt);
              break;
            case 'reset': {
              const of = {
                linkId: LINKS[one.link] ?? '',
                mailingId: one.mailing === undefined ? null : (MAILINGS[one.mailing] ?? ''),
              };
              const at = await harness.reset(of, one.crashes);
              for (const mailing of of.mailingId ? [of.mailingId] : MAILINGS)
                resetAt.set(`${of.linkId} ${mailing}`, at);
              break;
            }
          }
          if (!harness.mayBeIncomplete) expect(await counted()).toEqual(await expected());
        }
        await harness.redeliver();
        await harness.finishResets();
        const counting = accepted.filter(
          ({ at, link, recipient }) =>
            at >= (resetAt.get(`${link} ${mailingOf(recipient)}`) ?? NEVER).getTime(),
        );
        const last = await counted();
        expect(last).toEqual(await expected());
        expect(last.slice(0, 2)).toMatchObject(LINKS.map((link) => distinct(counting, link)));
        expect(await harness.wrongClickers()).toEqual([]);
        expect(await harness.openChanges(), 'judging again changes nothing').toEqual([]);
        await harness.passTime();
        await harness.roll();
        expect(await counted()).toEqual(last);
      }),
      { seed, numRuns: Number(process.env.FAULT_RUNS ?? 20), examples: FOUND },
    );
  });
});

const mailingOf = (recipient: string) => PEOPLE.find(({ _id }) => _id === recipient)?.mailingId;

function distinct(accepted: readonly ClickRecord[], link: string): Pick<ClickCounts, 'clicks' | 'clickers'> {
  const here = accepted.filter((one) => one.link === link);
  return {
    clicks: here.filter((one) => one.kind === 'click').length,
    clickers: new Set(here.map((one) => one.recipient)).size,
  };
}
