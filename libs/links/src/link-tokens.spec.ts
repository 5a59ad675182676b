import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinkKeysConfig } from '@linkflow/platform';
import {
  LinkTokens,
  TOKEN_LENGTH,
  TOKEN_PURPOSES,
  deriveKeys,
  linkPlaceholder,
  linksInText,
} from './link-tokens';

const secret = (fill: number) => Buffer.alloc(32, fill);
const tokensWith = (...ids: number[]) =>
  new LinkTokens(deriveKeys(ids.map((id) => ({ id, secret: secret(id + 1) }))));

const id = fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const purpose = fc.constantFrom(...TOKEN_PURPOSES);

describe('a token', () => {
  const tokens = tokensWith(7);

  it('verifies to the ids that were signed', () => {
    fc.assert(
      fc.property(purpose, id, id, (forWhat, subjectId, recipientId) => {
        const token = tokens.sign(forWhat, subjectId, recipientId);
        expect(token).toHaveLength(TOKEN_LENGTH);
        expect(tokens.verify(forWhat, token)).toEqual({ subjectId, recipientId });
      }),
    );
  });

  // Tokens are in mails that were sent: their bytes must never change.
  it('has the format of the tokens that were sent before', () => {
    const token = tokensWith(1).sign('click', '0123456789abcdef01234567', 'fedcba9876543210fedcba98');
    expect(token).toBe('AWMBI0VniavN7wEjRWf-3LqYdlQyEP7cuphliREhEnOd1QueO8yEJU6A');
  });

  it('is right when links and recipients alternate', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(purpose, id, id), { maxLength: 8 }), (subjects) => {
        const fresh = subjects.map((subject) => tokensWith(7).sign(...subject));
        expect(subjects.map((subject) => tokens.sign(...subject))).toEqual(fresh);
      }),
    );
  });

  it('is rejected when any bit is changed', () => {
    fc.assert(
      fc.property(purpose, id, id, fc.nat({ max: 42 * 8 - 1 }), (forWhat, subjectId, recipientId, bit) => {
        const bytes = Buffer.from(tokens.sign(forWhat, subjectId, recipientId), 'base64url');
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(tokens.verify(forWhat, bytes.toString('base64url'))).toBeNull();
      }),
    );
  });

  it('is rejected when any character is replaced, in or outside the alphabet', () => {
    fc.assert(
      fc.property(
        id,
        id,
        fc.nat({ max: TOKEN_LENGTH - 1 }),
        fc.string({ minLength: 1, maxLength: 1 }),
        (subjectId, recipientId, at, character) => {
          const token = tokens.sign('click', subjectId, recipientId);
          fc.pre(token[at] !== character);
          expect(tokens.verify('click', token.slice(0, at) + character + token.slice(at + 1))).toBeNull();
        },
      ),
    );
  });

  it('is rejected for every other purpose, also when its purpose byte is changed', () => {
    fc.assert(
      fc.property(purpose, purpose, id, id, (made, used, subjectId, recipientId) => {
        fc.pre(made !== used);
        const token = tokens.sign(made, subjectId, recipientId);
        expect(tokens.verify(used, token)).toBeNull();
        const disguised = Buffer.from(token, 'base64url');
        disguised[1] = Buffer.from(tokens.sign(used, subjectId, recipientId), 'base64url')[1] ?? 0;
        expect(tokens.verify(used, disguised.toString('base64url'))).toBeNull();
      }),
    );
  });

  it('is rejected for arbitrary text', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200 }),
        (text) => void expect(tokens.verify('click', text)).toBeNull(),
      ),
    );
  });

  it('is rejected in the other base64 alphabet', () => {
    fc.assert(
      fc.property(id, id, (subjectId, recipientId) => {
        const token = tokens.sign('click', subjectId, recipientId);
        const other = token.replaceAll('-', '+').replaceAll('_', '/');
        fc.pre(other !== token);
        expect(tokens.verify('click', other)).toBeNull();
      }),
    );
  });

  it('stays valid after a key rotation, until its key is removed', () => {
    const [subjectId, recipientId] = ['0a'.repeat(12), '0b'.repeat(12)];
    const old = tokensWith(1).sign('click', subjectId, recipientId);
    expect(tokensWith(2, 1).verify('click', old)).toEqual({ subjectId, recipientId });
    expect(tokensWith(2).verify('click', old)).toBeNull();
    expect(tokensWith(2, 1).sign('click', subjectId, recipientId)).not.toBe(old);
  });

  it('is only made of ids of 24 hexadecimal characters', () => {
    const good = '0a'.repeat(12);
    for (const bad of ['', 'zz'.repeat(12), good + '00', good.slice(2)]) {
      expect(() => tokens.sign('click', bad, good)).toThrow(TypeError);
      expect(() => tokens.sign('click', good, bad)).toThrow(TypeError);
    }
  });
});

describe('LINK_KEYS', () => {
  const hex = 'ab'.repeat(32);
  it('lists keys in order, the signing key first', () => {
    const { LINK_KEYS } = LinkKeysConfig.parse({ LINK_KEYS: `k12:${hex},k0:${hex}` });
    expect(LINK_KEYS.map((key) => key.id)).toEqual([12, 0]);
    expect(LINK_KEYS[0]?.secret).toHaveLength(32);
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a short secret', 'k1:abcd'],
    ['a number past 255', `k256:${hex}`],
    ['the same number twice', `k1:${hex},k1:${hex}`],
  ])('is rejected with %s', (_what, LINK_KEYS) => {
    expect(LinkKeysConfig.safeParse({ LINK_KEYS }).success).toBe(false);
  });
});

it('lists the tracked links of a text, each once', () => {
  const [a, b] = ['a'.repeat(24), 'b'.repeat(24)];
  expect(linksInText(`${linkPlaceholder(b)} ${linkPlaceholder(a)} ${linkPlaceholder(b)} {{link:x}}`)).toEqual(
    [b, a],
  );
});
