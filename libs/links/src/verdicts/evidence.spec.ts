import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestEvidence } from '@linkflow/contracts';
import { networks } from './delivery.fixture';
import { EvidenceMaker, isScrambled, type SeenRequest } from './evidence';

const maker = () => new EvidenceMaker({ networks, seed: 7, secure: true });
const seen = (more: Partial<SeenRequest> = {}): SeenRequest => ({
  header: () => undefined,
  address: '192.0.2.1',
  recipient: '0123456789abcdef01234567',
  at: 0,
  isConfirm: false,
  ...more,
});

describe('the evidence of a request', () => {
  it('is compact and valid', () => {
    const evidence = maker().make(seen({ address: '40.93.1.1', suffix: 'x=7f3a' }));
    expect(RequestEvidence.parse(evidence)).toEqual(evidence);
    expect(evidence).toMatchObject({ n: 'microsoft-eop', s: true });
    expect(JSON.stringify(evidence).length).toBeLessThan(70);
  });

  it('says nothing of an address that is not known', () => {
    expect(Object.keys(maker().make(seen({ address: undefined })))).toEqual(['h']);
    expect(Object.keys(maker().make(seen({ address: 'unix:' })))).toEqual(['h']);
  });

  it('counts the other recipients of an address, and the buttons pressed from it', () => {
    const evidence = maker();
    const of = (recipient: string, isConfirm = false) => evidence.make(seen({ recipient, isConfirm }));
    expect(of('a').c).toBeUndefined();
    expect(of('a').c).toBeUndefined();
    expect(of('b').c).toBe(1);
    expect(of('c').c).toBe(2);
    expect(of('d').c).toBe(3);
    expect(of('a', true)).toMatchObject({ c: 3 });
    expect(of('a', true).p).toBeUndefined();
    expect(of('b', true)).toMatchObject({ p: 1 });
    expect(evidence.make(seen({ address: '198.51.100.1', recipient: 'x' })).c).toBeUndefined();
  });

  it('has the same tag for an address whatever the recipient does, and no address', () => {
    const [one, other] = [maker(), maker()];
    fc.assert(
      fc.property(
        fc.ipV4(),
        fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 24, maxLength: 24 }),
        (address, recipient) => {
          const evidence = one.make(seen({ address, recipient }));
          expect(evidence.g).toBe(other.make(seen({ address, recipient, at: 5, isConfirm: true })).g);
          expect(evidence.g).toBeLessThan(256);
          expect(JSON.stringify(evidence)).not.toContain(address);
          expect(Object.keys(evidence).toSorted().join('')).toMatch(/^c?ghn?p?s?$/);
        },
      ),
    );
  });

  it('leads to no address: every tag belongs to many networks', () => {
    const evidence = maker();
    const tags = new Map<number, number>();
    for (let index = 0; index < 4_096; index++) {
      const { g = -1 } = evidence.make(seen({ address: `10.${index >> 8}.${index & 255}.9` }));
      tags.set(g, (tags.get(g) ?? 0) + 1);
    }
    expect(Math.min(...tags.values())).toBeGreaterThan(2);
  });
});

describe('text behind a tracked URL', () => {
  it.each([
    '',
    '.',
    ')',
    '>',
    '?',
    '/',
    '%29',
    '%22%3E',
    '&gt;',
    '?utm_source=mail&utm_medium=x',
    '&fbclid=abc',
    '#',
    '…'.slice(1),
  ])('that programs append: %j', (suffix) => {
    expect(isScrambled(suffix)).toBe(false);
  });

  it.each(['?x=7f3a', 'Zk29', '?utm_source=a&q=9', '/track', '%27or1', '?rid=abc%27'])(
    'that scanners append: %j',
    (suffix) => {
      expect(isScrambled(suffix)).toBe(true);
    },
  );
});
