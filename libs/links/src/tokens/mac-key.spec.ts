import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MacKey, TAG_BYTES } from './mac-key';

it('gives the first bytes of HMAC-SHA256 as Node makes it, for any key and one message after the other', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 100 }),
      fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 5 }),
      (secret, messages) => {
        const key = new MacKey(secret);
        for (const message of messages) {
          const whole = createHmac('sha256', secret).update(message).digest();
          expect(Buffer.from(key.of(message))).toEqual(whole.subarray(0, TAG_BYTES));
        }
      },
    ),
  );
});
