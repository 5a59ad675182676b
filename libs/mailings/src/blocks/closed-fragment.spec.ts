import fc from 'fast-check';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { describe, expect, it } from 'vitest';
import { closedFragment } from './closed-fragment.mjs';

const BEFORE = '<!doctype html><body><div id="block"><table><tr><td><div id="cell">';
const AFTER = '</div></td></tr></table></div><div id="next"><b id="text">Next</b></div>';

/** Ids of the elements around the block that follows, from the inside. */
function aroundNext(html: string): string[] {
  const document = parse(`${BEFORE}${html}${AFTER}`);
  const text = find(document, 'text');
  const names: string[] = [];
  for (let node: unknown = text; node; node = (node as { parentNode?: unknown }).parentNode)
    if (typeof node === 'object' && 'tagName' in node) names.push(String(node.tagName));
  return names;
}

function find(node: DefaultTreeAdapterTypes.Node, id: string): DefaultTreeAdapterTypes.Node | undefined {
  if ('attrs' in node && node.attrs.some(({ name, value }) => name === 'id' && value === id)) return node;
  if (!('childNodes' in node)) return undefined;
  for (const child of node.childNodes) {
    const found = find(child, id);
    if (found) return found;
  }
  return undefined;
}

const ALONE = ['b', 'div', 'body', 'html'];

describe('the HTML of a block', () => {
  it.each([
    ['<p>Hi <b>you</b><br><img src="a.png"></p>'],
    ['<table><tr><td>1<td>2</table> &amp; <!-- note --> <custom-tag>x</custom-tag>'],
    ['<!--[if mso]><table><tr><td><![endif]--><div>x</div><!--[if mso]></td></tr></table><![endif]-->'],
    ['<!--[if !mso]><!--><p>Not in Outlook</p><!--<![endif]-->'],
    ['<style>td{color:red}</style><p>1<p>2'.concat('</p></p>').replace('</p></p>', '</p>')],
  ])('stays as it is if it is complete: %s', (html) => {
    expect(closedFragment(html)).toBe(html);
  });

  it.each([
    [
      'an element that is not closed',
      '<div><table><tr><td>x',
      '<div><table><tr><td>x</td></tr></tbody></table></div>',
    ],
    ['end tags of what stands around it', 'x</div></td></tr></table></body></html>y', 'xy'],
    ['cells without a table', '<tr><td>x</td></tr>', 'x'],
    ['a whole document', '<!doctype html><html><head></head><body bgcolor="red">x</body></html>', 'x'],
    ['a tag that is not finished', 'x<a href="y', 'x'],
    ['the beginning of a tag', 'x</', 'x'],
    ['a comment that is not closed', 'x<!-- y', 'x<!-- y-->'],
    ['a style sheet that is not closed', '<style>a{}', '<style>a{}</style>'],
    [
      'a condition of Outlook that does not end',
      '<!--[if !mso]><!-->x',
      '<!--[if !mso]><!-->x<!--<![endif]-->',
    ],
    ['a tag that arises when another one is taken out', '<<td>b>x', '<b>x</b>'],
    ['a script that is not closed', 'x<script><!--<script></script>y', 'x'],
    ['an element whose content is never HTML', '<plaintext>x', 'x'],
  ])('is completed: %s', (_name, html, closed) => {
    expect(closedFragment(html)).toBe(closed);
  });

  it('never changes what stands around the next block', () => {
    expect(aroundNext('')).toEqual(ALONE);
    const tags = [
      'div',
      'table',
      'tr',
      'td',
      'p',
      'b',
      'a',
      'ul',
      'li',
      'style',
      'title',
      'textarea',
      'svg',
      'template',
      'select',
      'option',
      'form',
      'body',
      'h1',
      'noscript',
      'script',
      'math',
      'button',
      'caption',
      'xmp',
    ];
    const piece = fc.oneof(
      fc.constantFrom(...tags).map((tag) => `<${tag}>`),
      fc.constantFrom(...tags).map((tag) => `</${tag}>`),
      fc.constantFrom(
        'text',
        ' ',
        '<!--',
        '-->',
        '<',
        '</',
        '<!',
        '<a href="',
        '">',
        '<![CDATA[',
        ']]>',
        '<br/>',
        '<!--[if mso]>',
        '<![endif]-->',
        '<?x',
        '&amp',
        '<svg/>',
        '\u0000',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        expect(aroundNext(closedFragment(pieces.join('')))).toEqual(ALONE);
      }),
      { numRuns: 1_500 },
    );
  });
});
