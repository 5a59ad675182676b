import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Networks, builtInNetworks, type NetworkFile } from './networks';

const file = (networks: NetworkFile['networks'], more: Partial<NetworkFile> = {}): NetworkFile => ({
  v: 1,
  networks,
  ...more,
});
const entry = (id: string, cidr: string[]) =>
  ({ id, name: id, scope: 'cloud', certainty: 'likely', cidr }) as const;

describe('networks', () => {
  it.each([
    ['40.93.16.1', 'microsoft-eop'],
    ['40.94.16.1', 'microsoft-safelinks'],
    ['::ffff:104.47.1.1', 'microsoft-eop'],
    ['2a01:111:f400:1::1', 'microsoft-eop'],
    ['40.91.255.255', 'microsoft-cloud'],
    ['209.222.82.10', 'barracuda'],
    ['2a02:26f7:b4c0::1', 'private-relay'],
    ['192.0.2.1', undefined],
    ['not an address', undefined],
  ])('find %s', (address, id) => {
    expect(new Networks(builtInNetworks).ofText(address)?.id).toBe(id);
  });

  it.each([
    ['microsoft-eop', 'microsoft-eop'],
    ['Microsoft EOP (Safe Links)', 'microsoft-eop'],
    ['microsoft', 'microsoft-cloud'],
    ['Proofpoint TAP', 'proofpoint'],
    ['cloud', 'cloud'],
    ['AWS', 'amazon'],
    ['residential', 'access'],
    ['mobile_carrier', 'access'],
    ['icloud_private_relay', 'private-relay'],
    ['KnowBe4', 'security-training'],
    ['cloudflare', 'private-relay'],
    ['unknown', undefined],
    ['', undefined],
    ['something else', undefined],
  ])('take the label %j for %s', (label, id) => {
    expect(new Networks(builtInNetworks).ofLabel(label)?.id).toBe(id);
  });

  it('find AS numbers', () => {
    const networks = new Networks(builtInNetworks);
    expect([22843, 30031, 16417, 16509, 64512].map((asn) => networks.ofAsn(asn)?.id)).toEqual([
      'proofpoint',
      'mimecast',
      'cisco-email',
      'amazon',
      undefined,
    ]);
  });

  it('prefer the narrowest range', () => {
    const networks = new Networks(
      file([
        entry('wide', ['10.0.0.0/8']),
        entry('inner', ['10.1.0.0/16', '10.1.2.0/24']),
        entry('dot', ['10.1.2.3/32']),
      ]),
    );
    expect(
      [
        '9.255.255.255',
        '10.0.0.0',
        '10.1.0.1',
        '10.1.2.2',
        '10.1.2.3',
        '10.1.2.4',
        '10.2.0.0',
        '11.0.0.0',
      ].map((address) => networks.ofText(address)?.id),
    ).toEqual([undefined, 'wide', 'inner', 'inner', 'dot', 'inner', 'wide', undefined]);
  });

  it('find the same as a comparison with each range', () => {
    const prefix = fc.tuple(fc.nat(0xffffffff), fc.integer({ min: 1, max: 32 }));
    fc.assert(
      fc.property(
        fc.array(prefix, { maxLength: 20 }),
        fc.array(fc.nat(0xffffffff), { maxLength: 20 }),
        (prefixes, others) => {
          const text = (address: number) =>
            [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255].join('.');
          const networks = new Networks(
            file(
              prefixes.map(([address, length], index) => entry(`n${index}`, [`${text(address)}/${length}`])),
            ),
          );
          for (const address of [...others, ...prefixes.map(([address]) => address)]) {
            const lengths = prefixes
              .filter(([start, length]) => address >>> (32 - length) === start >>> (32 - length))
              .map(([, length]) => length);
            const found = networks.ofText(text(address));
            const length = found && prefixes[Number(found.id.slice(1))]?.[1];
            expect(length).toBe(lengths.length === 0 ? undefined : Math.max(...lengths));
          }
        },
      ),
    );
  });

  it('of another file replace the built-in ones, or extend them', () => {
    const own = [entry('amazon', ['192.0.2.0/24'])];
    const replaced = new Networks(file(own), builtInNetworks);
    expect(replaced.ofText('40.93.16.1')).toBeUndefined();
    const extended = new Networks(file(own, { extends: true }), builtInNetworks);
    expect(extended.ofText('40.93.16.1')?.id).toBe('microsoft-eop');
    expect(extended.ofText('192.0.2.1')?.id).toBe('amazon');
    expect(extended.ofText('3.1.1.1')).toBeUndefined();
  });

  it.each([
    ['a wrong range', entry('x', ['10.0.0.0/99'])],
    ['an id with capitals', entry('X', [])],
    ['an unknown scope', { ...entry('x', []), scope: 'other' as 'cloud' }],
  ])('refuse %s', (_what, wrong) => {
    expect(() => new Networks(file([wrong]))).toThrow();
  });
});
