import { describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { newSigningSecret, signatureHeaders } from './signature';

const message = { id: 'run:node', at: new Date(), body: '{"navn":"Åse"}' };

describe('a signature', () => {
  it('is what the reference library verifies', () => {
    const secret = newSigningSecret();
    const headers = signatureHeaders(message, [secret]);
    expect(new Webhook(secret).verify(message.body, headers)).toEqual({ navn: 'Åse' });
    expect(() => new Webhook(secret).verify('{"navn":"Ase"}', headers)).toThrow();
    expect(() => new Webhook(newSigningSecret()).verify(message.body, headers)).toThrow();
  });

  it('is verified with the old and the new secret while one replaces the other', () => {
    const secrets = [newSigningSecret(), newSigningSecret()];
    const headers = signatureHeaders(message, secrets);
    for (const secret of secrets)
      expect(new Webhook(secret).verify(message.body, headers)).toEqual({ navn: 'Åse' });
  });

  it('is absent without a secret, but not the id', () => {
    expect(signatureHeaders(message, [])).toEqual({
      'webhook-id': 'run:node',
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
    });
  });
});
