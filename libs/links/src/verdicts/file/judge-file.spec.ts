import { describe, expect, it } from 'vitest';
import { networks } from '../delivery.fixture';
import { BadLine, parseLine, networkOf, type DeliveryLine } from './delivery-line';
import { FileFacts } from './file-facts';
import { judgeLine } from './judge-line';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';
const PLAIN = {
  'User-Agent': CHROME,
  Accept: 'text/html',
  'Accept-Language': 'nb',
  'Accept-Encoding': 'gzip',
};
const FULL = {
  ...PLAIN,
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
  'Sec-Fetch-User': '?1',
  'Sec-CH-UA': '"Chromium"',
};

const request = (t: number, more: object = {}) => ({
  t,
  link: 0,
  method: 'GET',
  kind: 'get',
  headers: FULL,
  ip: '192.0.2.1',
  asn: 2119,
  net_list: 'unknown',
  ...more,
});

const line = (id: string, requests: object[], more: object = {}): DeliveryLine =>
  parseLine(
    JSON.stringify({
      id,
      links_in_mail: 1,
      mailing: 'm',
      sent_offset: 0,
      delivered_at: 0,
      requests,
      ...more,
    }),
  );

function judged(...lines: DeliveryLine[]) {
  const facts = new FileFacts();
  for (const one of lines) facts.add(one);
  facts.finish();
  return lines.map((one) =>
    judgeLine(one, facts.countsOf(one), { networks, headers: facts.headers, settleMs: 10_000 }),
  );
}

describe('a line of a file', () => {
  it('is judged, with verdicts in the order of its requests', () => {
    const cloud = { headers: PLAIN, ip: '52.1.1.1', net_list: 'cloud' };
    const [result] = judged(line('a', [request(300), request(20, cloud)]));
    expect(result).toMatchObject({ id: 'a', first: ['human', 'bot'], final: ['human', 'bot'] });
    expect(result?.signals).toHaveLength(2);
    expect(result?.signals[1]).toContain('network.cloud');
  });

  it('may have no requests', () => {
    expect(judged(line('a', []))).toEqual([{ id: 'a', came: [], first: [], final: [], signals: [] }]);
  });

  it('may have headers in any case, as lists, and null', () => {
    const headers = {
      'USER-AGENT': [CHROME],
      accept: 'text/html',
      'accept-language': null,
      'accept-encoding': 'gzip',
    };
    const [result] = judged(line('a', [request(4_000, { headers }), request(9_000)]));
    expect(result?.signals[0]).toContain('headers.missing');
  });

  it.each([
    ['{', 'JSON'],
    ['[]', 'object'],
    ['{"id":"a","requests":[]}', 'links_in_mail'],
    ['{"id":"a","links_in_mail":1,"requests":[{"t":"x","link":0}]}', 'requests.0.t'],
  ])('%s is refused with the reason', (text, reason) => {
    expect(() => parseLine(text)).toThrow(BadLine);
    expect(() => parseLine(text)).toThrow(reason);
  });

  it('takes the kind of a request from its method, too', () => {
    const [result] = judged(line('a', [request(500, { kind: undefined, method: 'HEAD' })]));
    expect(result?.final).toEqual(['bot']);
  });

  it('calls link -1 hidden', () => {
    const [result] = judged(line('a', [request(5_000, { link: -1 })], { has_hidden_link: true }));
    expect(result?.signals[0]).toContain('link.hidden');
  });

  it('counts the recipients of an address across lines', () => {
    const early = (id: string, offset: number) => line(id, [request(20)], { sent_offset: offset });
    const results = judged(...[0, 1, 2, 3, 4, 5, 6, 7, 8].map((index) => early(`r${index}`, index)));
    expect(results[0]?.signals[0]).not.toContain('address.many');
    expect(results[8]?.signals[0]).toContain('address.many');
    const apart = judged(...[0, 1, 2, 3, 4, 5, 6].map((index) => early(`r${index}`, index * 1_000)));
    expect(apart[6]?.signals[0]).not.toContain('address.many');
  });
});

describe('headers that a file does not record', () => {
  it('are not missed', () => {
    const bare = { 'user-agent': CHROME };
    const [result] = judged(line('a', [request(500, { headers: bare })]));
    expect(result?.final).toEqual(['human']);
  });

  it('are not missed in a mailing whose links begin with http', () => {
    const plain = ['149', '150', '151'].map((version) =>
      line(`p${version}`, [
        request(500, { headers: { ...PLAIN, 'User-Agent': CHROME.replace('150', version) } }),
      ]),
    );
    const secure = Array.from({ length: 9 }, (_none, index) =>
      line(`s${index}`, [request(500)], { mailing: 'other' }),
    );
    const results = judged(...plain, ...secure);
    expect(results.map(({ final }) => final[0])).toEqual(Array(12).fill('human'));
  });

  it('are missed if other browsers of the mailing send them', () => {
    const results = judged(line('a', [request(500)]), line('b', [request(500, { headers: PLAIN })]));
    expect(results.map(({ final }) => final[0])).toEqual(['human', 'suspect']);
  });
});

describe('the network of a request', () => {
  it.each([
    ['a label', { net_list: 'Proofpoint' }, 'proofpoint'],
    ['an address', { ip: '40.93.1.1', net_list: 'unknown' }, 'microsoft-eop'],
    ['an AS number', { asn: 'AS22843', net_list: null }, 'proofpoint'],
    [
      'an address that is more precise than the label',
      { ip: '209.222.82.1', net_list: 'cloud' },
      'barracuda',
    ],
    ['a label that contradicts a broad range', { ip: '52.1.1.1', net_list: 'residential' }, 'access'],
    ['nothing', { ip: null, asn: null, net_list: null }, undefined],
  ])('comes from %s', (_what, given, expected) => {
    const [one] = line('a', [request(1, { ip: '192.0.2.1', asn: 64_512, ...given })]).requests;
    expect(networkOf(one!, networks)?.id).toBe(expected);
  });
});
