import type { INestApplicationContext } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import fc from 'fast-check';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClickRecord, LookRecord } from '@linkflow/contracts';
import {
  HEADER,
  Looks,
  Networks,
  builtInNetworks,
  judge,
  type ClickDoc,
  type DeliveryRequest,
} from '@linkflow/links';
import { testEnvironment } from '../support';
import { TotalsHarness } from './click-totals.fixture';
import { linkLibrary } from './links.fixture';

/** A recipient whose links are opened hundreds of times: a judgement reads a part of the clicks, and finds what it would find with all. */
const environment = testEnvironment('hot-recipient');
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const id = (n: number): string => n.toString(16).padStart(24, '0');
const [MAILING, RECIPIENT] = [id(1), id(2)];
const LINKS = [id(3), id(4), id(5)];
const START = Date.UTC(2026, 10, 2, 9);

let app: INestApplicationContext;
let db: Connection;
let harness: TotalsHarness;

beforeAll(async () => {
  app = await linkLibrary(environment);
  db = app.get<Connection>(getConnectionToken());
  harness = new TotalsHarness(app);
  await harness.addRecipients([{ _id: RECIPIENT, mailingId: MAILING }]);
  await db
    .collection<{ _id: string }>('recipients')
    .updateOne({ _id: RECIPIENT }, { $set: { delivery: { state: 'sent', sentAt: new Date(START) } } });
  await db
    .collection<{ _id: string; linkIds: string[] }>('mailings')
    .insertOne({ _id: MAILING, linkIds: LINKS });
});
afterAll(async () => {
  await app.close();
  await environment.dispose();
});
beforeEach(() => empty());

async function empty(): Promise<void> {
  await harness.empty();
  await db.collection('looks').deleteMany({});
}

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36';
const COMPLETE =
  HEADER.accept | HEADER.acceptHtml | HEADER.acceptLanguage | HEADER.acceptEncoding | HEADER.userAgent;
const CLIENTS: Pick<ClickRecord, 'seen' | 'ua'>[] = [
  { seen: { h: COMPLETE, g: 3 }, ua: CHROME },
  { seen: { h: COMPLETE, g: 4 }, ua: CHROME },
  { seen: { h: COMPLETE, g: 9, n: 'amazon' }, ua: CHROME },
  { seen: { h: HEADER.accept | HEADER.userAgent, g: 7 }, ua: CHROME },
  { seen: { h: 0, g: 8 }, ua: 'curl/8.9.1' },
  {},
];

interface Drawn {
  /** Seconds since the request before. */
  gap: number;
  link: number;
  client: number;
  kind: 'click' | 'confirm' | 'page' | 'head';
}

let made = 0;
function requestOf({ link, client, kind }: Drawn, at: number): ClickRecord | LookRecord {
  made += 1;
  const common = {
    id:
      Math.floor(at / 1_000)
        .toString(16)
        .padStart(8, '0') + made.toString(16).padStart(16, '0'),
    at,
    link: LINKS[link] ?? '',
    recipient: RECIPIENT,
    ...CLIENTS[client],
  };
  if (kind === 'head') return { ...common, seen: common.seen ?? { h: 0 }, kind };
  return { ...common, version: 1, kind: kind === 'confirm' ? 'confirm' : 'click', run: kind !== 'page' };
}

const isLook = (request: ClickRecord | LookRecord): request is LookRecord => request.kind === 'head';

const drawn: fc.Arbitrary<Drawn> = fc.record({
  gap: fc.oneof(fc.double({ min: 0, max: 3, noNaN: true }), fc.constantFrom(0, 30, 400, 7_000)),
  link: fc.nat(LINKS.length - 1),
  client: fc.oneof(fc.nat(CLIENTS.length - 1), fc.constantFrom(0, 3)),
  kind: fc.constantFrom('click', 'click', 'click', 'click', 'click', 'click', 'confirm', 'page', 'head'),
});

/** What the classifier says of all requests of the recipient together. */
async function judgedTogether(): Promise<Map<string, { verdict: string; score: number }>> {
  const clicks = await harness.clicks.clicks.find({ recipientId: RECIPIENT }).toArray();
  const looks = (await app.get(Looks).of([RECIPIENT])).get(RECIPIENT) ?? [];
  const all: { id: string; request: DeliveryRequest }[] = [
    ...looks.map(({ at, linkId, kind, seen, agent }) => ({
      id: '',
      request: { at: at.getTime(), link: linkId, kind, evidence: seen, agent },
    })),
    ...clicks
      .toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a._id < b._id ? -1 : 1))
      .map(({ _id, at, linkId, kind, run, seen, agent }: ClickDoc) => ({
        id: _id,
        request: {
          at: at.getTime(),
          link: linkId,
          kind: kind === 'confirm' ? ('confirm' as const) : ('get' as const),
          asksToConfirm: kind === 'confirm' || !run,
          evidence: seen,
          agent,
        },
      })),
  ].sort((a, b) => a.request.at - b.request.at);
  const verdicts = judge(
    {
      deliveredAt: START,
      linksInMail: LINKS.length,
      hiddenLink: RECIPIENT,
      requests: all.map(({ request }) => request),
    },
    { networks: new Networks(builtInNetworks) },
  );
  return new Map(
    all.flatMap(({ id: click, request }, index) => {
      const verdict = verdicts[index];
      return click !== '' && verdict && request.evidence ? [[click, verdict]] : [];
    }),
  );
}

describe(`the clicks of one recipient (seed ${seed})`, () => {
  it('get the verdicts that they would get if all were read', { timeout: 300_000 }, async () => {
    const jobs = fc.record({
      requests: fc.array(drawn, { minLength: 450, maxLength: 700, size: 'max' }),
      size: fc.integer({ min: 5, max: 90 }),
      swaps: fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(jobs, async ({ requests, size, swaps }) => {
        await empty();
        let at = START;
        const all = requests.map((one) => requestOf(one, (at += Math.round(one.gap * 1_000))));
        const parts = Array.from({ length: Math.ceil(all.length / size) }, (_, n) =>
          all.slice(n * size, (n + 1) * size),
        );
        // Some jobs are late, so that clicks are recorded between others.
        for (const [a, b] of swaps) {
          const [x, y] = [a % parts.length, b % parts.length];
          [parts[x], parts[y]] = [parts[y] ?? [], parts[x] ?? []];
        }
        for (const part of parts) {
          await harness.recordLooks(part.filter(isLook));
          await harness.record(part.filter((one) => !isLook(one)));
        }
        const expected = await judgedTogether();
        const stored = await harness.clicks.clicks.find({ recipientId: RECIPIENT }).toArray();
        for (const { _id, judgement } of stored) {
          const found = expected.get(_id);
          expect(judgement?.verdict, _id).toBe(found?.verdict);
          // Small differences of a score are not stored.
          expect(Math.abs((judgement?.score ?? 0) - (found?.score ?? 0)), _id).toBeLessThan(5);
        }
        expect(await harness.wrongClickers()).toEqual([]);
        expect(await harness.openChanges()).toEqual([]);
      }),
      { seed, numRuns: 4, endOnFailure: true },
    );
  });

  it('cost the same to judge, however many there are', { timeout: 120_000 }, async () => {
    const read: number[] = [];
    let at = START;
    for (const more of [1_000, 9_000]) {
      const clicks = Array.from({ length: more }, (_, n): ClickDoc => {
        const kind = n % 50 === 0 ? ('confirm' as const) : ('click' as const);
        const click = requestOf({ gap: 0, link: n % 3, client: 3, kind }, (at += 2_000)) as ClickRecord;
        return {
          _id: click.id,
          linkId: click.link,
          mailingId: MAILING,
          recipientId: RECIPIENT,
          contactId: null,
          at: new Date(click.at),
          version: 1,
          kind,
          run: true,
          ua: null,
          seen: { h: HEADER.accept, g: 7 },
          agent: { kind: 'tool' },
          verdict: 'bot',
        };
      });
      await harness.clicks.clicks.insertMany(clicks);
      await harness.record([
        requestOf({ gap: 0, link: 0, client: 3, kind: 'click' }, (at += 2_000)) as ClickRecord,
      ]);
      read.push(
        await examinedBy(() => clickAt((at += 2_000))),
        await examinedBy(() => clickAt(START + 500_000)),
      );
    }
    expect(Math.max(...read)).toBeLessThan(8_000);
    expect(read[2], 'with ten times as many clicks').toBeLessThan((read[0] ?? 0) * 1.3);
    expect(read[3]).toBeLessThan((read[1] ?? 0) * 1.3);
  });
});

const clickAt = (at: number): Promise<void> =>
  harness.record([requestOf({ gap: 0, link: 1, client: 3, kind: 'click' }, at) as ClickRecord]);

/** Documents and index keys that the database reads of clicks and clickers meanwhile. */
async function examinedBy(work: () => Promise<void>): Promise<number> {
  const database = db.db;
  if (!database) throw new Error('MongoDB is not connected');
  // The profile of its own size, 1 MB, forgets the first of some hundred updates.
  await database.dropCollection('system.profile');
  await database.createCollection('system.profile', { capped: true, size: 16 * 1024 * 1024 });
  await database.command({ profile: 2 });
  const since = new Date();
  await work();
  await database.command({ profile: 0 });
  const profiled = await database
    .collection<{ docsExamined?: number; keysExamined?: number; ns: string }>('system.profile')
    .find({ ts: { $gte: since }, ns: /\.click(?:s|ers)$/ })
    .toArray();
  expect(profiled.length).toBeGreaterThan(0);
  return profiled.reduce(
    (sum, { docsExamined = 0, keysExamined = 0 }) => sum + docsExamined + keysExamined,
    0,
  );
}
