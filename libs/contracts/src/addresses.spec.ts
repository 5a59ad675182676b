import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressProblem, isAddressFromData, mendAddress } from './addresses';
import { HttpUrl } from './written-texts';

const stored = (written: string): string => HttpUrl.parse(written);

describe('an address that people write', () => {
  it.each([
    ['  https://example.no/x  ', 'https://example.no/x'],
    ['www.example.no', 'https://www.example.no'],
    ['example.no/tilbud?a=1#b', 'https://example.no/tilbud?a=1#b'],
    ['example.no:8443/x', 'https://example.no:8443/x'],
    ['blåbær.no', 'https://blåbær.no'],
    ['https://例え.jp/パス', 'https://例え.jp/パス'],
    ['https://example.no/my page?q=a b', 'https://example.no/my%20page?q=a%20b'],
    ['https://example.no/long\n/address', 'https://example.no/long/address'],
    ['https://example.no/\u200bx\u00a0', 'https://example.no/x'],
    [
      'https://example.no/?n={{contact.firstName|to you}} x',
      'https://example.no/?n={{contact.firstName|to you}}%20x',
    ],
    ['http://localhost:3000/x', 'http://localhost:3000/x'],
    ['\u2068https://example.no/x\u2069', 'https://example.no/x'],
    ['https://https://example.no/x', 'https://example.no/x'],
    ['https://http//www.example.no', 'http://www.example.no'],
    ['http://https//https://example.no', 'https://example.no'],
    ['https://exa_mple.no./x', 'https://exa_mple.no./x'],
    ['https://[2001:db8::1]:8443/', 'https://[2001:db8::1]:8443/'],
  ])('is mended: %j', (written, expected) => {
    expect(stored(written)).toBe(expected);
  });

  it.each([
    ['url.scheme', 'javascript:alert(1)'],
    ['url.scheme', 'ftp://example.no'],
    ['url.scheme', 'mailto:kari@example.no'],
    ['url.scheme', 'kari@example.no'],
    ['url.scheme', 'see our page'],
    ['url.scheme', ''],
    ['url.user-info', 'https://bank.no@evil.example/'],
    ['url.user-info', 'https://me:secret@example.no/'],
    ['url.host', 'https://exa mple.no/'],
    ['url.host', 'https://'],
    ['url.host', 'https://example.no:99999/'],
    ['url.host', 'https://www,example.no/'],
    ['url.host', 'https://example..no/'],
    ['url.host', `https://${'a'.repeat(64)}.no/`],
    ['url.from-data', 'https://https://{{contact.company}}/'],
    ['url.from-data', 'https://{{contact.company}}.no/'],
    ['url.from-data', 'https://shop.no{{contact.company}}'],
    ['url.from-data', 'https://shop.no:{{contact.company}}/'],
    ['url.from-data', 'http{{contact.company}}://shop.no/'],
    ['url.from-data', 'example.no{{contact.company}}/'],
  ])('is refused with %s: %j', (code, written) => {
    const { error } = HttpUrl.safeParse(written);
    expect(error?.issues).toMatchObject([{ params: { code } }]);
  });

  it('is not changed a second time, and leads to the website that was written', () => {
    const host = fc.domain();
    const rest = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(host, rest, (website, path) => {
        const address = mendAddress(`https://${website}/${path}`);
        expect(mendAddress(address)).toBe(address);
        if (addressProblem(address) === null)
          expect(new URL(address.replace(/\{\{[^{}]*\}\}/g, 'x')).hostname).toBe(website.toLowerCase());
      }),
    );
  });

  it('does not get its website from data, whatever the data are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.webUrl(),
        (before, value, url) => {
          const template = `${before}{{x}}`;
          for (const address of [template, `${url}${template}`]) {
            const mended = mendAddress(address);
            if (isAddressFromData(mended) || addressProblem(mended)) continue;
            const filled = new URL(mended.replaceAll('{{x}}', encodeURIComponent(value.toWellFormed())));
            expect(filled.host).toBe(new URL(mended.replaceAll('{{x}}', 'y')).host);
          }
        },
      ),
    );
  });
});
