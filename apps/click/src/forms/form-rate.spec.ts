import { expect, it } from 'vitest';
import { networkOf } from './form-rate';

it('addresses of one network count together: IPv4 /24, IPv6 /48', () => {
  expect(networkOf('192.0.2.1')).toBe(networkOf('192.0.2.254'));
  expect(networkOf('192.0.2.1')).not.toBe(networkOf('192.0.3.1'));
  expect(networkOf('::ffff:192.0.2.9')).toBe(networkOf('192.0.2.1'));
  expect(networkOf('2001:db8:1:1::1')).toBe(networkOf('2001:db8:1:ffff::2'));
  expect(networkOf('2001:db8:1::1')).not.toBe(networkOf('2001:db8:2::1'));
  expect(networkOf('unknown')).toBeUndefined();
});
