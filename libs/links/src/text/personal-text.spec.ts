import { describe, expect, it } from 'vitest';
import { cleanHtml } from './clean-html.mjs';
import { isLinkPlaceholder, linkPlaceholder, linksInText, personalHtml, personalText } from './personal-text';

const [A, B] = ['a'.repeat(24), 'b'.repeat(24)];
/** Values that are stored as people write them. */
const bothWays = (values: Record<string, string>) => ({ values, texts: values });
const address = (id: string): string => `https://click.example/${id[0]}`;

describe('personal text', () => {
  it('inserts URLs and facts, each escaped for its place', () => {
    const html = cleanHtml(
      `<a href="${linkPlaceholder(A)}">{{contact.name}}</a> <img src="https://i.example/{{contact.name}}.png"> {{contact.name}}`,
    );
    expect(personalHtml(html, bothWays({ 'contact.name': `A"&<b>'` }), address)).toBe(
      `<a href="https://click.example/a">A&quot;&amp;&lt;b&gt;&#39;</a> <img src="https://i.example/A%22%26%3Cb%3E'.png" /> A&quot;&amp;&lt;b&gt;&#39;`,
    );
  });

  it('contains values as people write them, but in addresses as they are stored', () => {
    const html = cleanHtml('<a href="https://a.example/?c={{contact.country}}">{{contact.country}}</a>');
    const facts = { values: { 'contact.country': 'NO' }, texts: { 'contact.country': 'Norge' } };
    expect(personalHtml(html, facts, address)).toBe('<a href="https://a.example/?c=NO">Norge</a>');
  });

  it('does not replace placeholders or merge tags in the value of a fact', () => {
    const facts = { 'contact.name': `${linkPlaceholder(B)}{{contact.secret}}`, 'contact.secret': 's' };
    expect(personalHtml('{{contact.name}}', bothWays(facts), address)).toBe(
      `${linkPlaceholder(B)}{{contact.secret}}`,
    );
  });

  it('is one line in a subject, whatever the values contain', () => {
    const facts = bothWays({ 'contact.fields.x_note': 'one\r\nBcc: all@example.no\u2028two' });
    expect(personalText('Note: {{contact.fields.x_note}}', facts)).toBe('Note: one Bcc: all@example.no two');
  });

  it('loads no tracked link when it is shown', () => {
    const old = `<img src="${linkPlaceholder(A)}" alt="x" /> <a href="${linkPlaceholder(A)}">x</a>`;
    expect(personalHtml(old, bothWays({}), address)).toBe(
      '<img alt="x" /> <a href="https://click.example/a">x</a>',
    );
  });

  it('leads nowhere if a value would decide the website', () => {
    const old = '<a href="https://shop.no{{contact.name}}/">x</a>';
    expect(personalHtml(old, bothWays({ 'contact.name': '.evil.example' }), address)).toBe(
      '<a href="#">x</a>',
    );
  });

  it('encodes the fallback of a merge field once, for its place', () => {
    const html = cleanHtml('<a href="https://a.example/?n={{x|a & b}}">{{x|a & b}}</a>');
    expect(personalHtml(html, bothWays({}), address)).toBe(
      '<a href="https://a.example/?n=a%20%26%20b">a &amp; b</a>',
    );
  });

  it('lists its tracked links, each once', () => {
    expect(
      linksInText(`${linkPlaceholder(B)} ${linkPlaceholder(A)} ${linkPlaceholder(B)} {{link:x}}`),
    ).toEqual([B, A]);
    expect(isLinkPlaceholder(linkPlaceholder(A))).toBe(true);
    expect(isLinkPlaceholder(`${linkPlaceholder(A)}x`)).toBe(false);
  });
});
