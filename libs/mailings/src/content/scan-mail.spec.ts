import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAddressFromData } from '@linkflow/contracts';
import { EVERY_CONSTRUCT } from '../testing/every-construct';
import { hasOwnSite } from './mail-markup.mjs';
import { scanMail } from './scan-mail.mjs';
import { quotedValue, splice } from './splice.mjs';

const linksOf = (html: string) =>
  scanMail(html).links.map(({ kind, href, text }) => `${kind} ${href} ${text}`.trim());

describe('the links of a mail', () => {
  it('are all found, each with its kind, also those of pictures, maps, SVG and Outlook', () => {
    expect(linksOf(EVERY_CONSTRUCT)).toEqual([
      'http https://shop.example/?a=1&b=2&c=3#top Kjøp & spar',
      'http https://shop.example/?a=1&b=2&c=3#top samme igjen',
      'http https://bare.example/x uten anførselstegn',
      'http https://spread.example/ spredt',
      'mailto mailto:post@example.no?subject=Hei post',
      'tel tel:+4712345678 ring',
      'sms sms:2012 sms',
      'app whatsapp://send?text=x app',
      'fragment #kapittel ned',
      'empty  tom',
      'broken http:// halv',
      'relative side.html relativ',
      'placeholder *|UNSUB|* a',
      'placeholder {{ unsubscribe_url }} b',
      'placeholder {$link} c',
      'placeholder [[unsub]] d',
      'placeholder %%unsub_center_url%% e',
      'placeholder <%asm_group_unsubscribe_raw_url%> f',
      'placeholder {% unsubscribe %} g',
      'tracked {{link:0123456789abcdef01234567}} sporet',
      'special {{link:unsubscribe}} meld av',
      'http https://p.example/?n={{contact.firstName|Kari Å}}&c={{company.name}} flettet',
      'http https://vml.example/ {{contact.firstName}}',
      'http https://outlook.example/ bare i Outlook',
      'http https://others.example/ andre',
      'http https://area.example/ Hjørne',
      'http https://svg.example/ svg',
      'http https://last.example/ Bilde',
    ]);
  });

  it('have the line of their address', () => {
    const { links } = scanMail(
      '<p>\r\n<a\n href="https://a.no">a</a>\r\n<!--[if mso]>\n<a href="https://b.no">b</a><![endif]-->',
    );
    expect(links.map(({ line }) => line)).toEqual([3, 5]);
  });

  it.each([
    'https://x',
    'https://blåbær.no/å',
    'HTTP://EXAMPLE.NO',
    'https://x.no/?e=*|EMAIL|*',
    'http://[::1]/',
  ])('can be tracked: %s', (href) => expect(scanMail(`<a href='${href}'>`).links[0]?.kind).toBe('http'));

  it.each(['http://', 'https:///x', 'https://exa mple.no', 'https:'])('lead nowhere: %s', (href) =>
    expect(scanMail(`<a href='${href}'>`).links[0]?.kind).toBe('broken'),
  );
});

describe('the places of a mail', () => {
  const places = scanMail(EVERY_CONSTRUCT).links;

  it('are kept when values are spliced: without them, every byte is restored', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.nat(places.length - 1), fc.string({ unit: 'binary' })), {
          selector: ([at]) => at,
        }),
        (values) => {
          const edits = values.map(([at, value]) => {
            const { start = 0, end = 0 } = places[at] ?? {};
            return { start, end, value: quotedValue(value) };
          });
          const { text, inverse } = splice(EVERY_CONSTRUCT, edits);
          expect(splice(text, inverse).text).toBe(EVERY_CONSTRUCT);
          // The values are read back, and the other links stay where they are.
          const changed = scanMail(text).links;
          expect(changed).toHaveLength(places.length);
          places.forEach((link, index) => {
            if (!values.some(([at]) => at === index)) expect(changed[index]?.href).toBe(link.href);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('name attributes of the mail, in whatever order its signs come', () => {
    const signs = fc.constantFrom(
      '<a href=',
      '"',
      "'",
      '>',
      'https://x.no',
      ' ',
      '\r\n',
      '<!--[if mso]>',
      '<![endif]-->',
      '</a>',
      '<style>',
      '</style>',
      '<svg>',
      '<table>',
      '&amp;',
      '🎉',
      'æ',
      '<b ',
      '\0',
      '=',
      '/',
    );
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 60 }), (parts) => {
        const html = parts.join('');
        for (const { start } of scanMail(html).links)
          expect(html.slice(0, start)).toMatch(/href[\s]*=[\s]*$/i);
        for (const { start, end } of scanMail(html).links) expect(end).toBeGreaterThanOrEqual(start);
      }),
    );
  });
});

describe('what is taken out of a mail', () => {
  it('is listed with its line', () => {
    expect(scanMail(EVERY_CONSTRUCT).cuts.map(({ code, what }) => `${code} ${what}`)).toEqual([
      'form <form>',
      'handler onclick="go()"',
      'script <script>var a = "<a href=\'https://script.example/\'>";</script>',
      'frame <iframe src="https://frame.example/"></iframe>',
      'script <script>alert(1)</script>',
      'form <form action="https://form.example/" method=post>',
      'form <input name=email>',
      'form </form>',
      'script-url "java&#10;script:alert(1)"',
      'plugin <object data="https://o.example/">',
      'plugin <embed src=x>',
      'plugin </object>',
    ]);
    const { cuts } = scanMail(
      '<p>\n<p onload=x>\r\n<meta http-equiv=refresh content=0>\n<base href="https://x.no">',
    );
    expect(cuts.map(({ code, line }) => [code, line])).toEqual([
      ['handler', 2],
      ['refresh', 3],
      ['base', 4],
    ]);
  });

  it('is found in tags that the browser merges into others or ignores', () => {
    const { cuts } = scanMail(
      '<body><table><body onload=a()><td onclick=b()>x</td><select><a onclick=c()></select>',
    );
    expect(cuts.map(({ code }) => code)).toEqual(['handler', 'handler', 'form']);
  });

  it('leaves the content of a form where it was', () => {
    const html = '<form class="x" action="https://x.no"><p>Navn</p></form>';
    expect(splice(html, scanMail(html).cuts).text).toBe('<div class="x" ><p>Navn</p></div>');
  });

  it('are not the styles that Outlook needs, and check boxes that open menus', () => {
    expect(
      scanMail(
        '<style>v\\:*{behavior:url(#default#VML)}</style><input type="checkbox"><link rel=stylesheet href=x>',
      ).cuts,
    ).toEqual([]);
  });
});

it('has limits, so that no mail takes long', () => {
  expect(scanMail('<a href=x>'.repeat(2_001)).exceeded).toBe('links');
  expect(scanMail('<div>'.repeat(600)).exceeded).toBe('depth');
  expect(
    scanMail(`<p>${Array.from({ length: 400 }, (_, n) => `<b id=${n}>`).join('')}${'</p><p>x'.repeat(400)}`)
      .exceeded,
  ).toBe('elements');
  expect(scanMail('<br>'.repeat(30_001)).exceeded).toBe('elements');
});

it('reads addresses from data as the rest of the product does', () => {
  for (const address of [
    '{{a}}',
    'https://{{a}}/',
    'https://x{{a}}.no/',
    'https://x.no/{{a}}',
    'https://x.no?{{a}}',
    'mailto:{{a}}',
    'tel:{{a}}',
    '#{{a}}',
    'x.no/{{a}}',
    ' https://x.no/{{a}}',
    'javascript:{{a}}',
    'https://x.no',
  ])
    expect(hasOwnSite(address), address).toBe(!isAddressFromData(address));
});
