import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BounceAddresses } from './bounce-addresses';

const SECRET = '5a'.repeat(32);
const ID = 'a1'.repeat(12);

beforeEach(() => {
  vi.stubEnv('LINK_KEYS', `k1:${SECRET}`);
  vi.stubEnv('MAIL_BOUNCE_DOMAIN', 'bounces.example.no');
});
afterEach(() => vi.unstubAllEnvs());

describe('the names of a message', () => {
  it('tell its recipient and its round, whatever servers do to upper and lower case', () => {
    const names = new BounceAddresses();
    for (const round of [1, 27]) {
      const { sender = '', messageId } = names.namesOf({ recipientId: ID, round }, 'example.no');
      expect(names.ofSender(sender)).toEqual({ recipientId: ID, round });
      expect(names.ofSender(sender.toUpperCase())).toEqual({ recipientId: ID, round });
      expect(names.ofMessageId(messageId)).toEqual({ recipientId: ID, round });
      // RFC 5321 allows 64 characters before the `@`.
      expect(sender.indexOf('@')).toBeLessThanOrEqual(64);
    }
  });

  it('are not accepted with another recipient, another round or another signature', () => {
    const names = new BounceAddresses();
    const { sender = '' } = names.namesOf({ recipientId: ID, round: 1 }, 'example.no');
    for (const forged of [
      sender.replace(ID, 'b2'.repeat(12)),
      sender.replace('.1.', '.2.'),
      sender.replace(/[0-9a-f]{16}@/, '0123456789abcdef@'),
      `bounce+${ID}@bounces.example.no`,
      'post@example.no',
    ])
      expect(names.ofSender(forged)).toBeNull();
  });

  it('of an early release tell the recipient only', () => {
    const key = createHmac('sha256', Buffer.from(SECRET, 'hex'))
      .update('linkflow bounce address, format 1')
      .digest();
    const tag = createHmac('sha256', key).update(ID).digest('hex').slice(0, 16);
    expect(new BounceAddresses().ofSender(`bounce+${ID}${tag}@bounces.example.no`)).toEqual({
      recipientId: ID,
      round: null,
    });
  });
});
