import { isDeepStrictEqual } from 'node:util';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import {
  Demo,
  signIn,
  startApps,
  testEnvironment,
  until,
  visit,
  type ApiClient,
  type RunningApps,
} from '../support';
import { startMailServer } from '../support/mail-server';
import { linkIn, messageTo } from '../support/received-mail';
import { Recount } from '../support/recount';
import { Crowd } from './crowd';

/**
 * Everything at the same time: people click while a mailing goes out, colleagues reset counters, correct verdicts, judge history again and
 * put those who clicked into selections. Each report adds up at any moment, and in the end all numbers are those of MongoDB.
 */
const RECIPIENTS = 40;
const LINKS = ['Kalkulator', 'Ring meg'];
const environment = testEnvironment('numbers_meanwhile');
const server = await startMailServer();
let apps: RunningApps;
let ingrid: ApiClient;
let kari: ApiClient;
let client: mongo.MongoClient;
let recount: Recount;
let crowd: Crowd;
let mailingId: string;
let linkIds: string[];

beforeAll(async () => {
  const env = {
    SMTP_URL: `smtp://127.0.0.1:${server.port}?connections=2`,
    MAIL_FROM: 'Fjord Energi <post@fjord.example>',
    MAIL_FROM_DOMAINS: 'fjord.example',
  };
  apps = await startApps({ environment, seedDemo: true, env });
  ingrid = await signIn(apps.apiUrl);
  kari = await signIn(apps.apiUrl, { email: 'kari@example.no', password: 'linkflow' });
  client = await mongo.MongoClient.connect(environment.mongoUri);
  recount = new Recount(client.db());
  crowd = await Crowd.invite(ingrid, RECIPIENTS);
  linkIds = await Promise.all(
    LINKS.map(async (name) => {
      const body = { name, url: 'https://example.com/' };
      return (await ingrid.call(ROUTES.links.create, { body })).id;
    }),
  );
  const html = LINKS.map((name, n) => `<a href="{{link:${linkIds[n]}}}">${name}</a>`).join(' ');
  const body = {
    name: 'Høst',
    subject: 'Hei',
    html: `${html} <a href="{{link:unsubscribe}}">Meld deg av</a>`,
  };
  mailingId = (await ingrid.call(ROUTES.mailings.create, { body })).id;
  const contactIds = [...crowd.contactIds];
  await ingrid.call(ROUTES.recipients.add, { params: { id: mailingId }, body: { contactIds } });
  await until(
    async () =>
      (await ingrid.call(ROUTES.audience.get, { params: { id: mailingId } })).totals.ready === RECIPIENTS,
    { what: 'the recipients', deadlineMs: 60_000 },
  );
}, 240_000);
afterAll(async () => {
  await client?.close();
  await apps?.stop();
  await server.stop();
  await environment.dispose();
});

const report = () => ingrid.call(ROUTES.reports.mailing, { params: { id: mailingId } });
const sum = (counts: readonly { clicks: number; humanClicks: number }[]) => [
  counts.reduce((all, { clicks }) => all + clicks, 0),
  counts.reduce((all, { humanClicks }) => all + humanClicks, 0),
];
/** Where the numbers of the product are not those of MongoDB. */
async function differences(): Promise<unknown[]> {
  const found: unknown[] = [];
  const compare = (what: string, shown: object | undefined, counted: object) => {
    const part = Object.fromEntries(Object.entries(shown ?? {}).filter(([key]) => key in counted));
    if (!isDeepStrictEqual(part, counted)) found.push({ what, shown: part, counted });
  };
  const { total, links } = await report();
  compare('mailing', total, await recount.clicks({ mailingId }));
  for (const linkId of linkIds) {
    const counted = await recount.clicks({ linkId, mailingId });
    compare(
      'link in the report',
      links.find(({ id }) => id === linkId),
      counted,
    );
    compare('link', await ingrid.call(ROUTES.links.get, { params: { id: linkId } }), counted);
  }
  return found;
}

/** Repeats something, at least once, until `isOver`. */
async function meanwhile(isOver: () => boolean, act: () => Promise<unknown>): Promise<void> {
  do await act();
  while (!isOver());
}

describe('clicks while a mailing goes out and colleagues change what counts', () => {
  it('are in every report once, whose parts add up at any moment', { timeout: 240_000 }, async () => {
    let isOver = false;
    const over = () => isOver;
    const { revision } = await ingrid.call(ROUTES.mailings.get, { params: { id: mailingId } });
    await ingrid.call(ROUTES.sending.start, { params: { id: mailingId }, body: { revision } });
    const clicking = (async () => {
      for (let read = 0; read < RECIPIENTS; read += 1) {
        await until(() => server.taken.length > read, { what: 'the next message', deadlineMs: 60_000 });
        const { to = '' } = server.taken[read] ?? {};
        const mail = await messageTo(server, to);
        await Promise.all(LINKS.flatMap((text) => [visit(linkIn(mail, text)), visit(linkIn(mail, text))]));
      }
      isOver = true;
    })();
    await Promise.all([
      clicking,
      meanwhile(over, async () => {
        const { total, links, hours } = await report();
        expect(sum(links)).toEqual([total.clicks, total.humanClicks]);
        expect(sum(hours)).toEqual([total.clicks, total.humanClicks]);
      }),
      meanwhile(over, () =>
        kari.call(ROUTES.links.reset, { params: { id: linkIds[0] ?? '' }, body: { mailingId } }),
      ),
      meanwhile(over, async () => {
        const { items } = await ingrid.call(ROUTES.clicks.list, { query: { linkId: linkIds[1] } });
        const click = items[Math.floor(Math.random() * items.length)];
        if (click)
          await ingrid.call(ROUTES.clicks.correct, { params: { id: click.id }, body: { verdict: 'bot' } });
      }),
      meanwhile(over, async () => {
        const period = { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date().toISOString() };
        const { id } = await ingrid.call(ROUTES.rejudgements.start, { body: period });
        await until(
          async () =>
            (await ingrid.call(ROUTES.rejudgements.list)).some(
              (one) => one.id === id && one.state === 'done',
            ),
          { what: 'the end of the judging', deadlineMs: 120_000 },
        );
      }),
    ]);
    await until(
      async () => (await client.db().collection('clicks').countDocuments({ mailingId })) === 4 * RECIPIENTS,
      { what: 'all clicks', deadlineMs: 60_000 },
    );
    // Late clicks of a reset are left out, and the last clicks are judged, after they were recorded.
    await expect.poll(differences, { timeout: 60_000 }).toEqual([]);
    const corrected = await client.db().collection('clicks').countDocuments({ 'correction.verdict': 'bot' });
    expect(corrected).toBeGreaterThan(0);
    expect(
      await client
        .db()
        .collection('clicks')
        .countDocuments({ verdict: 'bot', correction: { $exists: true } }),
    ).toBe(corrected);
  });

  it('tell the open pages of the mailing when a verdict changes', async () => {
    const closing = new AbortController();
    const stream = await fetch(`${apps.apiUrl}/api/events?topics=mailing:${mailingId}`, {
      headers: { cookie: ingrid.cookie },
      signal: closing.signal,
    });
    let received = '';
    const reading = (async () => {
      for await (const text of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) received += text;
    })().catch(() => undefined);
    await until(() => received.includes('ready'), { what: 'the beginning of the stream' });
    const [click] = (await ingrid.call(ROUTES.clicks.list, { query: { linkId: linkIds[1] } })).items;
    const id = click?.id ?? '';
    const body = { verdict: click?.verdict.verdict === 'bot' ? 'human' : 'bot' } as const;
    await ingrid.call(ROUTES.clicks.correct, { params: { id }, body });
    await until(() => received.includes(id), { what: 'the event', deadlineMs: 30_000 });
    closing.abort();
    await reading;
  });

  it(
    'lead to one selection with all who clicked, when two colleagues make it at once',
    { timeout: 120_000 },
    async () => {
      const linkId = linkIds[1] ?? '';
      const filter = { of: 'link', linkId } as const;
      const work = { do: 'add', kind: 'selection', target: { name: 'Klikket: Ring meg' } } as const;
      const answers = await Promise.all(
        [ingrid, kari].map((one) => one.send('POST', '/api/people-bulks', { filter, work, canary: 0 })),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
      expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'name.taken' });
      const id = await new Demo(ingrid).idOf('selection', 'Klikket: Ring meg');
      const existing = { ...work, target: { id } };
      const bulks = await Promise.all(
        [ingrid, kari].map((one) =>
          one.call(ROUTES.peopleBulks.start, { body: { filter, work: existing, canary: 0 } }),
        ),
      );
      const first = answers.find(({ status }) => status === 201)?.body as { id: string };
      const all = [first.id, ...bulks.map((bulk) => bulk.id)];
      const done = await until(
        async () => {
          const found = await Promise.all(
            all.map((bulk) => ingrid.call(ROUTES.peopleBulks.get, { params: { id: bulk } })),
          );
          return found.every(({ state }) => state === 'done') && found;
        },
        { what: 'the end of the work', deadlineMs: 60_000 },
      );
      const people = await recount.clickersOf({ linkId, mailingId });
      const members = await ingrid.call(ROUTES.selections.members, {
        params: { id },
        query: { pageSize: 200 },
      });
      expect(members.items.map(({ contact }) => contact.email ?? '').sort()).toEqual(people);
      // Each person was added by one of them.
      expect(done.reduce((sum, bulk) => sum + bulk.done, 0)).toBe(people.length);
      expect(done.map((bulk) => bulk.done + bulk.unchanged)).toEqual(all.map(() => people.length));
    },
  );
});
