import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveEvent } from '@linkflow/contracts';
import { LiveEvents, type Log } from '@linkflow/platform';
import { EventHub, type Listener } from '../../apps/api/src/events/event-hub';
import { testEnvironment, until } from '../support';

const environment = testEnvironment('event-hub');
const { hostname, port: redisPort } = new URL(environment.redisUrl);

/** A way to Redis that the test can cut. */
class CuttableRedis {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  port = 0;

  async open(): Promise<void> {
    this.server = createServer((socket) => {
      const redis = connect(Number(redisPort), hostname);
      for (const [one, other] of [
        [socket, redis],
        [redis, socket],
      ] as const) {
        this.sockets.add(one);
        one.pipe(other);
        one.on('error', () => undefined);
        one.on('close', () => other.destroy());
      }
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    if (this.server) await once(this.server, 'close');
  }
}

let redis: CuttableRedis;
let publisher: Redis;
let hub: EventHub;
/** What the listener was told: `ready`, or the number of an event. */
let told: (string | number)[];
let live: LiveEvents;

beforeEach(async () => {
  redis = new CuttableRedis();
  await redis.open();
  publisher = new Redis(environment.redisUrl);
  live = new LiveEvents(publisher, environment.queuePrefix);
  told = [];
  const { port } = redis;
  const connectHub = (): Redis => {
    const connection = new Redis({ port, maxRetriesPerRequest: 1, retryStrategy: () => 50 });
    return connection.on('error', () => undefined);
  };
  hub = new EventHub(connectHub, environment.queuePrefix, { warn: () => undefined } as unknown as Log);
});
afterEach(async () => {
  hub.onApplicationShutdown();
  publisher.disconnect();
  await redis.cut();
  await environment.dispose();
});

const eventOf = (n: number): LiveEvent => ({
  type: 'contact',
  contactId: String(n).padStart(24, '0'),
  at: '2027-03-01T10:00:00.000Z',
});
const listener: Listener = {
  accepts: () => true,
  ready: () => told.push('ready'),
  send: (events) =>
    told.push(...events.map((event) => (event.type === 'contact' ? Number(event.contactId) : NaN))),
  heartbeat: () => undefined,
  end: () => undefined,
};
const announce = (n: number): void => live.announce(() => eventOf(n));

describe('the hub of live events', () => {
  it('says that a stream is ready only once every further event reaches it', async () => {
    await redis.cut();
    hub.onModuleInit();
    hub.listen(listener);
    announce(1);
    await sleep(600);
    expect(told).toEqual([]);
    await redis.open();
    await until(() => told.includes('ready'), { what: 'the stream to be ready' });
    announce(2);
    await until(() => told.includes(2), { what: 'the event' });
    expect(told).toEqual(['ready', 2]);
  });

  it('says again that a stream is ready after the connection to Redis was lost', async () => {
    hub.onModuleInit();
    hub.listen(listener);
    await until(() => told.includes('ready'), { what: 'the stream to be ready' });
    announce(1);
    await until(() => told.includes(1), { what: 'the first event' });
    await redis.cut();
    announce(2);
    await sleep(100);
    await redis.open();
    await until(() => told.filter((one) => one === 'ready').length === 2, { what: 'the second ready' });
    announce(3);
    await until(() => told.includes(3), { what: 'the third event' });
    expect(told).toEqual(['ready', 1, 'ready', 3]);
  });

  it('says at once that a further stream is ready', async () => {
    hub.onModuleInit();
    hub.listen(listener);
    await until(() => told.includes('ready'), { what: 'the stream to be ready' });
    const others: string[] = [];
    hub.listen({ ...listener, ready: () => others.push('ready') });
    await sleep(20);
    expect([told, others]).toEqual([['ready'], ['ready']]);
  });
});
