import { expect, it } from 'vitest';
import { SealBroken, SecretBox } from './secret-box';

const key = (id: number) => ({ id, secret: Buffer.alloc(32, id) });

it('opens what it has sealed, for the same context only', () => {
  const box = new SecretBox([key(1)]);
  const sealed = box.seal('whsec_å', 'a');
  expect(JSON.stringify(sealed)).not.toContain('whsec');
  expect(box.open(sealed, 'a')).toBe('whsec_å');
  expect(() => box.open(sealed, 'b')).toThrow(SealBroken);
});

it('seals with the first key and opens with all', () => {
  const old = new SecretBox([key(1)]).seal('x', 'a');
  const box = new SecretBox([key(2), key(1)]);
  expect(box.open(old, 'a')).toBe('x');
  expect(box.seal('x', 'a').key).toBe(2);
  expect(() => new SecretBox([key(2)]).open(old, 'a')).toThrow(SealBroken);
});

it('does not open what was changed', () => {
  const box = new SecretBox([key(1)]);
  const { data, ...sealed } = box.seal('secret', 'a');
  const bytes = Buffer.from(data, 'base64');
  bytes[bytes.length - 1]! ^= 1;
  expect(() => box.open({ ...sealed, data: bytes.toString('base64') }, 'a')).toThrow(SealBroken);
  expect(() => box.open({ ...sealed, data: '' }, 'a')).toThrow(SealBroken);
});
