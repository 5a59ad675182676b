import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type LinkDetail } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { signIn, testEnvironment, until, type ApiClient } from '../support';
import { problem, startApi } from './api.fixture';

/** Who has the page of a link open, in two processes of the api that share one Redis. */
const environment = testEnvironment('presence');
const apps: { app: NestFastifyApplication; url: string }[] = [];
let ingrid: ApiClient;
let jonas: ApiClient;
let link: LinkDetail;
const streams: AbortController[] = [];

beforeAll(async () => {
  for (let n = 0; n < 2; n += 1) apps.push(await startApi(environment, { SEED_DEMO: 'true' }));
  const [one, other] = apps;
  ingrid = await signIn(one?.url ?? '');
  jonas = await signIn(other?.url ?? '', { email: 'jonas@example.no', password: 'linkflow' });
  link = await ingrid.call(ROUTES.links.create, { body: { name: 'Two', url: 'https://example.com' } });
}, 120_000);
afterAll(async () => {
  for (const stream of streams) stream.abort();
  for (const { app } of apps) {
    // The server waits for connections that are not idle, such as those of aborted streams.
    app.getHttpServer().closeAllConnections();
    await app.close();
  }
  await environment.dispose();
});

/** Opens the event stream of a page. `events` are the types of the events that came. */
function open(
  client: ApiClient,
  index: number,
): { events: string[]; ready: Promise<unknown>; close(): void } {
  const stop = new AbortController();
  streams.push(stop);
  const events: string[] = [];
  let isReady = false;
  void (async () => {
    const answer = await fetch(`${apps[index]?.url}/api/events?topics=link:${link.id},presence:${link.id}`, {
      headers: { cookie: client.cookie },
      signal: stop.signal,
    });
    for await (const chunk of answer.body ?? []) {
      const text = Buffer.from(chunk as Uint8Array).toString();
      isReady ||= text.includes('event: ready');
      events.push(...[...text.matchAll(/"type":"([a-z]+)"/g)].map((match) => match[1] ?? ''));
    }
  })().catch(() => undefined);
  return { events, ready: until(() => isReady, { what: 'the stream' }), close: () => stop.abort() };
}
const present = (client: ApiClient) => client.call(ROUTES.links.presence, { params: { id: link.id } });
const names = async (client: ApiClient) => (await present(client)).map(({ name }) => name.split(' ')[0]);

describe('the colleagues at a link', () => {
  it('see each other through different processes, and each only once', async () => {
    expect(await present(ingrid)).toEqual([]);
    const first = open(ingrid, 0);
    await first.ready;
    const second = open(jonas, 1);
    const third = open(jonas, 1);
    await Promise.all([second.ready, third.ready]);
    await until(async () => (await names(ingrid)).length === 2, { what: 'both colleagues' });
    expect(await names(jonas)).toEqual(['Ingrid', 'Jonas']);
    expect((await present(ingrid))[0]).toMatchObject({ name: 'Ingrid Dahl', editing: true });
    // The first stream was open when Jonas came, so it was told.
    await until(() => first.events.includes('presence'), { what: 'the event' });

    first.events.length = 0;
    second.close();
    await until(() => first.events.includes('presence'), { what: 'the event of a closed page' });
    expect(await names(ingrid)).toEqual(['Ingrid', 'Jonas']);
    third.close();
    await until(async () => (await names(ingrid)).join() === 'Ingrid', { what: 'Jonas to be gone' });
    first.close();
    await until(async () => (await names(ingrid)).length === 0, { what: 'everybody to be gone' });
  });

  it('disappear when their process was killed, and the others are told', { timeout: 30_000 }, async () => {
    const page = open(ingrid, 0);
    await page.ready;
    const redis = new Redis(environment.redisUrl);
    const member = JSON.stringify({ stream: newId(), id: newId(), name: 'Gone', editing: true });
    // What a killed process leaves: a member that nobody renews. It expires after the next renewal of the others.
    // Redis answers with texts, although `redis.time` is typed otherwise.
    const [seconds] = (await redis.call('TIME')) as string[];
    const key = `${environment.queuePrefix}:presence:${link.id}`;
    await redis.zadd(key, (Number(seconds) + 9) * 1_000, member);
    expect(await names(ingrid)).toContain('Gone');
    page.events.length = 0;
    await until(async () => !(await names(ingrid)).includes('Gone'), { what: 'the expiry', everyMs: 500 });
    await until(() => page.events.includes('presence'), { what: 'the event', deadlineMs: 10_000 });
    expect(await names(ingrid)).toEqual(['Ingrid']);
    redis.disconnect();
    page.close();
  });

  it('are not shown if they have left before the server answered', async () => {
    const { hostname, port } = new URL(apps[0]?.url ?? '');
    const request = [
      `GET /api/events?topics=presence:${link.id} HTTP/1.1`,
      `host: ${hostname}:${port}`,
      `cookie: ${ingrid.cookie}`,
    ];
    for (let n = 0; n < 30; n += 1) {
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      socket.write([...request, '', ''].join('\r\n'));
      // Between the read of the request and the answer, for which the server reads the session from the database.
      await sleep(n / 10);
      socket.resetAndDestroy();
    }
    await sleep(500);
    expect(await names(ingrid)).toEqual([]);
  });

  it('are not shown for a link that does not exist', async () => {
    expect(await problem(ingrid.send('GET', `/api/links/${newId()}/presence`))).toMatchObject({
      status: 404,
      code: 'not-found',
    });
  });
});
