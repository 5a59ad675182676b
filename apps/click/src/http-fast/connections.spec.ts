import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLICK_HEADERS } from '../http/click-messages';
import { parseSimpleGet } from './connections';

const TOKEN = 'A_-9'.repeat(14);
const head = (...lines: string[]): string => [...lines, '', ''].join('\r\n');
const simple = (...more: string[]): string =>
  head(`GET /c/${TOKEN} HTTP/1.1`, 'Host: click.example.com', ...more);

describe('a simple GET', () => {
  it('gives its token and the headers that are kept', () => {
    expect(
      parseSimpleGet(simple('User-Agent:  Mozilla/5.0 (X11) \t', 'Accept: */*', 'ACCEPT-LANGUAGE: nb')),
    ).toEqual({
      token: TOKEN,
      tail: '',
      headers: new Map([
        ['user-agent', 'Mozilla/5.0 (X11)'],
        ['accept', '*/*'],
        ['accept-language', 'nb'],
      ]),
      close: false,
    });
  });

  it.each([
    ['with a query', head(`GET /c/${TOKEN}?utm_source=mail&x=%20 HTTP/1.1`, 'Host: a')],
    ['with an empty header', simple('X-Empty:')],
    ['with a kept connection', simple('connection: Keep-Alive')],
  ])('may come %s', (_what, text) => {
    expect(parseSimpleGet(text)).toMatchObject({ token: TOKEN, close: false });
  });

  it('may ask for the connection to be closed', () => {
    expect(parseSimpleGet(simple('Connection: close'))).toMatchObject({ close: true });
  });

  it.each([
    ['another method', simple().replace('GET', 'HEAD')],
    ['another version', simple().replace('1.1', '1.0')],
    ['a whole address', simple().replace('/c/', 'http://click.example.com/c/')],
    ['a shorter token', simple().replace(TOKEN, TOKEN.slice(1))],
    ['a fragment', simple().replace(TOKEN, TOKEN + '?a#b')],
    ['an umlaut in its address', simple().replace(TOKEN, TOKEN + '?ø')],
    ['no host', head(`GET /c/${TOKEN} HTTP/1.1`, 'Accept: */*')],
    ['two hosts', simple('Host: other.example.com')],
    ['a body', simple('Content-Length: 1') + 'x'],
    ['a body without bytes', simple('Content-Length: 0')],
    ['a trailer', simple('Trailer: X-Sum')],
    ['an upgrade without a connection option', simple('Upgrade: h2c')],
    ['settings of another protocol', simple('HTTP2-Settings: AAMAAABkAAQAAP__')],
    ['a proxy connection', simple('Proxy-Connection: keep-alive')],
    ['a connection option named like a property of objects', simple('Connection: constructor')],
    ['a blank after its connection option', simple('Connection: close ')],
    ['a chunked body with a blank before the colon', simple('Transfer-Encoding : chunked')],
    ['a chunked body', simple('transfer-encoding: chunked')],
    ['an upgrade', simple('Connection: upgrade', 'Upgrade: websocket')],
    ['an expectation', simple('Expect: 100-continue')],
    ['several connection options', simple('Connection: keep-alive, x-hop')],
    ['the same header twice', simple('Sec-Purpose: prefetch', 'Sec-Purpose: prerender')],
    ['a folded line', simple('X-Long: a', ' b')],
    ['a line without a name', simple(': a')],
    ['a line without a colon', simple('nothing')],
    ['a bare line feed', simple('X: a\nTransfer-Encoding: chunked')],
    ['a NUL', simple('X: \0')],
    ['no end', simple().slice(0, -2)],
    ['more after its end', simple() + simple()],
    ['nothing', ''],
  ])('has not %s', (_what, text) => {
    expect(parseSimpleGet(text)).toBeUndefined();
  });
});

/** Compares `parseSimpleGet` with Node's HTTP parser on the same bytes. */
describe('a random request', () => {
  let received: { request: IncomingMessage; close: boolean }[] = [];
  const server = createServer((request, response) => {
    received.push({ request, close: !response.shouldKeepAlive });
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

  const parsedByNode = async (text: string): Promise<typeof received> => {
    received = [];
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.end(text, 'latin1');
    socket.resume();
    await once(socket, 'close');
    return received;
  };

  it('means the same to Node if it is a simple GET', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (text) => {
        const ours = parseSimpleGet(text);
        if (!ours) return;
        const theirs = await parsedByNode(text);
        expect(theirs).toHaveLength(1);
        const { request, close } = theirs[0] ?? {};
        expect(close).toBe(ours.close);
        expect(request?.method).toBe('GET');
        expect(request?.url?.slice(3, 59)).toBe(ours.token);
        expect(request?.complete).toBe(true);
        for (const name of CLICK_HEADERS) expect(request?.headers[name]).toBe(ours.headers.get(name));
        expect(request?.headers['transfer-encoding'] ?? request?.headers['content-length']).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });

  it('is a simple GET often enough, and not always, so that the comparison means something', () => {
    const some = fc.sample(requests, 300);
    const share = some.filter((text) => parseSimpleGet(text)).length / some.length;
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
    arbitrary: fc.tuple(fc.constantFrom(...CLICK_HEADERS, 'accept', 'cookie', 'x-y').chain(spelled), value),
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
/** Typical requests, some with a changed byte. */
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
      ...lines.map(([name, content]) => `${name}:${content}`),
    );
    for (const [at, by] of change ? changes : []) {
      const place = at % text.length;
      text = text.slice(0, place) + by + text.slice(place + 1);
    }
    return text;
  });
