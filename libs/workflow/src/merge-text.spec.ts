import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsInText, mergeHtml, mergeText } from './merge-text';

const values = {
  'contact.firstName': ' Åse & <b> ',
  'contact.empty': '',
  'contact.none': null,
  'contact.since': new Date('2024-05-03T10:00:00Z'),
  'contact.interests': ['Wine', 'Cheese'],
  'click.count': 3,
  'click.first': false,
};
const merge = (template: string, escape: 'none' | 'html' | 'url' = 'none') =>
  mergeText(template, values, { escape });

describe('a text with merge fields', () => {
  it.each([
    ['Hi {{contact.firstName}}!', 'Hi Åse & <b>!'],
    ['Hi {{ contact.nobody }}!', 'Hi !'],
    ['Hi {{contact.nobody|there}}!', 'Hi there!'],
    ['Hi {{contact.empty | there }}!', 'Hi there!'],
    ['Hi {{contact.none|there}}!', 'Hi there!'],
    [
      '{{click.count}} {{click.first}} {{contact.since}} {{contact.interests}}',
      '3 false 2024-05-03 Wine, Cheese',
    ],
    ['{{constructor}}{{__proto__}}{{toString|x}}', '{{__proto__}}x'],
    ['{ {contact.firstName} } {{}} {{ |x}}', '{ {contact.firstName} } {{}} {{ |x}}'],
    ['no facts', 'no facts'],
  ])('%s', (template, expected) => {
    expect(merge(template)).toBe(expected);
  });

  it("escapes values for HTML, but not the author's template", () => {
    expect(merge('<p>{{contact.firstName}}</p>', 'html')).toBe('<p>Åse &amp; &lt;b&gt;</p>');
    expect(merge('<p>{{contact.nobody|you &amp; me}}</p>', 'html')).toBe('<p>you &amp; me</p>');
  });

  it('keeps markup in a fallback, but does not begin inside a tag and end outside it', () => {
    expect(merge('<p>{{contact.nobody|<b>you</b>}}</p>', 'html')).toBe('<p><b>you</b></p>');
    for (const html of [
      '<p title="{{contact.firstName|">}}" onclick="alert(1)" x="</p>',
      '<p title="{{contact.nobody|">}}" onclick="alert(1)" x="</p>',
      '<p>{{contact.firstName|<b title="}}">x</b></p>',
    ])
      expect(mergeHtml(html, { values, texts: { 'contact.firstName': 'Kari' } })).toBe(html);
  });

  it('escapes values and fallbacks for URLs', () => {
    expect(merge('https://x.no/?n={{contact.firstName}}', 'url')).toBe(
      'https://x.no/?n=%C3%85se%20%26%20%3Cb%3E',
    );
    expect(merge('https://x.no/?n={{contact.nobody|you & me}}', 'url')).toBe(
      'https://x.no/?n=you%20%26%20me',
    );
    expect(mergeText('{{a}}', { a: 'x\ud800y' }, { escape: 'url' })).toBe('x%EF%BF%BDy');
  });

  it('does not merge fields inside values', () => {
    expect(mergeText('{{a}}', { a: '{{b}}', b: 'secret' }, { escape: 'none' })).toBe('{{b}}');
    expect(mergeText('{{a}}', { a: '$&$1' }, { escape: 'none' })).toBe('$&$1');
  });

  it('lets no markup of any value through', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(mergeText('{{a}}', { a: value }, { escape: 'html' })).not.toMatch(/[<>"']/);
        expect(mergeText('{{a}}', { a: value }, { escape: 'url' })).toMatch(/^[\w\-.!~*'()%]*$/);
      }),
    );
  });

  it('lists its facts without duplicates', () => {
    expect(factsInText('{{b|x}} {{a.c}} {{ b }}')).toEqual(['b', 'a.c']);
    expect(factsInText('none')).toEqual([]);
  });

  it('takes linear time for an adversarial text', () => {
    for (const piece of ['{{ ', '{{a', '{{a|', '{{a ', '{{a|<b', '{{a|<b>']) {
      const template = piece.repeat(50_000);
      expect(mergeText(template, {}, { escape: 'none' })).toBe(template);
      expect(mergeText(template, {}, { escape: 'html' })).toBe(template);
    }
  });
});
