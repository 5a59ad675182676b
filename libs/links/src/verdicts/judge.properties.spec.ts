import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentClass, RequestEvidence } from '@linkflow/contracts';
import { ClickVerdict, signalReason } from '@linkflow/contracts';
import type { Delivery, DeliveryRequest } from './delivery';
import { networks } from './delivery.fixture';
import { judge, judgeAsTheyCame } from './judge';
import { REACH } from './relations';

const agent: fc.Arbitrary<AgentClass> = fc.record(
  {
    kind: fc.constantFrom('browser', 'in-app', 'mail', 'tool', 'headless', 'none', 'unknown'),
    family: fc.constantFrom('chromium', 'firefox', 'safari', 'ie'),
    version: fc.constantFrom(16.3, 64, 100, 150),
    os: fc.constantFrom('windows', 'macos', 'ios', 'android', 'linux'),
  },
  { requiredKeys: ['kind'] },
);

const evidence: fc.Arbitrary<RequestEvidence> = fc.record(
  {
    h: fc.nat(0x7fffffff),
    n: fc.constantFrom('microsoft-eop', 'proofpoint', 'amazon', 'private-relay', 'access', 'unlisted'),
    g: fc.nat(3),
    c: fc.nat(5),
    p: fc.nat(5),
    s: fc.constant(true as const),
  },
  { requiredKeys: ['h'] },
);

const request: fc.Arbitrary<DeliveryRequest> = fc.record(
  {
    at: fc.oneof(fc.integer({ min: -5_000, max: 60_000 }), fc.integer({ min: 0, max: 200_000_000 })),
    link: fc.constantFrom('a', 'b', 'c', 'd', 'hidden'),
    kind: fc.constantFrom('get', 'get', 'get', 'head', 'prefetch', 'confirm'),
    evidence,
    agent,
  },
  { requiredKeys: ['at', 'link', 'kind'] },
);

const requests = fc.array(request, { maxLength: 15 }).map((all) => all.toSorted((a, b) => a.at - b.at));

const deliveryOf = (all: readonly DeliveryRequest[]): Delivery => ({
  deliveredAt: 0,
  linksInMail: 4,
  hiddenLink: 'hidden',
  requests: all,
});

const options = { networks };

describe('judging any delivery', () => {
  it('gives one valid verdict per request, with known signals', () => {
    fc.assert(
      fc.property(requests, (all) => {
        const verdicts = judge(deliveryOf(all), options);
        expect(verdicts).toHaveLength(all.length);
        for (const verdict of verdicts) {
          expect(ClickVerdict.parse(verdict)).toEqual(verdict);
          for (const { code } of verdict.signals) expect(Object.keys(signalReason.texts)).toContain(code);
        }
      }),
    );
  });

  it('gives the same verdicts again, and for a copy', () => {
    fc.assert(
      fc.property(requests, (all) => {
        const verdicts = judge(deliveryOf(all), options);
        expect(judge(deliveryOf(all), options)).toEqual(verdicts);
        expect(judge(deliveryOf(structuredClone(all)), options)).toEqual(verdicts);
      }),
    );
  });

  it('as they came gives a prefix of requests the prefix of the verdicts', () => {
    fc.assert(
      fc.property(requests, fc.nat(15), (all, length) => {
        const verdicts = judgeAsTheyCame(deliveryOf(all), options);
        expect(judgeAsTheyCame(deliveryOf(all.slice(0, length)), options)).toEqual(verdicts.slice(0, length));
      }),
    );
  });

  it('gives the last request the same verdict when it came and at the end', () => {
    fc.assert(
      fc.property(requests, (all) => {
        const verdicts = judgeAsTheyCame(deliveryOf(all), options);
        expect(judge(deliveryOf(all), options).at(-1)).toEqual(verdicts.at(-1));
      }),
    );
  });

  it('does not depend on when the delivery was', () => {
    fc.assert(
      fc.property(requests, fc.nat(2_000_000_000), (all, later) => {
        const moved = {
          ...deliveryOf(all.map((one) => ({ ...one, at: one.at + later }))),
          deliveredAt: later,
        };
        expect(judge(moved, options)).toEqual(judge(deliveryOf(all), options));
      }),
    );
  });

  it('never calls less human what a stricter installation lets pass', () => {
    const rank = { human: 0, suspect: 1, bot: 2 } as const;
    fc.assert(
      fc.property(requests, (all) => {
        const verdicts = (strictness: 'lenient' | 'normal' | 'strict') =>
          judge(deliveryOf(all), { ...options, strictness }).map(({ verdict }) => rank[verdict]);
        const [lenient, normal, strict] = [verdicts('lenient'), verdicts('normal'), verdicts('strict')];
        for (const index of all.keys()) {
          expect(lenient[index]).toBeLessThanOrEqual(normal[index]!);
          expect(normal[index]).toBeLessThanOrEqual(strict[index]!);
        }
      }),
    );
  });

  it('calls people what has no evidence and nothing against it', () => {
    const bare = fc.record({
      at: fc.nat(1e9),
      link: fc.constantFrom('a', 'b'),
      kind: fc.constant('get' as const),
    });
    fc.assert(
      fc.property(fc.array(bare, { maxLength: 2 }), (all) => {
        const apart = all.map((one, index) => ({ ...one, at: one.at + index * 2e9 }));
        expect(new Set(judge(deliveryOf(apart), options).map(({ verdict }) => verdict))).not.toContain('bot');
        expect(new Set(judge(deliveryOf(apart), options).map(({ verdict }) => verdict))).not.toContain(
          'suspect',
        );
      }),
    );
  });
});

describe('a part of a long delivery', () => {
  it('gets the same verdicts from the requests that it can depend on as from all', () => {
    const close = fc.record({ one: request, gap: fc.oneof(fc.nat(4_000), fc.constant(500_000)) });
    const long = fc.array(close, { minLength: 250, maxLength: 420, size: 'max' }).map((all) => {
      let at = 0;
      return all.map(({ one, gap }) => ({ ...one, at: (at += gap), asksToConfirm: one.link === 'c' }));
    });
    fc.assert(
      fc.property(long, fc.nat(420), fc.nat(60), (all, start, length) => {
        const delivery = deliveryOf(all);
        const from = start % all.length;
        const to = Math.min(all.length, from + length);
        const expected = judge(delivery, options).slice(from, to);
        expect(judge(delivery, { ...options, wanted: { from, to } })).toEqual(expected);
        const first = Math.max(0, from - REACH);
        const read = { ...delivery, requests: all.slice(first, to + REACH) };
        const inRead = { from: from - first, to: to - first };
        expect(judge(read, { ...options, wanted: inRead })).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a button', () => {
  it('pressed in a network of machines is never a person’s', () => {
    const inMachineNetwork = request.map((one) => ({
      ...one,
      kind: 'confirm' as const,
      evidence: { h: 0x7fff & 0x1ffff, g: 1, ...one.evidence, n: 'amazon' },
    }));
    fc.assert(
      fc.property(requests, inMachineNetwork, (all, press) => {
        const together = [...all, press].toSorted((a, b) => a.at - b.at);
        const verdicts = judge(deliveryOf(together), options);
        expect(verdicts[together.indexOf(press)]?.verdict).not.toBe('human');
      }),
    );
  });
});
