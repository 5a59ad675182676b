import { describe, expect, it } from 'vitest';
import { addressTag, agentClass, headerFacts, idHash, parseAddress } from '@linkflow/links';
import { generateCorpus } from '../corpus';
import type { ClickRequest, Delivery } from '../delivery';
import { toDeliveries, type RecordedDelivery } from './recorder';

const factsOf = ({ headers }: ClickRequest, secure = true): number =>
  headerFacts((name) => headers[name], secure);
const agentOf = ({ headers }: ClickRequest) => agentClass(headers['user-agent']);

/** What the system keeps of a delivery. */
function recordedOf(delivery: Delivery): RecordedDelivery {
  const deliveredAt = new Date('2026-11-02T09:00:30Z');
  return {
    links: delivery.links_in_mail,
    hasHiddenLink: delivery.has_hidden_link,
    confirmLinks: delivery.confirm_links,
    sentAt: new Date('2026-11-02T09:00:00Z'),
    deliveredAt,
    requests: delivery.requests.map((request) => {
      const address = parseAddress(request.ip);
      return {
        at: new Date(deliveredAt.getTime() + Math.round(request.t * 1_000)),
        link: request.link,
        kind:
          request.kind === 'confirm-post' ? 'confirm' : request.kind === 'head' ? 'head' : ('click' as const),
        evidence: { h: factsOf(request), ...(address && { g: addressTag(address, idHash(delivery.id)) }) },
        agent: agentOf(request),
      };
    }),
  };
}

describe('recorder', () => {
  const deliveries = generateCorpus(5, 'open').filter((_delivery, index) => index % 5 === 0);
  const written = toDeliveries(deliveries.map((delivery) => recordedOf(delivery)));
  const pairs = deliveries.flatMap(({ requests }, delivery) =>
    requests.map((request, index) => ({
      request,
      written: written[delivery]?.requests[index] as ClickRequest,
    })),
  );

  it('keeps the facts about headers and the class of the agent', () => {
    for (const { request, written: again } of pairs) {
      expect({ facts: factsOf(again), agent: agentOf(again) }, JSON.stringify(request.headers)).toEqual({
        facts: factsOf(request),
        agent: agentOf(request),
      });
    }
  });

  it('keeps times, links and kinds', () => {
    for (const { request, written: again } of pairs) {
      expect([again.t, again.link, again.kind, again.method]).toEqual([
        request.t,
        request.link,
        request.kind,
        request.method,
      ]);
    }
  });

  it('writes no address and no id of a recipient', () => {
    const kept = new Set(pairs.map(({ written: { ip } }) => ip));
    expect(pairs.filter(({ request }) => kept.has(request.ip))).toEqual([]);
    expect(written.every(({ id, mailing }) => /^recorded-\d+$/.test(id) && mailing === 'recorded')).toBe(
      true,
    );
    expect(new Set(pairs.map((pair) => pair.written.ip.split('.').slice(0, 2).join('.')))).toEqual(
      new Set(['198.18']),
    );
  });
});
