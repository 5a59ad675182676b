import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AllowedTargets } from './addresses';
import { OutboundConfig, OutboundFailed, OutboundHttp, type OutboundLimits } from './outbound-http';

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const serve = (listener: RequestListener): Promise<string> => listen(createHttp(listener));
/** A server that answers every connection with these bytes, whatever it was asked. */
const answering = (bytes: string, { close = false } = {}): Promise<string> =>
  listen(
    createTcp((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => (close ? socket.end(bytes) : socket.write(bytes)));
    }),
  );

const send = (
  url: string,
  { limits = {}, ...request }: { limits?: Partial<OutboundLimits> } & Record<string, unknown> = {},
) =>
  new OutboundHttp({
    allowed: new AllowedTargets(['127.0.0.0/8']),
    limits: { connectMs: 2_000, answerMs: 3_000, totalMs: 4_000, ...limits },
  }).send({ url, method: 'POST', headers: {}, body: '{}', maxBody: 1_000, ...request });

const failure = async (call: Promise<unknown>): Promise<unknown> => {
  const error = await call.catch((reason: unknown) => reason);
  return error instanceof OutboundFailed ? error.code : error;
};

describe('a call', () => {
  it('sends method, headers and body, and reads status, headers and body', async () => {
    const url = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () =>
        response
          .writeHead(201, { 'x-list': ['a', 'b'] })
          .end(`${request.method} ${request.headers['x-mine']} ${Buffer.concat(chunks).toString()}`),
      );
    });
    const answer = await send(url, { method: 'PUT', headers: { 'x-mine': 'yes' }, body: '{"å":1}' });
    expect(answer).toMatchObject({ status: 201, bodyState: 'whole', headers: { 'x-list': 'a, b' } });
    expect(answer.body.toString()).toBe('PUT yes {"å":1}');
  });

  it('reads no more of a body than its limit', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(10_000_000)));
    const answer = await send(url);
    expect(answer).toMatchObject({ status: 200, bodyState: 'large' });
    expect(answer.body).toHaveLength(1_000);
  });

  it('keeps what came of a body that ends too early, or too late', async () => {
    const cut = await answering('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a"', { close: true });
    expect(await send(cut)).toMatchObject({ bodyState: 'cut', body: Buffer.from('{"a"') });
    const slow = await answering('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"b"');
    expect(await send(slow, { limits: { totalMs: 200 } })).toMatchObject({ bodyState: 'cut' });
  });

  it('fails in time if there is no answer, or no end of its headers', async () => {
    const limits = { answerMs: 150 };
    expect(await failure(send(await serve(() => undefined), { limits }))).toBe('timeout');
    expect(await failure(send(await answering('HTTP/1.1 200 OK\r\nx-a: 1\r\n'), { limits }))).toBe('timeout');
  });

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'protocol'],
    ['headers that are too long', `HTTP/1.1 200 OK\r\nx-a: ${'a'.repeat(20_000)}\r\n\r\n`, 'protocol'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab', 'protocol'],
    [
      'another protocol',
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
      'protocol',
    ],
    ['nothing', '', 'closed'],
  ])('fails if the server sends %s', async (_what, bytes, code) => {
    expect(await failure(send(await answering(bytes, { close: true })))).toBe(code);
  });

  it('fails if the server does not speak TLS, and if nobody listens', async () => {
    const url = await serve((_request, response) => response.end());
    expect(await failure(send(url.replace('http:', 'https:')))).toBe('tls');
    // Only 127.0.0.1 is listened on.
    expect(await failure(send(url.replace('127.0.0.1', '127.0.0.2')))).toBe('connect');
  });

  it('ends with the reason of its signal', async () => {
    const url = await serve(() => undefined);
    const reason = new Error('stopped');
    const abort = new AbortController();
    const call = send(url, { signal: abort.signal });
    abort.abort(reason);
    expect(await failure(call)).toBe(reason);
    expect(await failure(send(url, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  });
});

describe('OUTBOUND_ALLOW', () => {
  it('is a list of servers and ranges', () => {
    const { OUTBOUND_ALLOW } = OutboundConfig.parse({ OUTBOUND_ALLOW: 'crm.internal:8443, 10.1.0.0/16 ,' });
    expect(OUTBOUND_ALLOW.hasServer({ host: 'crm.internal', port: 8443 })).toBe(true);
    expect(OUTBOUND_ALLOW.hasAddress('10.1.2.3')).toBe(true);
  });

  it('is refused with the entry that is wrong', () => {
    const { error } = OutboundConfig.safeParse({ OUTBOUND_ALLOW: '10.1.0.0/16,internal' });
    expect(error?.issues[0]?.message).toContain('internal is neither');
  });
});
