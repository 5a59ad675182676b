import { describe, expect, it } from 'vitest';
import { HEADER } from '@linkflow/links';
import { Subscriptions } from '@linkflow/mailings';
import { PersonalData, newId } from '@linkflow/platform';
import { testEnvironment, until, type WebhookReceiver } from '../support';
import type { Engine } from '../support/engine';
import { idsOf, subscribingForFile, type Subscribing } from './webhook-events.fixture';

/** Events of a real worker: what they say, to whom they are sent, and that none is missing or sent twice. */
const environment = testEnvironment('webhook_events');
let engine: Engine;
let subscribing: Subscribing;
let receiver: WebhookReceiver;
subscribingForFile(environment, (started) => ({ engine, subscribing, receiver } = started));

describe('an event', () => {
  it('of a click is signed, says who clicked what, and has no address', async () => {
    const subscription = await subscribing.to(receiver);
    const given = await subscribing.scene();
    const record = subscribing.clickOf(given);
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
    const records = await Promise.all(
      Array.from({ length: 5 }, async () => subscribing.clickOf(await subscribing.scene())),
    );
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
    await subscribing.click();
    expect(await subscribing.log(paused)).toEqual([]);
  });

  it('costs a job of clicks one insert, and nothing when nobody wants it', async () => {
    const JOB = 100;
    const { db } = engine.connection;
    if (!db) throw new Error('Not connected');
    const given = await subscribing.scene();
    /** Number of inserts of deliveries while a job of clicks is recorded. */
    const inserts = async (): Promise<number> => {
      // Of all operations the profile would keep only the last ones.
      const filter = { op: 'insert', ns: `${db.databaseName}.webhook_deliveries` };
      await db.command({ profile: 1, filter });
      try {
        await engine.deliver(Array.from({ length: JOB }, () => subscribing.clickOf(given)));
      } finally {
        await db.command({ profile: 0, filter: 'unset' });
      }
      const profile = db.collection('system.profile');
      const count = await profile.countDocuments(filter);
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
    const given = await subscribing.scene();
    const other = await subscribing.scene();
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
    const clicks = [subscribing.clickOf(given), subscribing.clickOf(other), subscribing.clickOf(given, tool)];
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
      everything: clicks.map(({ id }) => id).toSorted(),
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
    const given = await subscribing.scene();
    await engine.deliver([subscribing.clickOf(given)]);
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

it('a delivery that a dead worker holds is sent when its lease has expired', async () => {
  const subscription = await subscribing.to(receiver, { state: 'active' });
  const record = await subscribing.click();
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
