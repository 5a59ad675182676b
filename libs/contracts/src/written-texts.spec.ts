import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EmailAddress, Line, Mailbox, Name } from './written-texts';

describe('a name', () => {
  it.each([
    ['blanks at the ends', ' \u00a0Kari ', 'Kari'],
    ['a line break', 'Spring\r\nnews', 'Spring news'],
    ['control characters', 'Sp\u0000ri\u001bng\u0007', 'Spring'],
    ['marks of direction', '\u202eSpring\u2066', 'Spring'],
    ['zero-width blanks', 'Sp\u200bring\ufeff', 'Spring'],
    ['a lone surrogate', 'Spring\ud83d', 'Spring'],
    ['a decomposed letter', 'A\u030ase', 'Åse'],
  ])('is cleaned of %s', (_what, written, clean) => {
    expect(Name.parse(written)).toBe(clean);
  });

  it.each([
    '',
    '   ',
    '\u200b\u200b',
    '\u2060',
    '\u200d',
    '\u3164',
    '\u0000',
    '\ud800',
    '\u0301',
    '\u00a0\u2003',
  ])('is refused if it would look empty: %j', (written) => {
    expect(Name.safeParse(written).error?.issues).toMatchObject([{ code: 'too_small' }]);
  });

  it.each(['👩‍👩‍👧 Family', 'می‌خواهم', 'O’Brien & sønn', '100 % (ny)', '名前', '❤️'])('keeps %s', (written) => {
    expect(Name.parse(written)).toBe(written.normalize('NFC'));
  });

  it('is clean whatever is written, and does not change when it is saved again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (written) => {
        const line = Line.parse(written);
        expect(Line.parse(line)).toBe(line);
        expect(line.isWellFormed()).toBe(true);
        expect(line).not.toMatch(/\p{Cc}/u);
        expect(line).toBe(line.trim());
      }),
    );
  });
});

describe('an e-mail address', () => {
  it.each([
    'kari@example.no',
    'kari.nordmann+x@sub.example.co.uk',
    'post@blåbær.no',
    'jørgen@blåbær.no',
    'user@xn--blbr-roah.no',
    'あ@例え.jp',
    "o'brien@example.com",
  ])('may be %s', (address) => {
    expect(EmailAddress.parse(` ${address}\u200b`)).toBe(address);
  });

  it.each([
    '',
    'kari',
    'kari@',
    '@example.no',
    'kari@example',
    'kari@@example.no',
    'kari@exa mple.no',
    'kari@-example.no',
    'kari..x@example.no',
    '.kari@example.no',
    'kari@example..no',
    'Kari <kari@example.no>',
    'kari@example.no, per@example.no',
    'kari@127.0.0.1',
  ])('may not be %j', (address) => {
    expect(EmailAddress.safeParse(address).error?.issues).toMatchObject([{ code: 'invalid_format' }]);
  });
});

describe('a sender', () => {
  it('is cleaned as other names and addresses are', () => {
    expect(Mailbox.parse({ name: ' Kåre  ', address: ' kare@fjord.no ' })).toEqual({
      name: 'Kåre',
      address: 'kare@fjord.no',
    });
  });

  it.each([
    { name: 'Kåre\r\nBcc: x@y.no', address: 'kare@fjord.no' },
    { name: 'Kåre\0', address: 'kare@fjord.no' },
    { name: '\ud83d', address: 'kare@fjord.no' },
    { name: '', address: 'kare@fjord.no\n' },
    { name: '', address: 'kare' },
  ])('is refused with what could end a header: %j', (mailbox) => {
    expect(Mailbox.safeParse(mailbox).success).toBe(false);
  });
});
