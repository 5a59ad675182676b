import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REDIS, newId } from '@linkflow/platform';
import { startWebhookReceiver, testEnvironment, until, type WebhookReceiver } from '../support';
import type { Engine } from '../support/engine';
import { ATTEMPTS, idsOf, subscribingForFile, type Subscribing } from './webhook-events.fixture';

/** Events of a real worker, sent to real receivers that do not behave as they should. */
const environment = testEnvironment('webhook_receivers');
let engine: Engine;
let subscribing: Subscribing;
let receiver: WebhookReceiver;
subscribingForFile(environment, (started) => ({ engine, subscribing, receiver } = started));

/** A server that no call may reach: it stands for one inside the network. */
let inside: WebhookReceiver;
beforeAll(async () => void (inside = await startWebhookReceiver()));
afterAll(() => inside?.stop());

describe('a receiver', () => {
  it('that hangs gets the event again with the same id and the same body', async () => {
    const subscription = await subscribing.to(receiver);
    receiver.answer((response) => (receiver.calls.length > 1 ? response.end('{}') : undefined));
    await subscribing.click();
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
    await subscribing.click();
    await until(() => receiver.calls.length === 1);
    await until(
      async () => (await subscribing.subscriptions.get(subscription._id)).pausedUntil !== undefined,
    );
    await subscribing.click();
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
    await subscribing.click();
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
    const early = await subscribing.click({
      id: `${Math.floor(hourAgo / 1_000).toString(16)}${newId().slice(8)}`,
      at: hourAgo,
    });
    await subscribing.click();
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
    await subscribing.click();
    const [delivery] = await subscribing.ended(subscription);
    expect(delivery).toMatchObject({ state: 'failed', attempts: [{ status: 307, problem: 'redirect' }] });
    expect(receiver.calls).toHaveLength(1);
    expect(inside.calls).toEqual([]);
  });

  it('with a private address is never called', async () => {
    const subscription = await subscribing.to(receiver, { url: 'http://10.0.0.1:8080/in' });
    await subscribing.click();
    const [delivery] = await subscribing.ended(subscription);
    expect(delivery).toMatchObject({ state: 'failed', attempts: [{ status: null, problem: 'address' }] });
  });

  it('that answers 10 MB has taken the event; the log keeps the beginning', async () => {
    const subscription = await subscribing.to(receiver);
    receiver.answer((response) => response.end('x'.repeat(10_000_000)));
    await subscribing.click();
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
    await subscribing.click();
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
    await subscribing.click();
    const [delivery] = await subscribing.ended(subscription);
    expect(delivery).toMatchObject({ state: 'delivered', tries: 1, attempts: [{ status: 200 }] });
    expect(receiver.calls).toHaveLength(1);
  });

  it('that answers 410 gets nothing more until a user resumes the subscription', async () => {
    const subscription = await subscribing.to(receiver);
    receiver.answer((response) => response.writeHead(410).end());
    await subscribing.click();
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
      await Promise.all(
        Array.from({ length: EVENTS }, async () => subscribing.clickOf(await subscribing.scene())),
      ),
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
