import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanHtml } from './clean-html.mjs';
import { linkPlaceholder } from './personal-text';
import { HTML_LIMITS, scanHtml, withHrefs } from './scan-html.mjs';

const LINK = 'ab'.repeat(12);

/** Lists links without their positions. */
const linksOf = (html: string) =>
  scanHtml(html).links.map(({ occurrence, href, text }) => ({ occurrence, href, text }));
const withHref = (html: string, at: number, href: string): string =>
  withHrefs(html, ({ occurrence }) => (occurrence === at ? href : undefined));

describe('the links of HTML', () => {
  it('lists links in the order of their opening tags, with their visible text', () => {
    const html = cleanHtml(`
      <p>See <a href="https://a.example/?x=1&amp;y=2">the <b>first</b> one</a> and
      <A HREF='https://b.example'>second</A>, <a name="here">no link</a>,
      <a href="${linkPlaceholder(LINK)}"><img src="https://c.example/i.png" alt="A picture"></a>
      <a href=https://d.example>unquoted &amp; open`);
    expect(linksOf(html)).toEqual([
      { occurrence: 0, href: 'https://a.example/?x=1&y=2', text: 'the first one' },
      { occurrence: 1, href: 'https://b.example', text: 'second' },
      { occurrence: 2, href: linkPlaceholder(LINK), text: 'A picture' },
      { occurrence: 3, href: 'https://d.example', text: 'unquoted & open' },
    ]);
  });

  it('lists nested links separately', () => {
    const html = cleanHtml(
      '<a href="https://a.example">outer <a href="https://b.example">inner</a> rest</a>',
    );
    expect(linksOf(html).map(({ href }) => href)).toEqual(['https://a.example', 'https://b.example']);
  });

  it('ignores links in comments, scripts and attribute values', () => {
    const html =
      cleanHtml(`<!-- <a href="https://a.example">x</a> --><script>'<a href="https://b.example">'</script>
      <p title='<a href="https://c.example">'>text</p>`);
    expect(linksOf(html)).toEqual([]);
  });
});

describe('withHrefs', () => {
  const html = cleanHtml(
    '<p><a href="https://a.example">a</a><a href="https://a.example" style="color:red">b</a></p>',
  );

  it('replaces the URL of one link only', () => {
    const changed = withHref(html, 1, linkPlaceholder(LINK));
    expect(changed).toBe(
      `<p><a href="https://a.example">a</a><a href="${linkPlaceholder(LINK)}" style="color:red">b</a></p>`,
    );
  });

  it('changes nothing if there is no such link', () => {
    expect(withHref(html, 2, 'https://b.example')).toBe(html);
    expect(withHref('', 0, 'https://b.example')).toBe('');
  });

  it('replaces the attribute of the link only, whatever other attributes contain', () => {
    const tricky = cleanHtml('<a title=\' href="x" \' HREF=https://a.example id="href">a</a>');
    expect(withHref(tricky, 0, 'https://b.example')).toBe(
      tricky.replace('https://a.example', 'https://b.example'),
    );
  });

  it('escapes the URL in its attribute', () => {
    const changed = withHref(html, 0, 'https://b.example/"><script>alert(1)</script>') ?? '';
    expect(linksOf(changed)).toHaveLength(2);
    expect(changed).not.toContain('<script>');
  });
});

describe('scanHtml', () => {
  it.each([
    ['depth', '<div>'.repeat(90_000)],
    ['depth', '<table><tr><td>'.repeat(30_000)],
    ['elements', '<p>x</p>'.repeat(60_000)],
    ['elements', '</p>'.repeat(120_000)],
    ['links', '<a href="https://a.example">x</a>'.repeat(15_000)],
  ] as const)('stops where the limit of %s is exceeded', (limit, html) => {
    expect(scanHtml(html, HTML_LIMITS).exceeded).toBe(limit);
  });

  it('accepts HTML at the limits', () => {
    const atDepth = '<div>'.repeat(HTML_LIMITS.depth) + 'x' + '</div>'.repeat(HTML_LIMITS.depth);
    expect(scanHtml(atDepth, HTML_LIMITS).exceeded).toBeNull();
    const atLinks = '<a href="https://a.example">x</a>'.repeat(HTML_LIMITS.links);
    expect(scanHtml(atLinks, HTML_LIMITS).exceeded).toBeNull();
  });

  it.each([
    ['a picture', `\n<img src="${linkPlaceholder(LINK)}">`, 2],
    ['a list of pictures', `<img srcset="https://a.example/1.png 1x, ${linkPlaceholder(LINK)} 2x">`, 1],
    ['a background', `<table>\n\n<td background="${linkPlaceholder(LINK)}">`, 3],
    ['a style', `<p style="background:url(${linkPlaceholder(LINK)})">`, 1],
    ['a style sheet', `<style>\n\np{background:url(${linkPlaceholder(LINK)})}</style>`, 1],
    ['a style sheet of its own', `\n<link rel="stylesheet" href="${linkPlaceholder(LINK)}">`, 2],
  ])('finds a tracked link that is loaded as %s, with its line', (_what, html, line) => {
    expect(scanHtml(html).loadedLinks).toMatchObject([{ line }]);
  });

  it('leaves tracked links alone where only a click opens them', () => {
    const html = `<a href="${linkPlaceholder(LINK)}">a</a><area href="${linkPlaceholder(LINK)}">${linkPlaceholder(LINK)}`;
    expect(scanHtml(html).loadedLinks).toEqual([]);
  });
});

describe('cleanHtml', () => {
  it.each([
    ['a script', '<p>a</p><script>alert(1)</script>', '<p>a</p>'],
    ['an event handler', '<p onclick="alert(1)">a</p>', '<p>a</p>'],
    ['a javascript: URL', '<a href="javascript:alert(1)">a</a>', '<a>a</a>'],
    ['a disguised javascript: URL', '<a href=" java\nscript:alert(1)">a</a>', '<a>a</a>'],
    ['a data: page', '<a href="data:text/html,<script>1</script>">a</a>', '<a>a</a>'],
    ['a URL that begins with a merge tag', '<a href="{{contact.website}}">a</a>', '<a>a</a>'],
    ['a style sheet', '<style>p{background:url(https://spy.example)}</style><p>a</p>', '<p>a</p>'],
    ['a form', '<form action="https://x.example"><input name="q"></form>b', 'b'],
    ['a frame', '<iframe src="https://x.example"></iframe>b', 'b'],
    [
      'a URL in a style',
      '<p style="background:url(https://spy.example);color:red">a</p>',
      '<p style="color:red">a</p>',
    ],
    [
      'a style that covers the page',
      '<p style="position:fixed;top:0;color:red">a</p>',
      '<p style="color:red">a</p>',
    ],
  ])('removes %s', (_what, html, clean) => {
    expect(cleanHtml(html)).toBe(clean);
  });

  it.each([
    '<table width="600" cellpadding="0" cellspacing="0" bgcolor="#ffffff"><tbody><tr><td align="center" style="padding:10px;font-family:Arial, sans-serif">Hi {{contact.firstName|there}}</td></tr></tbody></table>',
    `<a href="${linkPlaceholder(LINK)}">tracked</a>`,
    '<a href="https://a.example/?name={{contact.firstName}}">a</a>',
    '<img src="https://a.example/i.png" alt="" width="20" height="20" />',
    '<a href="mailto:a@b.example">write</a> <a href="tel:+4722000000">call</a>',
  ])('keeps %s', (html) => {
    expect(cleanHtml(html)).toBe(html);
  });

  it('is idempotent for arbitrary input', () => {
    const piece = fc.constantFrom(
      '<a href="',
      'https://a.example',
      '">',
      '</a>',
      '<p',
      ' style="',
      'color:red',
      '<',
      '&',
      '"',
      "'",
      '{{',
      '}}',
      'x',
      '<b>',
      '</b>',
      '<script>',
      '</script>',
      '<!--',
      '-->',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const once = cleanHtml(pieces.join(''));
        expect(cleanHtml(once)).toBe(once);
      }),
    );
  });
});
