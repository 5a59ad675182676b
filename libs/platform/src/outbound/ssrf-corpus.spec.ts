/**
 * Addresses by which somebody could try to reach servers inside our own network. Each must be refused before anything is sent. A new trick
 * is a new line here.
 */
import type { LookupAddress } from 'node:dns';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AllowedTargets, isPublicAddress } from './addresses';
import {
  OutboundFailed,
  OutboundHttp,
  OutboundRefused,
  type OutboundRequest,
  type Resolve,
} from './outbound-http';

const LIMITS = { connectMs: 2_000, answerMs: 3_000, totalMs: 4_000 };

const clientWith = (resolve?: Resolve, allowed: string[] = []): OutboundHttp =>
  new OutboundHttp({ allowed: new AllowedTargets(allowed), limits: LIMITS, ...(resolve && { resolve }) });

const requestTo = (url: string): OutboundRequest => ({
  url,
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{}',
  maxBody: 1_000,
});

const v4 = (address: string): LookupAddress => ({ address, family: 4 });
const v6 = (address: string): LookupAddress => ({ address, family: 6 });

/** Resolves every name to an address that is not ours. No test connects to it. */
const toPublic: Resolve = async () => [v4('93.184.215.14')];

const refusalOf = async (url: string, resolve: Resolve = toPublic, allowed: string[] = []) => {
  const outcome = await clientWith(resolve, allowed)
    .send(requestTo(url))
    .then(
      ({ status }) => status,
      (error: unknown) => error,
    );
  return outcome instanceof OutboundRefused || outcome instanceof OutboundFailed ? outcome.code : outcome;
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server on the loopback address. @returns its port, and the paths that were asked for */
async function serve(listener: RequestListener): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, asked };
}

describe('an address in a URL', () => {
  it.each([
    // IPv4 loopback in every notation that some program understands.
    'http://127.0.0.1/',
    'http://127.1/',
    'http://127.0.1/',
    'http://127.255.255.254/',
    'http://2130706433/',
    'http://017700000001/',
    'http://0x7f000001/',
    'http://0x7f.0.0.1/',
    'http://0177.0.0.1/',
    'http://0x7f.1/',
    'http://127.0.0.1./',
    'http://１２７.０.０.１/',
    'http://127。0。0。1/',
    'http://①②⑦.⓪.⓪.①/',
    'http://%31%32%37.0.0.1/',
    'http://0/',
    'http://0.0.0.0/',
    // Other networks that are not public.
    'http://10.0.0.1/',
    'http://10.255.255.255/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
    'http://3232235777/',
    'http://100.64.0.1/',
    'http://100.127.255.254/',
    'http://169.254.169.254/latest/meta-data/',
    'http://0xA9FEA9FE/latest/meta-data/',
    'http://2852039166/',
    'http://0251.0376.0251.0376/',
    'http://192.0.0.1/',
    'http://192.0.2.5/',
    'http://198.18.0.1/',
    'http://198.19.255.255/',
    'http://198.51.100.1/',
    'http://203.0.113.1/',
    'http://192.88.99.1/',
    'http://224.0.0.1/',
    'http://239.255.255.255/',
    'http://240.0.0.1/',
    'http://255.255.255.255/',
    // IPv6.
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[0:0:0:0:0:ffff:127.0.0.1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:0:127.0.0.1]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::127.0.0.1]/',
    'http://[64:ff9b::10.0.0.1]/',
    'http://[64:ff9b:1::10.0.0.1]/',
    'http://[2002:7f00:1::]/',
    'http://[2002:a00:1::1]/',
    'http://[2001:0:7f00:1::]/',
    'http://[fe80::1]/',
    'http://[febf::1]/',
    'http://[fec0::1]/',
    'http://[fc00::1]/',
    'http://[fd00:ec2::254]/',
    'http://[ff02::1]/',
    'http://[100::1]/',
    'http://[2001:db8::1]/',
    'http://[3fff::1]/',
    'http://[5f00::1]/',
    'http://[4000::1]/',
  ])('is refused: %s', async (url) => {
    expect(await refusalOf(url)).toBe('address');
  });

  it.each([
    ['no URL', 'url', 'example.com/path'],
    ['an address with a zone', 'url', 'http://[fe80::1%25eth0]/'],
    ['a number that is too large', 'url', 'http://4294967296/'],
    ['an octet that is too large', 'url', 'http://127.0.0.256/'],
    ['a blank host', 'url', 'http:///'],
    ['a file', 'scheme', 'file:///etc/passwd'],
    ['gopher', 'scheme', 'gopher://127.0.0.1:6379/_FLUSHALL'],
    ['ftp', 'scheme', 'ftp://example.com/'],
    ['data', 'scheme', 'data:text/plain,hello'],
    ['javascript', 'scheme', 'javascript:alert(1)'],
    ['a web socket', 'scheme', 'wss://example.com/'],
    ['a name and a password', 'user-info', 'https://user:secret@example.com/'],
    ['a name that looks like the host', 'user-info', 'http://example.com@127.0.0.1/'],
    ['a name that hides the host by a fragment', 'address', 'http://127.0.0.1#@example.com/'],
    ['a name that hides the host by a backslash', 'address', 'http://127.0.0.1\\@example.com/'],
    ['the port of a mail server', 'port', 'http://example.com:25/'],
    ['the port of SSH', 'port', 'https://example.com:22/'],
  ])('is refused: %s', async (_what, code, url) => {
    expect(await refusalOf(url)).toBe(code);
  });

  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '93.184.215.14',
    '172.15.255.255',
    '172.32.0.1',
    '100.128.0.1',
    '2a00:1450::1',
  ])('is public: %s', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each(['', 'example.com', 'fe80::1%eth0', '2a00:1450::1%eth0', '127.1', '::ffff:8.8.8.8'])(
    'is not public: "%s"',
    (address) => expect(isPublicAddress(address)).toBe(false),
  );
});

describe('a name', () => {
  it.each([
    ['localhost', [v4('127.0.0.1')]],
    ['localhost.', [v4('127.0.0.1')]],
    ['localtest.me', [v4('127.0.0.1')]],
    ['metadata.google.internal', [v4('169.254.169.254')]],
    ['six.example', [v6('::1')]],
    ['mapped.example', [v6('::ffff:10.0.0.1')]],
    ['zone.example', [v6('fe80::1%eth0')]],
    ['one-of-two.example', [v4('93.184.215.14'), v4('10.0.0.1')]],
    ['both-families.example', [v4('93.184.215.14'), v6('fd00::1')]],
  ])('with an address that is not public is refused: %s', async (host, addresses) => {
    expect(await refusalOf(`https://${host}/`, async () => addresses)).toBe('address');
  });

  it.each<[string, Resolve]>([
    ['has no address', async () => []],
    ['is unknown', () => Promise.reject(new Error('ENOTFOUND'))],
  ])('that %s cannot be called', async (_what, resolve) => {
    expect(await refusalOf('https://gone.example/', resolve)).toBe('name');
  });

  it('is resolved once: a second answer with a private address is never asked for', async () => {
    const inside = await serve((_request, response) => response.end('inside'));
    const answers = [[v4('127.0.0.2')], [v4('127.0.0.1')]];
    let asked = 0;
    const rebinding: Resolve = async () => answers[asked++] ?? [];
    // 127.0.0.2 stands for a public address, where nobody listens.
    const outcome = await refusalOf(`http://rebind.example:${inside.port}/`, rebinding, ['127.0.0.2/32']);
    expect(outcome).toBe('connect');
    expect(asked).toBe(1);
    expect(inside.asked).toEqual([]);
  });

  it('leads to the address that was checked, with its name in the header', async () => {
    let host: string | undefined;
    const outside = await serve((request, response) => {
      host = request.headers.host;
      response.end();
    });
    const url = `http://shop.example:${outside.port}/hook`;
    expect(await refusalOf(url, async () => [v4('127.0.0.1')], ['127.0.0.1/32'])).toBe(200);
    expect(host).toBe(`shop.example:${outside.port}`);
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('%i is returned and not followed', async (status) => {
    const inside = await serve((_request, response) => response.end('secret'));
    const outside = await serve((_request, response) =>
      response.writeHead(status, { location: `http://127.0.0.1:${inside.port}/` }).end(),
    );
    expect(
      await refusalOf(`http://127.0.0.1:${outside.port}/`, toPublic, [`127.0.0.1:${outside.port}`]),
    ).toBe(status);
    expect(inside.asked).toEqual([]);
  });
});

describe('internal servers of an installation', () => {
  it('are reached if they are named with their port, and at no other port', async () => {
    const { port } = await serve((_request, response) => response.end());
    const inside: Resolve = async () => [v4('127.0.0.1')];
    expect(await refusalOf(`http://crm.internal:${port}/`, inside, [`CRM.internal:${port}`])).toBe(200);
    expect(await refusalOf(`http://crm.internal:${port}/`, inside, ['crm.internal:4433'])).toBe('address');
    expect(await refusalOf(`http://other.internal:${port}/`, inside, [`crm.internal:${port}`])).toBe(
      'address',
    );
  });

  it.each([
    ['10.0.0.0/8', '10.9.8.7', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['fd00:1::/48', 'fd00:1::9', true],
    ['10.0.0.0/8', '::ffff:9.0.0.1', false],
  ])('in the range %s: %s is %s', (range, address, expected) => {
    expect(new AllowedTargets([range]).hasAddress(address)).toBe(expected);
  });

  it('are the same in every notation of an IPv6 address', () => {
    expect(new AllowedTargets(['[FD00:0::5]:443']).hasServer({ host: 'fd00::5', port: 443 })).toBe(true);
  });

  it.each([
    '10.0.0.0/40',
    '10.0.0.0/',
    'crm.internal',
    'crm.internal:0',
    'crm.internal:70000',
    'http://a:80',
    '*:80',
  ])('are not described by %s', (entry) =>
    expect(() => new AllowedTargets([entry])).toThrow(entry.toLowerCase()),
  );
});
