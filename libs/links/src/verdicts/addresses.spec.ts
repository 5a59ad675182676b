import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressTag, idHash, parseAddress, parsePrefix } from './addresses';

const HIGH = 0x20010db8;

describe('parsing an address', () => {
  it.each([
    ['192.0.2.1', { version: 4, high: 0xc0000201, low: 0 }],
    ['255.255.255.255', { version: 4, high: 0xffffffff, low: 0 }],
    ['::ffff:192.0.2.1', { version: 4, high: 0xc0000201, low: 0 }],
    ['::FFFF:c000:0201', { version: 4, high: 0xc0000201, low: 0 }],
    ['2001:db8::1', { version: 6, high: HIGH, low: 0 }],
    ['2001:db8:1:2:3:4:5:6', { version: 6, high: HIGH, low: 0x00010002 }],
    ['fe80::1%eth0', { version: 6, high: 0xfe800000, low: 0 }],
    ['64:ff9b::192.0.2.1', { version: 6, high: 0x0064ff9b, low: 0 }],
    ['::', { version: 6, high: 0, low: 0 }],
  ])('reads %s', (text, expected) => {
    expect(parseAddress(text)).toEqual(expected);
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1..2.3',
    'a.b.c.d',
    '1.2.3.4 ',
    ':::',
    '1:2',
    '2001:db8::1::2',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('reads every IPv4 address', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (high) => {
        const text = [high >>> 24, (high >>> 16) & 255, (high >>> 8) & 255, high & 255].join('.');
        expect(parseAddress(text)).toEqual({ version: 4, high, low: 0 });
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), (text) => void parseAddress(text)));
  });
});

describe('parsing a range', () => {
  it.each([
    ['40.92.0.0/15', 0x285c0000, 0x285dffff],
    ['192.0.2.7', 0xc0000207, 0xc0000207],
    ['192.0.2.7/24', 0xc0000200, 0xc00002ff],
    ['0.0.0.0/1', 0, 0x7fffffff],
  ])('reads %s', (text, first, last) => {
    expect(parsePrefix(text)).toMatchObject({ first: { high: first }, last: { high: last } });
  });

  it('reads IPv6 to 64 bits', () => {
    expect(parsePrefix('2001:db8:1:2::/64')).toMatchObject({
      first: { high: HIGH, low: 0x00010002 },
      last: { high: HIGH, low: 0x00010002 },
    });
    expect(parsePrefix('2001:db8::/29')).toMatchObject({ last: { high: 0x20010dbf, low: 0xffffffff } });
  });

  it.each(['', '1.2.3.4/0', '1.2.3.4/33', '1.2.3.4/x', '1.2.3.4/24/1', '2001:db8::1', '2001:db8::/65'])(
    'refuses %j',
    (text) => {
      expect(parsePrefix(text)).toBeUndefined();
    },
  );
});

describe('the tag of an address', () => {
  const tag = (text: string, seed: string) => addressTag(parseAddress(text)!, idHash(seed));

  it('is the same for one network and one recipient', () => {
    expect(tag('192.0.2.1', 'a')).toBe(tag('192.0.2.254', 'a'));
    expect(tag('2001:db8:1:2::1', 'a')).toBe(tag('2001:db8:1:3::2', 'a'));
    expect(tag('::ffff:192.0.2.1', 'a')).toBe(tag('192.0.2.9', 'a'));
  });

  it('differs for other networks and other recipients, except for one in 256', () => {
    let sameNetwork = 0;
    let sameRecipient = 0;
    for (let index = 0; index < 2_560; index++) {
      const address = `10.${index >> 8}.${index & 255}.1`;
      if (tag(address, 'a') === tag('192.0.2.1', 'a')) sameNetwork++;
      if (tag('192.0.2.1', `recipient ${index}`) === tag('192.0.2.1', 'a')) sameRecipient++;
    }
    expect(sameNetwork).toBeLessThan(30);
    expect(sameRecipient).toBeLessThan(30);
  });
});

describe('IPv6 addresses', () => {
  it('are read as the platform reads them', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const host = new URL(`http://[${text}]/`).hostname.slice(1, -1);
        expect(parseAddress(text)).toEqual(parseAddress(host));
        expect(parseAddress(text)).toBeDefined();
      }),
    );
  });
});
