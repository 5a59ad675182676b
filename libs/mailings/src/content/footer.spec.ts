import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileMail } from './compile-mail.mjs';
import { linksIn, render } from './compiled-mail';

const FOOTER = '<p>Hilsen {{contact.firstName|oss}} · <a href="{{link:unsubscribe}}">Meld meg av</a></p>';
const filling = { facts: { values: {}, texts: {} }, urlOf: (id: string) => `https://x.no/${id}` };
const sent = (html: string, footer = FOOTER) => {
  const mail = compileMail({ subject: '', html, footer });
  return {
    html: render(mail.html, filling),
    text: render(mail.text, filling),
    links: linksIn(mail.html, mail.text),
  };
};
const SHOWN = '<p>Hilsen oss · <a href="https://x.no/unsubscribe">Meld meg av</a></p>';

describe('the footer of a subscription type', () => {
  it.each([
    [
      '<!doctype html><html><body><p>Hei</p></body></html>',
      '<!doctype html><html><body><p>Hei</p>',
      '</body></html>',
    ],
    ['<html><body><p>Hei</p></html>', '<html><body><p>Hei</p>', '</html>'],
    ['<p>Hei', '<p>Hei', ''],
    [
      '<!--[if mso]></body><![endif]--><body>Hei</body>',
      '<!--[if mso]></body><![endif]--><body>Hei',
      '</body>',
    ],
    ['<body>a</body><p>b</p></body>\n', '<body>a</body><p>b</p>', '</body>\n'],
  ])('ends the body of %s', (html, before, after) => {
    expect(sent(html).html).toBe(before + SHOWN + after);
  });

  it('stands in the plain text too', () => {
    const { text, links } = sent('<body><p>Hei</p></body>');
    expect(text).toContain('Hilsen oss');
    expect(text).toContain('https://x.no/unsubscribe');
    expect(links).toEqual(['unsubscribe']);
  });

  it.each([
    '<body><a href="{{link:unsubscribe}}">Av</a></body>',
    '<body><a href="{{link:subscriptions}}">Velg</a></body>',
    '<body>Meld av: {{link:unsubscribe}}</body>',
  ])('is left out if the content has such a link: %s', (html) => {
    expect(sent(html).html).not.toContain('Hilsen');
  });

  it.each([
    '<body><!--[if mso]><a href="{{link:unsubscribe}}">Av</a><![endif]--></body>',
    '<body><img src="{{link:unsubscribe}}"></body>',
    '<body><!-- {{link:unsubscribe}} --></body>',
    '<body><a href="{{link:view-online}}">Se</a></body>',
  ])('stands in mails whose link not all readers see: %s', (html) => {
    expect(sent(html).html).toContain(SHOWN);
  });

  it('stands in a mail whose preheader alone has such a link, because nobody sees it there', () => {
    const mail = compileMail({
      subject: '',
      preheader: '{{link:unsubscribe}}',
      html: '<body></body>',
      footer: FOOTER,
    });
    expect(render(mail.html, filling)).toMatch(
      /^<body><div style="display:none[^]*<\/div><p>Hilsen[^]*<\/body>$/,
    );
  });

  it('is made as safe as the content', () => {
    expect(sent('<body>Hei</body>', '<script>x()</script><p onclick="x()">Bunn</p>').html).toBe(
      '<body>Hei<p >Bunn</p></body>',
    );
  });

  it('changes no other byte of the mail', () => {
    const parts = fc.constantFrom(
      '<p>',
      '</p>',
      '<table><tr><td>',
      '</table>',
      'tekst',
      '</body>',
      '</html>',
      '\r\n',
      '<div ',
      'x="1">',
    );
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 12 }).map((all) => all.join('')),
        (html) => {
          const plain = render(compileMail({ subject: '', html }).html, filling);
          expect(sent(html).html.replace(SHOWN, '')).toBe(plain);
        },
      ),
      { numRuns: 50 },
    );
  });
});
