import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { stopGently } from './shutdown';

/** More than operating systems buffer for a connection. */
const SIZE = 16_000_000;

it('sends a slow client its whole answer when the server stops, and then closes its connection', async () => {
  const app = fastify({ forceCloseConnections: 'idle' });
  stopGently(app);
  app.get('/', () => 'x'.repeat(SIZE));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const idle = connect(port, '127.0.0.1');
  const slow = connect(port, '127.0.0.1');
  let received = 0;
  idle.write('GET /none HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(idle, 'data');
  slow.pause();
  slow.on('data', (bytes: Buffer) => (received += bytes.length));
  slow.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await sleep(200);
  const closed = app.close();
  await once(idle, 'close');
  await sleep(200);
  slow.resume();
  await once(slow, 'close');
  expect(received).toBeGreaterThan(SIZE);
  await closed;
});
