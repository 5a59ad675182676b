import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClientAddresses } from './client-address';

const behind = new ClientAddresses(['10.0.0.0/8', 'loopback']);

describe('the address of a client', () => {
  it.each([
    ['198.51.100.7', undefined, '198.51.100.7'],
    ['198.51.100.7', '203.0.113.9', '198.51.100.7'],
    ['10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['10.1.2.3', '192.0.2.1, 203.0.113.9, 10.9.9.9', '203.0.113.9'],
    ['::ffff:127.0.0.1', '2001:db8::1', '2001:db8::1'],
    ['10.1.2.3', 'unknown', 'unknown'],
    [undefined, '203.0.113.9', undefined],
  ])('of a connection from %s with X-Forwarded-For %s is %s', (connected, forwarded, client) => {
    expect(behind.of(connected, forwarded)).toBe(client);
  });

  it('is that of the connection if no proxy is trusted', () => {
    expect(new ClientAddresses(false).of('10.1.2.3', '203.0.113.9')).toBe('10.1.2.3');
  });

  it('is never taken from in front of an address that is not a proxy', () => {
    fc.assert(
      fc.property(
        fc.array(fc.ipV4(), { maxLength: 5 }),
        fc.constantFrom('203.0.113.9', 'x'),
        (forged, real) => {
          expect(behind.of('10.1.2.3', [...forged, real].join(', '))).toBe(real);
        },
      ),
    );
  });
});
