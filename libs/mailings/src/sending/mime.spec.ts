import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import type { CompiledMail, Filling, Segment } from '../content/compiled-mail';
import { render } from '../content/compiled-mail';
import { DkimKeyError, DkimSigner } from './dkim';
import { UnsafeHeaderError, mailboxHeader, textHeader } from './header-text';
import { MimeTemplate, messageBytes, type MessageHeaders } from './mime-template';
import { quotedPrintable } from './quoted-printable';

const HEADERS: MessageHeaders = {
  to: { name: 'Kari Nordmann', address: 'kari@example.no' },
  messageId: '<a.1@example.no>',
  date: new Date('2026-11-28T21:04:05Z'),
  unsubscribe: ['https://example.no/s/abc', 'mailto:leave@example.no'],
};
const SENDER = { from: { name: 'Fjord', address: 'post@example.no' }, feedbackId: 'm1:linkflow' };
const NOTHING: Filling = { facts: { values: {}, texts: {} }, urlOf: (id) => `https://example.no/c/${id}` };

const mailOf = (parts: Partial<CompiledMail>): CompiledMail => ({
  subject: ['Hello'],
  text: ['Hello'],
  html: ['<p>Hello</p>'],
  ...parts,
});
const built = (mail: CompiledMail, filling = NOTHING, headers = HEADERS): Buffer =>
  messageBytes(new MimeTemplate(mail, SENDER).build(headers, filling));

/** Text of one line, as it may stand in a header. */
const line = fc
  .string({ unit: 'grapheme', maxLength: 120 })
  .map((text) => text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '').trim());
/** Text of several lines, without the control characters that no document has. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.constantFrom(
        '\n',
        ' ',
        '\t',
        '=',
        '.',
        '\n.\n',
        '\nFrom here',
        '=3D',
        ' \n',
        'å',
        '🎉',
        'x'.repeat(300),
      ),
    ),
    { maxLength: 12 },
  )
  // eslint-disable-next-line no-control-regex
  .map((parts) => parts.join('').replace(/[\u0000-\u0008\u000b-\u001f\u007f\p{Cs}]/gu, ''));
const slot = fc.record({
  kind: fc.constant('fact' as const),
  name: fc.constantFrom('a', 'b', 'c'),
  fallback: fc.constantFrom('', 'you'),
  escape: fc.constantFrom('html' as const, 'none' as const),
});
const linkSlot = fc.record({
  kind: fc.constant('link' as const),
  id: fc.constantFrom('one', 'two'),
  escape: fc.constant('html' as const),
});
const segments: fc.Arbitrary<Segment[]> = fc.array(fc.oneof(text, slot, linkSlot), { maxLength: 20 });
const filling = fc
  .dictionary(fc.constantFrom('a', 'b', 'c'), text, { noNullPrototype: true })
  .map((texts): Filling => ({
    facts: { values: texts, texts },
    urlOf: (id) => `https://click.example.no/c/${id.repeat(20)}?a=1&b=2`,
  }));
/** mailparser ends the text of a part with a line break if there is one; what a message says is the same. */
const plain = (value: string | false | undefined): string =>
  (value || '').replace(/\r\n/g, '\n').replace(/\n+$/, '');

describe('the MIME form of a message', () => {
  it('is read back by a parser as it was written, whatever the values are', async () => {
    await fc.assert(
      fc.asyncProperty(segments, segments, filling, async (html, plainText, values) => {
        const parsed = await simpleParser(built(mailOf({ html, text: plainText }), values), {
          skipTextToHtml: true,
          skipHtmlToText: true,
          skipImageLinks: true,
          skipTextLinks: true,
        });
        expect(plain(parsed.html)).toBe(plain(render(html, values)));
        expect(plain(parsed.text)).toBe(plain(render(plainText, values)));
      }),
      { numRuns: 300 },
    );
  });

  it('has only ASCII lines of at most 76 characters in its body, none of which begins with a dot', () => {
    fc.assert(
      fc.property(text, (value) => {
        for (const one of quotedPrintable(value).split('\r\n')) {
          expect(one).toMatch(/^(?!\.)[\t\x20-\x7e]{0,76}$/);
          expect(one).not.toMatch(/[ \t]$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has the headers of a mailing, each once', async () => {
    const parsed = await simpleParser(built(mailOf({})));
    expect(parsed.from?.value).toEqual([{ name: 'Fjord', address: 'post@example.no' }]);
    expect(parsed.to).toMatchObject({ value: [{ name: 'Kari Nordmann', address: 'kari@example.no' }] });
    expect(parsed.messageId).toBe('<a.1@example.no>');
    expect(parsed.date).toEqual(HEADERS.date);
    const lines = parsed.headerLines.map(({ key }) => key);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines).toEqual(
      expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post', 'feedback-id', 'auto-submitted']),
    );
    expect(parsed.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line.replace(/\s+/g, ' ')).toBe(
      'List-Unsubscribe: <https://example.no/s/abc>, <mailto:leave@example.no>',
    );
  });

  it('offers no one-click if there is only an address for leaving', async () => {
    const parsed = await simpleParser(
      built(mailOf({}), NOTHING, { ...HEADERS, unsubscribe: ['mailto:leave@example.no'] }),
    );
    expect(parsed.headers.has('list-unsubscribe-post')).toBe(false);
  });
});

describe('text in headers', () => {
  it('keeps any subject and any name', async () => {
    await fc.assert(
      fc.asyncProperty(line, line, async (subject, name) => {
        const headers = { ...HEADERS, to: { name, address: 'kari@example.no' } };
        const bytes = built(mailOf({ subject: [subject] }), NOTHING, headers);
        const parsed = await simpleParser(bytes);
        // Spaces around an encoded word belong to the folding, so readers join several spaces of plain text.
        const spaced = (value: string | undefined): string => (value ?? '').replace(/\s+/g, ' ').trim();
        expect(spaced(parsed.subject)).toBe(spaced(subject));
        const to = Array.isArray(parsed.to) ? parsed.to[0] : parsed.to;
        expect(spaced(to?.value[0]?.name)).toBe(spaced(name));
        expect(to?.value[0]?.address).toBe('kari@example.no');
        const head = bytes.toString().split('\r\n\r\n')[0] ?? '';
        for (const one of head.split('\r\n')) expect(one.length).toBeLessThanOrEqual(78);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['a\r\nBcc: x@example.no', 'a\nb', 'a\u0000b', 'a\ud800b', 'a\u001bb'])('refuses %j', (value) => {
    expect(() => textHeader('Subject', value)).toThrow(UnsafeHeaderError);
    expect(() => mailboxHeader('To', { name: value, address: 'a@example.no' })).toThrow(UnsafeHeaderError);
    expect(() => mailboxHeader('To', { name: '', address: `${value}@example.no` })).toThrow(
      UnsafeHeaderError,
    );
  });

  it.each([
    '',
    'a',
    '@example.no',
    'a@',
    'a b@example.no',
    'a@exa mple.no',
    'a>b@example.no',
    `${'x'.repeat(65)}@example.no`,
  ])('refuses the address %j', (address) => {
    expect(() => mailboxHeader('To', { name: '', address })).toThrow(UnsafeHeaderError);
  });

  it('writes a domain with other letters in its ASCII form', () => {
    expect(mailboxHeader('To', { name: '', address: 'kari@blåbær.no' })).toBe(
      'To: kari@xn--blbr-roah.no\r\n',
    );
  });

  it('makes a line of a subject with a value of several lines', async () => {
    const mail = mailOf({ subject: ['Hi ', { kind: 'fact', name: 'a', fallback: '', escape: 'none' }] });
    const texts = { a: 'x\r\nBcc: y@example.no' };
    const parsed = await simpleParser(built(mail, { ...NOTHING, facts: { values: texts, texts } }));
    expect(parsed.subject).toBe('Hi x Bcc: y@example.no');
    expect(parsed.bcc).toBeUndefined();
  });
});

describe('a DKIM signature', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const signer = new DkimSigner({ domain: 'example.no', selector: 'lf', privateKey });
  const record = `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`;
  const resolver = (name: string): Promise<string[][]> => {
    expect(name).toBe('lf._domainkey.example.no');
    return Promise.resolve([[record]]);
  };
  const signed = async (mail: CompiledMail, values = NOTHING): Promise<Buffer> => {
    const message = new MimeTemplate(mail, SENDER).build(HEADERS, values);
    const header = await signer.headerOf(message, HEADERS.date);
    for (const one of header.split('\r\n')) expect(one.length).toBeLessThanOrEqual(78);
    return messageBytes({ ...message, headers: [header, ...message.headers] });
  };
  const verdict = async (message: Buffer) => (await dkimVerify(message, { resolver })).results[0];

  it('is accepted by an independent verifier, for any content', async () => {
    await fc.assert(
      fc.asyncProperty(segments, filling, line, async (html, values, subject) => {
        const result = await verdict(await signed(mailOf({ html, subject: [subject] }), values));
        expect(result?.status.result).toBe('pass');
      }),
      { numRuns: 40 },
    );
  });

  it.each(['From', 'List-Unsubscribe', 'List-Unsubscribe-Post', 'Subject'])(
    'covers the header %s',
    async (name) => {
      const message = (await signed(mailOf({}))).toString();
      const changed = message.replace(new RegExp(`\\r\\n${name}: `), `$&x`);
      expect((await verdict(Buffer.from(changed)))?.status.result).toBe('fail');
    },
  );

  it('covers the body, and an added header From', async () => {
    const message = (await signed(mailOf({}))).toString();
    expect((await verdict(Buffer.from(message.replace('<p>Hello', '<p>Bye'))))?.status.result).not.toBe(
      'pass',
    );
    expect((await verdict(Buffer.from(`From: x@example.com\r\n${message}`)))?.status.result).not.toBe('pass');
  });

  it('needs an RSA key of sufficient length', () => {
    const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const keys = [
      pem(generateKeyPairSync('ed25519').privateKey),
      pem(generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey),
      'x',
    ];
    for (const key of keys)
      expect(() => new DkimSigner({ domain: 'example.no', selector: 'lf', privateKey: key })).toThrow(
        DkimKeyError,
      );
  });
});
