import { describe, expect, it } from 'vitest';
import type { ClickRequest, Delivery } from '../delivery';
import { matched, type SeenClick } from './verdicts';

const request = (more: Partial<ClickRequest>): ClickRequest => ({
  t: 0,
  link: 0,
  method: 'GET',
  kind: 'get',
  headers: {},
  ip: '198.18.0.1',
  asn: 0,
  net_list: 'unknown',
  ...more,
});

const click = (verdict: SeenClick['verdict'], first?: SeenClick['verdict']): SeenClick => ({
  linkId: '',
  kind: 'click',
  at: '2026-11-02T09:00:00Z',
  verdict,
  first,
  signals: [{ code: 'time.late' }],
});

describe('verdicts of a running system', () => {
  it('belong to the requests that were answered and recorded, in the order of time', () => {
    const delivery: Delivery = {
      id: 'd',
      links_in_mail: 1,
      has_hidden_link: true,
      confirm_links: [],
      mailing: 'm',
      sent_offset: 0,
      delivered_at: 0,
      requests: [
        request({ kind: 'head', method: 'HEAD' }),
        request({ headers: { 'sec-purpose': 'prefetch' } }),
        request({ link: -1 }),
        request({}),
        request({}),
      ],
    };
    const clicks = [click('bot', 'suspect'), click('human')];
    expect(matched(delivery, [true, true, false, true, true], clicks)).toMatchObject({
      id: 'd',
      first: ['bot', 'bot', 'bot', 'suspect', 'human'],
      final: ['bot', 'bot', 'bot', 'bot', 'human'],
      signals: [['not recorded'], ['not recorded'], ['not recorded'], ['time.late'], ['time.late']],
    });
  });
});
