import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MacKey, MAX_MAC_MESSAGE, TAG_BYTES } from './mac-key';

const key = fc.uint8Array({ minLength: 1, maxLength: 64 });
const message = fc.uint8Array({ maxLength: MAX_MAC_MESSAGE });

const hmacOf = (secret: Uint8Array, bytes: Uint8Array) =>
  createHmac('sha256', secret).update(bytes).digest().subarray(0, TAG_BYTES);

function tagOf(mac: MacKey, bytes: Uint8Array): Buffer {
  const array = Buffer.concat([bytes, Buffer.alloc(TAG_BYTES, 0xee)]);
  mac.appendTag(array, bytes.length);
  expect(array.subarray(0, bytes.length)).toEqual(Buffer.from(bytes));
  return array.subarray(bytes.length);
}

it('a tag equals the first 16 bytes of the HMAC of node:crypto, for keys that are used in turn', () => {
  fc.assert(
    fc.property(
      fc.array(key, { minLength: 1, maxLength: 3 }),
      fc.array(message, { minLength: 1, maxLength: 5 }),
      (secrets, messages) => {
        const keys = secrets.map((secret) => [secret, new MacKey(secret)] as const);
        for (const bytes of messages)
          for (const [secret, mac] of keys) expect(tagOf(mac, bytes)).toEqual(hmacOf(secret, bytes));
      },
    ),
    { numRuns: 1_000 },
  );
});

it('a tag is right for each length of a message and of a key', () => {
  for (let length = 0; length <= MAX_MAC_MESSAGE; length += 1)
    for (const keyLength of [1, 31, 32, 33, 63, 64]) {
      const secret = Buffer.alloc(keyLength, 0xff - length);
      const bytes = Buffer.alloc(length, 0x80 + length);
      expect(tagOf(new MacKey(secret), bytes)).toEqual(hmacOf(secret, bytes));
    }
});

it('refuses what does not fit into a block, and an array without room for the tag', () => {
  expect(() => new MacKey(Buffer.alloc(65))).toThrow(RangeError);
  const mac = new MacKey(Buffer.alloc(32));
  expect(() => mac.appendTag(Buffer.alloc(100), MAX_MAC_MESSAGE + 1)).toThrow(RangeError);
  expect(() => mac.appendTag(Buffer.alloc(26 + TAG_BYTES - 1), 26)).toThrow(RangeError);
});
