import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { HEADER } from '@linkflow/links';
import { Subscriptions } from '@linkflow/mailings';
import { PersonalData, REDIS, newId } from '@linkflow/platform';
import type { Redis } from 'ioredis';
import { startWebhookReceiver, testEnvironment, until, type WebhookReceiver } from '../support';
import { engineForFile, type Engine, type Person } from '../support/engine';
import { Subscribing, idsOf } from './webhook-events.fixture';

/** Events of a real worker, sent to real receivers. */
const environment = testEnvironment('webhook_events');
const ATTEMPTS = 3;
let engine: Engine;
let subscribing: Subscribing;
let receiver: WebhookReceiver;
/** A server that no call may reach: it stands for one inside the network. */
let inside: WebhookReceiver;

engineForFile(environment, (started) => (engine = started), {
  OUTBOUND_ALLOW: '127.0.0.1/32',
  // Short, because one receiver hangs; long enough for one that answers on a busy machine.
  OUTBOUND_CONNECT_MS: '2000',
  OUTBOUND_ANSWER_MS: '2000',
  OUTBOUND_TOTAL_MS: '3000',
  WEBHOOK_ATTEMPTS: String(ATTEMPTS),
  WEBHOOK_RETRY_MS: '100',
});
beforeAll(async () => {
  subscribing = new Subscribing(engine);
  inside = await startWebhookReceiver();
});
afterAll(() => inside?.stop());
// A receiver of its own for each test, because breakers are per server.
beforeEach(async () => void (receiver = await startWebhookReceiver()));
afterEach(async () => {
  await subscribing.end();
  await receiver.stop();
});

type Scene = { link: string; person: Person };
const scene = (): Promise<Scene> => engine.scene([engine.action('interest')]);
const clickOf = ({ link, person }: Scene, more: Partial<ClickRecord> = {}): ClickRecord => ({
  ...engine.clickOf(link, person),
  ...more,
});

/** Records one click, and returns it. */
async function click(more: Partial<ClickRecord> = {}): Promise<ClickRecord> {
  const record = clickOf(await scene(), more);
  await engine.deliver([record]);
  return record;
}

describe('an event', () => {
  it('of a click is signed, says who clicked what, and has no address', async () => {
    const subscription = await subscribing.to(receiver);
    const given = await scene();
    const record = clickOf(given);
    await engine.deliver([record]);
    const [delivery] = await subscribing.ended(subscription);
    const [call] = receiver.calls;
    expect(subscribing.eventOf(call)).toEqual({
      type: 'click.recorded',
      timestamp: new Date(record.at).toISOString(),
      version: 1,
      data: {
        id: record.id,
        verdict: 'human',
        link: { id: given.link, name: 'Prøve' },
        mailing: { id: given.person.mailingId, name: 'Prøveutsendelse' },
        recipientId: given.person.recipientId,
        contactId: given.person.contactId,
      },
    });
    expect(call?.body).not.toContain('@');
    expect(call?.headers['webhook-id']).toBe(`${record.id}-click-recorded-${subscription._id}`);
    expect(delivery).toMatchObject({
      state: 'delivered',
      tries: 1,
      attempts: [{ status: 200, problem: null }],
    });
    expect((await subscribing.subscriptions.get(subscription._id)).lastDeliveredAt).toBeInstanceOf(Date);
  });

  it('is sent once, though the job of its click comes twice', async () => {
    const subscription = await subscribing.to(receiver);
    const records = await Promise.all(Array.from({ length: 5 }, async () => clickOf(await scene())));
    await engine.deliver(records);
    await engine.deliver(records);
    await subscribing.ended(subscription, 5);
    await engine.deliver(records);
    expect(new Set(idsOf(receiver)).size).toBe(5);
    expect(receiver.calls).toHaveLength(5);
    expect((await subscribing.log(subscription)).every(({ state }) => state === 'delivered')).toBe(true);
  });

  it('is not kept when nobody wants it', async () => {
    const paused = await subscribing.to(receiver);
    await subscribing.subscriptions.update(paused._id, { state: 'paused' });
    await until(async () => (await subscribing.subscriptions.active()).length === 0);
    await click();
    expect(await subscribing.log(paused)).toEqual([]);
  });

  it('costs a job of clicks one insert, and nothing when nobody wants it', async () => {
    const JOB = 100;
    const { db } = engine.connection;
    if (!db) throw new Error('Not connected');
    const given = await scene();
    /** Number of inserts of deliveries while a job of clicks is recorded. */
    const inserts = async (): Promise<number> => {
      await db.command({ profile: 2 });
      try {
        await engine.deliver(Array.from({ length: JOB }, () => clickOf(given)));
      } finally {
        await db.command({ profile: 0 });
      }
      const profile = db.collection('system.profile');
      const count = await profile.countDocuments({ op: 'insert', ns: /webhook_deliveries$/ });
      await profile.drop();
      return count;
    };
    expect(await inserts()).toBe(0);
    const subscription = await subscribing.to(receiver);
    const needed = await inserts();
    expect(needed).toBeGreaterThan(0);
    // Two if the clicks of the job did not come to this in the same turn of the event loop.
    expect(needed).toBeLessThanOrEqual(2);
    await subscribing.ended(subscription, JOB);
  });

  it('goes to the subscriptions whose link, mailing and verdicts it has', async () => {
    const given = await scene();
    const other = await scene();
    const filters = {
      link: { filter: { kind: 'link', id: given.link } },
      mailing: { filter: { kind: 'mailing', id: other.person.mailingId } },
      machines: { verdicts: ['bot'] },
      everything: { verdicts: ['human', 'suspect', 'bot'] },
      unsubscribes: { types: ['subscription.unsubscribed'] },
    } as const;
    const names = Object.keys(filters) as (keyof typeof filters)[];
    for (const name of names) {
      const { ...more } = filters[name];
      await subscribing.to(receiver, { url: `${receiver.url}/${name}`, ...(more as object) });
    }
    const tool = { seen: { h: HEADER.accept | HEADER.userAgent, g: 9 }, ua: 'curl/8.9.1' };
    const clicks = [clickOf(given), clickOf(other), clickOf(given, tool)];
    await engine.deliver(clicks);
    await until(
      async () => (await subscribing.deliveries.documents.countDocuments({ state: 'pending' })) === 0,
    );
    const got = Object.groupBy(receiver.calls, ({ path }) => path.slice(1));
    const idsTo = (name: string) =>
      (got[name] ?? []).map(({ body }) => (JSON.parse(body) as { data: { id: string } }).data.id).toSorted();
    const [first, second, machine] = clicks.map(({ id }) => id);
    expect(Object.fromEntries(names.map((name) => [name, idsTo(name)]))).toEqual({
      link: [first],
      mailing: [second],
      machines: [machine],
      everything: [first, second, machine].toSorted(),
      unsubscribes: [],
    });
  });

  it('of a change of subscriptions has the address, and is kept in the transaction of the change', async () => {
    const types = [
      'subscription.unsubscribed',
      'subscription.resubscribed',
      'consent.given',
      'consent.withdrawn',
    ] as const;
    const subscription = await subscribing.to(receiver, { types: [...types] });
    const subscriptions = engine.app.get(Subscriptions, { strict: false });
    const owner = { addressKey: `kari.${newId()}@example.no`, contactId: newId() };
    const typeId = newId();
    const none = { all: false, unsubscribed: [], consented: [] };
    const page = { source: 'page', text: 'Ja takk' } as const;
    await subscriptions.choose(owner, () => ({ ...none, consented: [typeId] }), page);
    await subscriptions.choose(owner, () => ({ ...none, all: true }), page);
    await subscriptions.choose(owner, () => none, page);
    await subscribing.ended(subscription, 4);
    const events = receiver.calls.map((call) => subscribing.eventOf(call));
    expect(events.map(({ type }) => type).toSorted()).toEqual(types.toSorted());
    expect(events.find(({ type }) => type === 'consent.given')?.data).toMatchObject({
      address: owner.addressKey,
      contactId: owner.contactId,
      subscriptionTypeId: typeId,
      source: 'page',
      wording: 'Ja takk',
    });
  });

  it('of a person who was erased is deleted, sent or not', async () => {
    const subscription = await subscribing.to(receiver);
    receiver.answer((response) => response.writeHead(500).end());
    const given = await scene();
    await engine.deliver([clickOf(given)]);
    await until(() => receiver.calls.length > 0);
    for (const owner of engine.app.get(PersonalData, { strict: false }).all())
      await owner.erase(given.person.contactId ?? '');
    expect(await subscribing.log(subscription)).toEqual([]);
  });

  it('whose fact was never stored is dropped in the end', async () => {
    const subscription = await subscribing.to(receiver);
    const factId = newId();
    await subscribing.deliveries.documents.insertOne({
      _id: `${factId}-click-recorded-${subscription._id}`,
      subscriptionId: subscription._id,
      type: 'click.recorded',
      factId,
      at: new Date(),
      keptAt: new Date(Date.now() - 3_600_000),
      state: 'pending',
      dueAt: new Date(),
      tries: 0,
      replays: 0,
      attempts: [],
      contactId: null,
    });
    await until(async () => (await subscribing.log(subscription)).length === 0);
    expect(receiver.calls).toEqual([]);
  });
});

describe('a receiver', () => {
  it('that hangs gets the event again with the same id and the same body', async () => {
    const subscription = await subscribing.to(receiver);
    receiver.answer((response) => (receiver.calls.length > 1 ? response.end('{}') : undefined));
    await click();
    const [delivery] = await subscribing.ended(subscription);
    expect(delivery?.attempts.map(({ problem }) => problem)).toEqual(['timeout', null]);
    expect(receiver.calls).toHaveLength(2);
    expect(new Set(idsOf(receiver)).size).toBe(1);
    expect(receiver.calls[1]?.body).toBe(receiver.calls[0]?.body);
  });

  it('that answers 429 with Retry-After is left alone until then, also by other events', async () => {
    const subscription = await subscribing.to(receiver);
    receiver.answer((response) =>
      receiver.calls.length > 1
        ? response.end('{}')
        : response.writeHead(429, { 'retry-after': '2' }).end('slow down'),
    );
    await click();
    await until(() => receiver.calls.length === 1);
    await until(
      async () => (await subscribing.subscriptions.get(subscription._id)).pausedUntil !== undefined,
    );
    await click();
    const deliveries = await subscribing.ended(subscription, 2);
    expect(deliveries.map(({ tries }) => tries)).toEqual([2, 1]);
    const [refused, ...later] = receiver.calls.map(({ at }) => at);
    expect(later).toHaveLength(2);
    // The time of the database and that of this process may differ by some milliseconds.
    for (const at of later) expect(at - (refused ?? 0)).toBeGreaterThan(1_900);
  });

  it('that answers 500 is called as often as the settings allow; a replay has the same id and body', async () => {
    const subscription = await subscribing.to(receiver);
    receiver.answer((response) => response.writeHead(500).end('oops'));
    await click();
    const [failed] = await subscribing.ended(subscription);
    expect(failed).toMatchObject({ state: 'failed', tries: ATTEMPTS, answer: 'oops' });
    expect(receiver.calls).toHaveLength(ATTEMPTS);

    receiver.answer((response) => response.end('{}'));
    expect(await subscribing.deliveries.replay(subscription._id, failed?._id ?? '')).toBe(true);
    const [replayed] = await subscribing.ended(subscription);
    expect(replayed).toMatchObject({ state: 'delivered', tries: 1, replays: 1 });
    expect(new Set(idsOf(receiver)).size).toBe(1);
    expect(new Set(receiver.calls.map(({ body }) => body)).size).toBe(1);
  });

  it('gets all failed events of a period again, and no others', async () => {
    const subscription = await subscribing.to(receiver);
    receiver.answer((response) => response.writeHead(302, { location: '/' }).end());
    const hourAgo = Date.now() - 3_600_000;
    const early = await click({
      id: `${Math.floor(hourAgo / 1_000).toString(16)}${newId().slice(8)}`,
      at: hourAgo,
    });
    await click();
    await subscribing.ended(subscription, 2);
    receiver.answer((response) => response.end('{}'));
    const period = { to: new Date(hourAgo + 60_000).toISOString() };
    expect(await subscribing.deliveries.replayFailed(subscription._id, period)).toBe(1);
    const [first, second] = await subscribing.ended(subscription, 2);
    expect([first?.factId, first?.state, second?.state]).toEqual([early.id, 'delivered', 'failed']);
  });

  it('that redirects to a private address is not followed, nor called again', async () => {
    const subscription = await subscribing.to(receiver);
    receiver.answer((response) => response.writeHead(307, { location: `${inside.url}/secret` }).end());
    await click();
    const [delivery] = await subscribing.ended(subscription);
    expect(delivery).toMatchObject({ state: 'failed', attempts: [{ status: 307, problem: 'redirect' }] });
    expect(receiver.calls).toHaveLength(1);
    expect(inside.calls).toEqual([]);
  });

  it('with a private address is never called', async () => {
    const subscription = await subscribing.to(receiver, { url: 'http://10.0.0.1:8080/in' });
    await click();
    const [delivery] = await subscribing.ended(subscription);
    expect(delivery).toMatchObject({ state: 'failed', attempts: [{ status: null, problem: 'address' }] });
  });

  it('that answers 10 MB has taken the event; the log keeps the beginning', async () => {
    const subscription = await subscribing.to(receiver);
    receiver.answer((response) => response.end('x'.repeat(10_000_000)));
    await click();
    const [delivery] = await subscribing.ended(subscription);
    expect(delivery).toMatchObject({ state: 'delivered', tries: 1 });
    expect(delivery?.answer).toHaveLength(1_000);
    expect(receiver.calls).toHaveLength(1);
  });

  it('that closes before its answer gets the event again', async () => {
    const subscription = await subscribing.to(receiver);
    receiver.answer((response, _call, { socket }) =>
      receiver.calls.length > 1 ? response.end('{}') : socket.destroy(),
    );
    await click();
    const [delivery] = await subscribing.ended(subscription);
    expect(delivery?.attempts.map(({ problem }) => problem)).toEqual(['closed', null]);
    expect(new Set(idsOf(receiver)).size).toBe(1);
  });

  it('that closes in the middle of an answer 200 has taken the event', async () => {
    const subscription = await subscribing.to(receiver);
    receiver.answer((response, _call, { socket }) => {
      response.writeHead(200, { 'content-length': '11' }).write('{"sco');
      setImmediate(() => socket.destroy());
    });
    await click();
    const [delivery] = await subscribing.ended(subscription);
    expect(delivery).toMatchObject({ state: 'delivered', tries: 1, attempts: [{ status: 200 }] });
    expect(receiver.calls).toHaveLength(1);
  });

  it('that answers 410 gets nothing more until a user resumes the subscription', async () => {
    const subscription = await subscribing.to(receiver);
    receiver.answer((response) => response.writeHead(410).end());
    await click();
    await subscribing.ended(subscription);
    const stored = () => subscribing.subscriptions.get(subscription._id);
    expect(await stored()).toMatchObject({ state: 'paused', gone: true });
    await subscribing.subscriptions.update(subscription._id, { state: 'active' });
    expect(await stored()).not.toHaveProperty('gone');
  });

  it('that is down opens the breaker: all events wait, none is lost, and each comes once when it is back', async () => {
    const EVENTS = 30;
    const subscription = await subscribing.to(receiver);
    receiver.answer((response) => response.writeHead(503).end());
    await engine.deliver(
      await Promise.all(Array.from({ length: EVENTS }, async () => clickOf(await scene()))),
    );
    await until(
      async () => (await subscribing.subscriptions.get(subscription._id)).pausedUntil !== undefined,
    );
    const before = receiver.calls.length;
    expect(await subscribing.deliveries.count(subscription._id, 'pending')).toBe(EVENTS);
    const taken: unknown[] = [];
    receiver.answer((response, { headers }) => {
      taken.push(headers['webhook-id']);
      response.end('{}');
    });
    // The pause ends, as if its time was over.
    await engine.app
      .get<Redis>(REDIS, { strict: false })
      .del(`${environment.queuePrefix}:webhook-breaker:127.0.0.1:${receiver.port}`);
    await subscribing.subscriptions.update(subscription._id, { state: 'active' });
    const deliveries = await subscribing.ended(subscription, EVENTS);
    expect(deliveries.every(({ state }) => state === 'delivered')).toBe(true);
    expect([taken.length, new Set(taken).size]).toEqual([EVENTS, EVENTS]);
    // Calls that were made at the same moment may all have failed; later ones were not made.
    expect(before).toBeLessThanOrEqual(EVENTS);
  });
});

it('a delivery that a dead worker holds is sent when its lease has expired', async () => {
  const subscription = await subscribing.to(receiver, { state: 'active' });
  const record = await click();
  const [delivery] = await subscribing.ended(subscription);
  // As a worker leaves it that is killed after the call and before it stores the result.
  await subscribing.deliveries.documents.updateOne(
    { _id: delivery?._id ?? '' },
    { $set: { state: 'pending', lease: newId(), dueAt: new Date(Date.now() - 1), attempts: [], tries: 0 } },
  );
  await until(() => receiver.calls.length === 2);
  await subscribing.ended(subscription);
  expect(new Set(idsOf(receiver))).toEqual(new Set([`${record.id}-click-recorded-${subscription._id}`]));
  expect(receiver.calls[1]?.body).toBe(receiver.calls[0]?.body);
});
