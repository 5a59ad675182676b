import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HttpClickRequest, redirectTo, showPage, type ClickRequest } from '../http/click-messages';
import { createClickServer } from '../http/click-server';
import { PAGE_POLICY } from '../http/pages';
import { installFastPath } from '.';

const token = (n: number): string => String(n).padStart(56, '0');
const get = (n: number, ...lines: string[]): string =>
  [`GET /c/${token(n)} HTTP/1.1`, 'Host: a', ...lines, '', ''].join('\r\n');
const target = (n: number): string => `location: https://example.com/${n}`;

let requests: ClickRequest[];
/** Whether the handler answers each request at once. If false, the test sends the answers. */
let answersAtOnce: boolean;
let server: Server;
let fastPath: ReturnType<typeof installFastPath>;
/** How many connections the test has opened, and how many the server has accepted. */
let opened: number;
let accepted: number;
const hasLetGoOfAll = (): boolean => accepted === opened && fastPath.openConnections === 0;
let toFastify: string[];
let fastifyMs: number;
/** Hashes of the bodies that Fastify got. */
let posted: string[];
const sockets: Socket[] = [];

beforeEach(async () => {
  requests = [];
  toFastify = [];
  posted = [];
  fastifyMs = 0;
  answersAtOnce = true;
  opened = accepted = 0;
  server = createClickServer((request, response) => {
    toFastify.push(`${request.method} ${request.url}`);
    const hash = createHash('sha256');
    request.on('data', (bytes: Buffer) => hash.update(bytes));
    request.once('end', () => {
      posted.push(hash.digest('hex'));
      setTimeout(() => response.end('fastify'), fastifyMs);
    });
  });
  fastPath = installFastPath(server, {
    handle(request) {
      requests.push(request);
      if (answersAtOnce) answer(request);
    },
  });
  server.on('connection', () => (accepted += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
  server.closeAllConnections();
  await sees(async () => (await connections()) === 0);
  await sees(hasLetGoOfAll);
});

const answer = (request: ClickRequest): void =>
  request.send(redirectTo(`https://example.com/${Number(request.token)}`));
/** For each request, whether Node's HTTP server has parsed it. */
const parsedByNode = (): boolean[] => requests.map((request) => request instanceof HttpClickRequest);

/** Opens a connection. `read` returns the text received so far; `ended`, whether the server has ended the connection. */
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

/** Returns the numbers in the redirect URLs of the received answers, in the order of the answers. */
const orderIn = (text: string): number[] =>
  [...text.matchAll(/location: https:\/\/example\.com\/(\d+)/gi)].map((found) => Number(found[1]));

it('answers several simple GETs of a connection, one after the other', async () => {
  const { socket, read } = await connected();
  for (const n of [1, 2, 3]) {
    socket.write(get(n));
    await sees(() => timesIn(read(), target(n)) === 1);
  }
  expect(timesIn(read(), 'HTTP/1.1 302 Found')).toBe(3);
  expect(timesIn(read(), 'Connection: keep-alive\r\nKeep-Alive: timeout=72\r\n\r\n')).toBe(3);
  expect(read()).toMatch(/\r\ndate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/i);
  expect(parsedByNode()).toEqual([false, false, false]);
});

it('answers with a page', async () => {
  answersAtOnce = false;
  const { socket, read } = await connected();
  socket.write(get(1));
  await sees(() => requests.length === 1);
  requests[0]?.send(showPage('<p>Hei på deg</p>', { status: 404, policy: PAGE_POLICY.own }));
  await sees(() => read().endsWith(Buffer.from('<p>Hei på deg</p>').toString('latin1')));
  expect(read()).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  expect(read()).toContain('Content-Length: 18\r\n');
});

it('answers a request that arrives in two pieces, wherever it was cut', async () => {
  const whole = get(7, 'User-Agent: x');
  for (let cut = 1; cut < whole.length; cut += 9) {
    const { socket, read } = await connected();
    socket.write(whole.slice(0, cut));
    await sees(hasLetGoOfAll);
    socket.write(whole.slice(cut));
    await sees(() => timesIn(read(), target(7)) === 1);
  }
  expect(new Set(parsedByNode())).toEqual(new Set([true]));
});

it('answers two requests that arrive together, in order', async () => {
  const { socket, read } = await connected();
  socket.write(get(1) + get(2));
  await sees(() => timesIn(read(), 'HTTP/1.1 302 Found') === 2);
  expect(orderIn(read())).toEqual([1, 2]);
  expect(parsedByNode()).toEqual([true, true]);
});

it('answers a request that arrives while another is being answered, after that one', async () => {
  answersAtOnce = false;
  const { socket, read } = await connected();
  socket.write(get(1));
  await sees(() => requests.length === 1);
  socket.write(get(2) + get(3));
  const other = await connected();
  other.socket.write(get(4));
  await sees(() => requests.length === 2);
  expect(read()).toBe('');
  answersAtOnce = true;
  answer(requests[0] as ClickRequest);
  await sees(() => timesIn(read(), 'HTTP/1.1 302 Found') === 3);
  expect(requests.map((request) => Number(request.token))).toEqual([1, 4, 2, 3]);
  expect(orderIn(read())).toEqual([1, 2, 3]);
  expect(parsedByNode()).toEqual([false, false, true, true]);
});

it('hands other requests to Fastify with every byte, and goes on answering on the same connection', async () => {
  const { socket, read } = await connected();
  socket.write(get(1));
  await sees(() => timesIn(read(), target(1)) === 1);
  answersAtOnce = false;
  socket.write(get(2));
  await sees(() => requests.length === 2);
  // The server needs many reads to receive this body, which is sent while the previous request is still being answered.
  const body = randomBytes(300_000);
  socket.write(`POST /c/${token(3)} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`);
  socket.write(body);
  socket.write(get(4));
  answersAtOnce = true;
  answer(requests[1] as ClickRequest);
  await sees(() => timesIn(read(), target(4)) === 1);
  expect(toFastify).toEqual([`POST /c/${token(3)}`]);
  expect(posted).toEqual([createHash('sha256').update(body).digest('hex')]);
  expect(read().indexOf('fastify')).toBeGreaterThan(read().indexOf('example.com/2'));
  expect(read().indexOf('fastify')).toBeLessThan(read().indexOf('example.com/4'));
  expect(parsedByNode()).toEqual([false, false, true]);
});

it('ignores an empty line between two requests', async () => {
  const { socket, read } = await connected();
  socket.write(get(1));
  await sees(() => timesIn(read(), target(1)) === 1);
  socket.write('\r\n');
  await new Promise((resolve) => setImmediate(resolve));
  socket.write(get(2));
  await sees(() => timesIn(read(), target(2)) === 1);
  expect(parsedByNode()[0]).toBe(false);
  expect(read()).not.toContain('408');
});

it('leaves malformed requests to Node, which refuses them', async () => {
  const { socket, read, ended } = await connected();
  socket.write(get(1).replace('Host: a', 'Host a'));
  await sees(ended);
  expect(read()).toMatch(/^HTTP\/1\.1 400 /);
  expect(requests).toEqual([]);
});

it('closes the connection after the answer if the client asks for it or has closed its sending side', async () => {
  const one = await connected();
  one.socket.write(get(1, 'Connection: close'));
  await sees(one.ended);
  expect(one.read()).toContain('Connection: close\r\n\r\n');
  answersAtOnce = false;
  const two = await connected();
  two.socket.end(get(2));
  await sees(() => requests.length === 2);
  answer(requests[1] as ClickRequest);
  await sees(two.ended);
  expect(timesIn(two.read(), target(2))).toBe(1);
});

it('answers a client that has closed its sending side on a connection that Node reads', async () => {
  answersAtOnce = false;
  const { socket, read, ended } = await connected();
  socket.end(get(1).replace('1.1', '1.0'));
  await sees(() => requests.length === 1);
  answer(requests[0] as ClickRequest);
  await sees(ended);
  expect(timesIn(read(), target(1))).toBe(1);
  expect(parsedByNode()).toEqual([true]);
});

it('closes idle connections when the server stops, and busy ones after their answer', async () => {
  const idle = await connected();
  idle.socket.write(get(1));
  await sees(() => timesIn(idle.read(), target(1)) === 1);
  const idleAtNode = await connected();
  idleAtNode.socket.write(get(2) + get(3));
  await sees(() => timesIn(idleAtNode.read(), target(3)) === 1);
  answersAtOnce = false;
  const busy = await connected();
  busy.socket.write(get(4));
  const busyAtNode = await connected();
  busyAtNode.socket.write(get(5, 'Transfer-Encoding: identity').replace('identity', 'chunked') + '0\r\n\r\n');
  await sees(() => requests.length === 5);
  const closed = once(server, 'close');
  server.close();
  await sees(() => idle.ended() && idleAtNode.ended());
  expect(busy.ended() || busyAtNode.ended()).toBe(false);
  for (const one of requests.slice(3)) answer(one);
  await sees(() => busy.ended() && busyAtNode.ended());
  for (const { read } of [busy, busyAtNode]) {
    expect(orderIn(read())).toHaveLength(1);
    expect(read()).toMatch(/\r\nConnection: close\r\n/i);
  }
  await closed;
});

it('ignores the answer to a client that has disconnected', async () => {
  answersAtOnce = false;
  const { socket } = await connected();
  socket.write(get(1));
  await sees(() => requests.length === 1);
  socket.resetAndDestroy();
  await vi.waitFor(async () => expect(await connections()).toBe(0));
  answer(requests[0] as ClickRequest);
});

it('ignores a second answer to the same request', async () => {
  const { socket, read } = await connected();
  socket.write(get(1));
  await sees(() => requests.length === 1);
  answer(requests[0] as ClickRequest);
  socket.write(get(2));
  await sees(() => timesIn(read(), target(2)) === 1);
  expect(orderIn(read())).toEqual([1, 2]);
});

it('closes the connection of a client that sends requests without reading the answers', async () => {
  const { socket } = await connected();
  socket.pause();
  answersAtOnce = false;
  let open = 1;
  for (let n = 0; open > 0; n += 1) {
    // The server must have closed the connection by now: 60 answers are 12 MB, three times what operating systems buffer for a connection.
    expect(n).toBeLessThan(60);
    socket.write(get(n));
    await vi.waitFor(
      async () => expect((open = await connections()) === 0 || requests.length > n).toBe(true),
      {
        timeout: 5_000,
        interval: 1,
      },
    );
    requests[n]?.send(showPage('x'.repeat(200_000), { policy: PAGE_POLICY.own }));
  }
});

it('closes a connection that has been idle for too long', async () => {
  server.keepAliveTimeout = 50;
  const { socket, read, ended } = await connected();
  socket.write(get(1));
  await sees(() => timesIn(read(), target(1)) === 1);
  await sees(ended);
});

it('applies no idle timeout of its own to a connection that Node reads', async () => {
  server.keepAliveTimeout = 300;
  fastifyMs = 600;
  const { socket, read } = await connected();
  socket.write(get(1));
  await sees(() => timesIn(read(), target(1)) === 1);
  socket.write(`POST /c/${token(2)} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab`);
  await sees(() => read().includes('fastify'));
});

/** Opens a connection that receives only a part of a page: its size exceeds what operating systems buffer for a connection. */
async function connectedToLargePage(): Promise<Awaited<ReturnType<typeof connected>> & { size: number }> {
  answersAtOnce = false;
  const client = await connected();
  client.socket.pause();
  client.socket.write(get(1));
  await sees(() => requests.length === 1);
  const size = 16_000_000;
  requests[0]?.send(showPage('x'.repeat(size), { policy: PAGE_POLICY.own }));
  return { ...client, size };
}

it.each([
  ['although the server stops', () => void server.close()],
  ['although it needs longer than the idle timeout', () => void (server.keepAliveTimeout = 1)],
])('sends a slow client the whole page %s', async (_what, act) => {
  const { socket, read, ended, size } = await connectedToLargePage();
  act();
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(ended()).toBe(false);
  socket.resume();
  await sees(() => timesIn(read().slice(-4), 'xxxx') === 1 && read().length > size);
  server.closeIdleConnections();
  await sees(ended);
});

it('closes the connection of a client that does not read its answer for five minutes', async () => {
  const { ended, socket } = await connectedToLargePage();
  const start = Date.now();
  vi.spyOn(Date, 'now').mockImplementation(() => start + 301_000);
  await vi.waitFor(async () => expect(await connections()).toBe(0), { timeout: 5_000 });
  vi.restoreAllMocks();
  socket.resume();
  await sees(ended);
});
