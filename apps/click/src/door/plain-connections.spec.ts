import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi, type MockInstance } from 'vitest';
import { AskedOverHttp, type Asked } from './asked';
import { FrontDoor } from './front-door';
import { PlainConnections } from './plain-connections';
import { redirectTo, showPage } from './outgoing';

const token = (n: number): string => String(n).padStart(56, '0');
const get = (n: number, ...lines: string[]): string =>
  [`GET /c/${token(n)} HTTP/1.1`, 'Host: a', ...lines, '', ''].join('\r\n');
const target = (n: number): string => `location: https://example.com/${n}`;

/** Who asked, and by which way; answered by the test, or at once. */
let asked: Asked[];
let atOnce: boolean;
let server: Server;
/** Connections that were made, and those that the front door has let go of. */
let opened: number;
let gone: MockInstance<PlainConnections['gone']>;
const letGo = (): number => new Set(gone.mock.calls.map(([connection]) => connection)).size;
let toFastify: string[];
let fastifyMs: number;
/** What was posted, hashed. */
let posted: string[];
const sockets: Socket[] = [];

beforeEach(async () => {
  asked = [];
  toFastify = [];
  posted = [];
  fastifyMs = 0;
  atOnce = true;
  const front = new FrontDoor();
  front.open({
    handle: (one) => {
      asked.push(one);
      if (atOnce) answer(one);
    },
  });
  opened = 0;
  gone = vi.spyOn(PlainConnections.prototype, 'gone');
  server = front.serverFactory((request, response) => {
    toFastify.push(`${request.method} ${request.url}`);
    const hash = createHash('sha256');
    request.on('data', (bytes: Buffer) => hash.update(bytes));
    request.once('end', () => {
      posted.push(hash.digest('hex'));
      setTimeout(() => response.end('fastify'), fastifyMs);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
  server.closeAllConnections();
  await sees(async () => (await connections()) === 0);
  // None is remembered that is gone.
  await sees(() => letGo() === opened);
  gone.mockRestore();
});

const answer = (one: Asked): void => one.answer(redirectTo(`https://example.com/${Number(one.token)}`));
const overHttp = (): boolean[] => asked.map((one) => one instanceof AskedOverHttp);

/** A connection, and what came back over it so far. */
async function connected(): Promise<{ socket: Socket; read: () => string; ended: () => boolean }> {
  const socket = connect({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    allowHalfOpen: true,
  });
  sockets.push(socket);
  let text = '';
  let over = false;
  socket.setNoDelay(true);
  socket.setEncoding('latin1').on('data', (more: string) => (text += more));
  socket
    .on('end', () => (over = true))
    .on('close', () => (over = true))
    .on('error', () => (over = true));
  await once(socket, 'connect');
  opened += 1;
  return { socket, read: () => text, ended: () => over };
}
const connections = (): Promise<number> =>
  new Promise((resolve) => server.getConnections((_error, open) => resolve(open)));
const sees = (what: () => unknown): Promise<void> =>
  vi.waitFor(async () => expect(await what()).toBe(true), { timeout: 5_000, interval: 5 });
const timesIn = (text: string, part: string): number =>
  text.toLowerCase().split(part.toLowerCase()).length - 1;

/** Where the answers lead, in their order. */
const orderIn = (text: string): number[] =>
  [...text.matchAll(/location: https:\/\/example\.com\/(\d+)/gi)].map((found) => Number(found[1]));

it('answers one plain request after the other on a connection', async () => {
  const { socket, read } = await connected();
  for (const n of [1, 2, 3]) {
    socket.write(get(n));
    await sees(() => timesIn(read(), target(n)) === 1);
  }
  expect(timesIn(read(), 'HTTP/1.1 302 Found')).toBe(3);
  expect(timesIn(read(), 'Connection: keep-alive\r\nKeep-Alive: timeout=72\r\n\r\n')).toBe(3);
  expect(read()).toMatch(/\r\ndate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/i);
  expect(overHttp()).toEqual([false, false, false]);
});

it('answers with a page', async () => {
  atOnce = false;
  const { socket, read } = await connected();
  socket.write(get(1));
  await sees(() => asked.length === 1);
  asked[0]?.answer(showPage('<p>Hei på deg</p>', { status: 404, policy: 'own' }));
  await sees(() => read().endsWith(Buffer.from('<p>Hei på deg</p>').toString('latin1')));
  expect(read()).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  expect(read()).toContain('Content-Length: 18\r\n');
});

it('answers a request that comes in two pieces, wherever it was cut', async () => {
  const whole = get(7, 'User-Agent: x');
  for (let cut = 1; cut < whole.length; cut += 9) {
    const { socket, read } = await connected();
    socket.write(whole.slice(0, cut));
    await sees(() => letGo() === opened);
    socket.write(whole.slice(cut));
    await sees(() => timesIn(read(), target(7)) === 1);
  }
  expect(new Set(overHttp())).toEqual(new Set([true]));
});

it('answers two requests that come as one, in their order', async () => {
  const { socket, read } = await connected();
  socket.write(get(1) + get(2));
  await sees(() => timesIn(read(), 'HTTP/1.1 302 Found') === 2);
  expect(orderIn(read())).toEqual([1, 2]);
  expect(overHttp()).toEqual([true, true]);
});

it('answers one that comes while another still waits, after it', async () => {
  atOnce = false;
  const { socket, read } = await connected();
  socket.write(get(1));
  await sees(() => asked.length === 1);
  socket.write(get(2) + get(3));
  const other = await connected();
  other.socket.write(get(4));
  await sees(() => asked.length === 2);
  expect(read()).toBe('');
  atOnce = true;
  answer(asked[0] as Asked);
  await sees(() => timesIn(read(), 'HTTP/1.1 302 Found') === 3);
  expect(asked.map((one) => Number(one.token))).toEqual([1, 4, 2, 3]);
  expect(orderIn(read())).toEqual([1, 2, 3]);
  expect(overHttp()).toEqual([false, false, true, true]);
});

it('gives to Fastify what is not for it, with every byte, and what comes after it', async () => {
  const { socket, read } = await connected();
  socket.write(get(1));
  await sees(() => timesIn(read(), target(1)) === 1);
  atOnce = false;
  socket.write(get(2));
  await sees(() => asked.length === 2);
  // Much more than is read at once, behind a request that waits.
  const body = randomBytes(300_000);
  socket.write(`POST /c/${token(3)} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`);
  socket.write(body);
  socket.write(get(4));
  atOnce = true;
  answer(asked[1] as Asked);
  await sees(() => timesIn(read(), target(4)) === 1);
  expect(toFastify).toEqual([`POST /c/${token(3)}`]);
  expect(posted).toEqual([createHash('sha256').update(body).digest('hex')]);
  expect(read().indexOf('fastify')).toBeGreaterThan(read().indexOf('example.com/2'));
  expect(read().indexOf('fastify')).toBeLessThan(read().indexOf('example.com/4'));
  expect(overHttp()).toEqual([false, false, true]);
});

it('lets an empty line between two requests pass', async () => {
  const { socket, read } = await connected();
  socket.write(get(1));
  await sees(() => timesIn(read(), target(1)) === 1);
  socket.write('\r\n');
  await new Promise((resolve) => setImmediate(resolve));
  socket.write(get(2));
  await sees(() => timesIn(read(), target(2)) === 1);
  expect(overHttp()[0]).toBe(false);
  expect(read()).not.toContain('408');
});

it('leaves nonsense to Node, which refuses it', async () => {
  const { socket, read, ended } = await connected();
  socket.write(get(1).replace('Host: a', 'Host a'));
  await sees(ended);
  expect(read()).toMatch(/^HTTP\/1\.1 400 /);
  expect(asked).toEqual([]);
});

it('closes after the answer when asked to, or when the other side has nothing more to say', async () => {
  const one = await connected();
  one.socket.write(get(1, 'Connection: close'));
  await sees(one.ended);
  expect(one.read()).toContain('Connection: close\r\n\r\n');
  atOnce = false;
  const two = await connected();
  two.socket.end(get(2));
  await sees(() => asked.length === 2);
  answer(asked[1] as Asked);
  await sees(two.ended);
  expect(timesIn(two.read(), target(2))).toBe(1);
});

it('answers who has said all they had to say, also where Node reads', async () => {
  atOnce = false;
  const { socket, read, ended } = await connected();
  socket.end(get(1).replace('1.1', '1.0'));
  await sees(() => asked.length === 1);
  answer(asked[0] as Asked);
  await sees(ended);
  expect(timesIn(read(), target(1))).toBe(1);
  expect(overHttp()).toEqual([true]);
});

it('stops: idle connections are closed, and who waits is answered and told to connect anew', async () => {
  const idle = await connected();
  idle.socket.write(get(1));
  await sees(() => timesIn(idle.read(), target(1)) === 1);
  const idleAtNode = await connected();
  idleAtNode.socket.write(get(2) + get(3));
  await sees(() => timesIn(idleAtNode.read(), target(3)) === 1);
  atOnce = false;
  const busy = await connected();
  busy.socket.write(get(4));
  const busyAtNode = await connected();
  busyAtNode.socket.write(get(5, 'Transfer-Encoding: identity').replace('identity', 'chunked') + '0\r\n\r\n');
  await sees(() => asked.length === 5);
  const closed = once(server, 'close');
  server.close();
  await sees(() => idle.ended() && idleAtNode.ended());
  expect(busy.ended() || busyAtNode.ended()).toBe(false);
  for (const one of asked.slice(3)) answer(one);
  await sees(() => busy.ended() && busyAtNode.ended());
  for (const { read } of [busy, busyAtNode]) {
    expect(orderIn(read())).toHaveLength(1);
    expect(read()).toMatch(/\r\nConnection: close\r\n/i);
  }
  await closed;
});

it('bears that whoever asked is gone', async () => {
  atOnce = false;
  const { socket } = await connected();
  socket.write(get(1));
  await sees(() => asked.length === 1);
  socket.resetAndDestroy();
  await vi.waitFor(async () => expect(await connections()).toBe(0));
  answer(asked[0] as Asked);
});

it('gives nobody a second answer', async () => {
  const { socket, read } = await connected();
  socket.write(get(1));
  await sees(() => asked.length === 1);
  answer(asked[0] as Asked);
  socket.write(get(2));
  await sees(() => timesIn(read(), target(2)) === 1);
  expect(orderIn(read())).toEqual([1, 2]);
});

it('cuts off who asks on and on without reading the answers', async () => {
  const { socket } = await connected();
  socket.pause();
  atOnce = false;
  let open = 1;
  for (let n = 0; open > 0; n += 1) {
    // Three times what systems keep for a connection, and of ours a hundredth of that.
    expect(n).toBeLessThan(60);
    socket.write(get(n));
    await vi.waitFor(async () => expect((open = await connections()) === 0 || asked.length > n).toBe(true), {
      timeout: 5_000,
      interval: 1,
    });
    asked[n]?.answer(showPage('x'.repeat(200_000), { policy: 'own' }));
  }
});

it('closes a connection that has been silent for too long', async () => {
  server.keepAliveTimeout = 50;
  const { socket, read, ended } = await connected();
  socket.write(get(1));
  await sees(() => timesIn(read(), target(1)) === 1);
  await sees(ended);
});

it('leaves a connection to the times of Node once that has it', async () => {
  server.keepAliveTimeout = 300;
  fastifyMs = 600;
  const { socket, read } = await connected();
  socket.write(get(1));
  await sees(() => timesIn(read(), target(1)) === 1);
  socket.write(`POST /c/${token(2)} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab`);
  await sees(() => read().includes('fastify'));
});
