import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanHtml } from './clean-html.mjs';
import { HTML_LIMITS, scanHtml } from './scan-html.mjs';

describe('scanHtml', () => {
  it.each([
    ['depth', '<div>'.repeat(90_000)],
    ['depth', '<table><tr><td>'.repeat(30_000)],
    ['elements', '<p>x</p>'.repeat(60_000)],
    ['elements', '</p>'.repeat(120_000)],
    ['links', '<a href="https://a.example">x</a>'.repeat(15_000)],
  ] as const)('stops where the limit of %s is exceeded', (limit, html) => {
    expect(scanHtml(html).exceeded).toBe(limit);
  });

  it('accepts HTML at the limits', () => {
    const atDepth = '<div>'.repeat(HTML_LIMITS.depth) + 'x' + '</div>'.repeat(HTML_LIMITS.depth);
    expect(scanHtml(atDepth).exceeded).toBeNull();
    const atLinks = '<a href="https://a.example">x</a>'.repeat(HTML_LIMITS.links);
    expect(scanHtml(atLinks).exceeded).toBeNull();
  });

  it('lists addresses that contain merge fields, with their lines', () => {
    const html = `<p>{{a}}</p>\n<a href="https://a.example/?n={{a}}">x</a>\n\n<td background="{{b}}"><p title="{{c}}">`;
    expect(scanHtml(html).mergedAddresses).toEqual([
      { line: 2, value: 'https://a.example/?n={{a}}' },
      { line: 4, value: '{{b}}' },
    ]);
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
