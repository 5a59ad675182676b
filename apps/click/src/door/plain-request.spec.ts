import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASKED_HEADERS } from './asked';
import { readPlainRequest } from './plain-request';

const TOKEN = 'A_-9'.repeat(14);
const head = (...lines: string[]): string => [...lines, '', ''].join('\r\n');
const plain = (...more: string[]): string =>
  head(`GET /c/${TOKEN} HTTP/1.1`, 'Host: click.example.com', ...more);

describe('a plain request', () => {
  it('tells its token and the headers that matter', () => {
    expect(
      readPlainRequest(plain('User-Agent:  Mozilla/5.0 (X11) \t', 'Accept: */*', 'ACCEPT-LANGUAGE: nb')),
    ).toEqual({
      token: TOKEN,
      headers: new Map([
        ['user-agent', 'Mozilla/5.0 (X11)'],
        ['accept-language', 'nb'],
      ]),
      last: false,
    });
  });

  it.each([
    ['with a query', head(`GET /c/${TOKEN}?utm_source=mail&x=%20 HTTP/1.1`, 'Host: a')],
    ['with an empty header', plain('X-Empty:')],
    ['that keeps the connection', plain('connection: Keep-Alive')],
  ])('may be one %s', (_what, text) => {
    expect(readPlainRequest(text)).toMatchObject({ token: TOKEN, last: false });
  });

  it('may be the last of its connection', () => {
    expect(readPlainRequest(plain('Connection: close'))).toMatchObject({ last: true });
  });

  it.each([
    ['another method', plain().replace('GET', 'HEAD')],
    ['another version', plain().replace('1.1', '1.0')],
    ['a whole address', plain().replace('/c/', 'http://click.example.com/c/')],
    ['a longer token', plain().replace(TOKEN, TOKEN + 'A')],
    ['a fragment', plain().replace(TOKEN, TOKEN + '?a#b')],
    ['an umlaut in its address', plain().replace(TOKEN, TOKEN + '?ø')],
    ['no host', head(`GET /c/${TOKEN} HTTP/1.1`, 'Accept: */*')],
    ['two hosts', plain('Host: other.example.com')],
    ['a body', plain('Content-Length: 1') + 'x'],
    ['a body without bytes', plain('Content-Length: 0')],
    ['a trailer', plain('Trailer: X-Sum')],
    ['an upgrade that its connection does not speak of', plain('Upgrade: h2c')],
    ['settings of another protocol', plain('HTTP2-Settings: AAMAAABkAAQAAP__')],
    ['a connection of proxies', plain('Proxy-Connection: keep-alive')],
    ['a word that objects know', plain('Connection: constructor')],
    ['blanks behind what it wants of its connection', plain('Connection: close ')],
    ['a body in pieces', plain('Transfer-Encoding : chunked')],
    ['a body in pieces, well spelled', plain('transfer-encoding: chunked')],
    ['an upgrade', plain('Connection: upgrade', 'Upgrade: websocket')],
    ['an expectation', plain('Expect: 100-continue')],
    ['options of its connection', plain('Connection: keep-alive, x-hop')],
    ['the same header twice', plain('Sec-Purpose: prefetch', 'Sec-Purpose: prerender')],
    ['a folded line', plain('X-Long: a', ' b')],
    ['a line without a name', plain(': a')],
    ['a line without a colon', plain('nothing')],
    ['a bare line feed', plain('X: a\nTransfer-Encoding: chunked')],
    ['a NUL', plain('X: \0')],
    ['no end', plain().slice(0, -2)],
    ['more after its end', plain() + plain()],
    ['nothing', ''],
  ])('has not %s', (_what, text) => {
    expect(readPlainRequest(text)).toBeUndefined();
  });
});

/** What Node says to the same bytes. */
describe('to Node', () => {
  let heard: { request: IncomingMessage; last: boolean }[] = [];
  const server = createServer((request, response) => {
    heard.push({ request, last: !response.shouldKeepAlive });
    request.resume().once('end', () => response.end('.'));
  });
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const say = async (text: string): Promise<typeof heard> => {
    heard = [];
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.end(text, 'latin1');
    socket.resume();
    await once(socket, 'close');
    return heard;
  };

  it('whatever is plain means the same', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (text) => {
        const ours = readPlainRequest(text);
        if (!ours) return;
        const theirs = await say(text);
        expect(theirs).toHaveLength(1);
        const { request, last } = theirs[0] ?? {};
        expect(last).toBe(ours.last);
        expect(request?.method).toBe('GET');
        expect(request?.url?.slice(3, 59)).toBe(ours.token);
        expect(request?.complete).toBe(true);
        for (const name of ASKED_HEADERS) expect(request?.headers[name]).toBe(ours.headers.get(name));
        expect(request?.headers['transfer-encoding'] ?? request?.headers['content-length']).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });

  it('most of what was made for this test is plain', () => {
    const some = fc.sample(requests, 300);
    const share = some.filter((text) => readPlainRequest(text)).length / some.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.9);
  });
});

const spelled = (name: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    name,
    name.toUpperCase(),
    name.replace(/^./, (first) => first.toUpperCase()),
  );
const value = fc.oneof(
  fc.stringMatching(/^[ -~]{0,20}$/),
  fc.constantFrom(
    '',
    ' a ',
    'prefetch',
    'close',
    'keep-alive',
    'chunked',
    '0',
    '\t',
    'caf\xe9',
    '"a, b"',
    'close\xa0',
    '\xa0',
    'keep-alive, close',
  ),
);
const line = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(fc.constantFrom(...ASKED_HEADERS, 'accept', 'cookie', 'x-y').chain(spelled), value),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc
        .constantFrom('host', 'connection', 'content-length', 'transfer-encoding', 'expect', 'upgrade')
        .chain(spelled),
      value,
    ),
  },
);
/** Requests as they come, and some with a few bytes changed. */
const requests = fc
  .tuple(
    fc.stringMatching(/^[A-Za-z0-9_-]{56}$/),
    fc.constantFrom('', '?', '?a=b&c', '?"$~'),
    fc.uniqueArray(line, { maxLength: 6, selector: ([name]) => name.toLowerCase() }),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(' ', '\t', '\r', '\n', '\0', ':', 'x', '\x7f')), {
      maxLength: 1,
    }),
    fc.boolean(),
  )
  .map(([token, query, lines, changes, change]) => {
    let text = head(
      `GET /c/${token}${query} HTTP/1.1`,
      'Host: click.example.com',
      ...lines.map(([name, says]) => `${name}:${says}`),
    );
    for (const [at, by] of change ? changes : []) {
      const place = at % text.length;
      text = text.slice(0, place) + by + text.slice(place + 1);
    }
    return text;
  });
