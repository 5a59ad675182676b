import { describe, expect, it } from 'vitest';
import { cleanHtml } from './clean-html';
import { isLinkPlaceholder, linkPlaceholder, linksInText, personalHtml } from './personal-text';

const [A, B] = ['a'.repeat(24), 'b'.repeat(24)];
const address = (id: string): string => `https://click.example/${id[0]}`;

describe('personal text', () => {
  it('inserts URLs and facts, each escaped for its place', () => {
    const html = cleanHtml(
      `<a href="${linkPlaceholder(A)}">{{contact.name}}</a> <img src="https://i.example/{{contact.name}}.png"> {{contact.name}}`,
    );
    expect(personalHtml(html, { 'contact.name': `A"&<b>'` }, address)).toBe(
      `<a href="https://click.example/a">A&quot;&amp;&lt;b&gt;&#39;</a> <img src="https://i.example/A%22%26%3Cb%3E'.png" /> A&quot;&amp;&lt;b&gt;&#39;`,
    );
  });

  it('does not replace placeholders or merge tags in the value of a fact', () => {
    const facts = { 'contact.name': `${linkPlaceholder(B)}{{contact.secret}}`, 'contact.secret': 's' };
    expect(personalHtml('{{contact.name}}', facts, address)).toBe(`${linkPlaceholder(B)}{{contact.secret}}`);
  });

  it('lists its tracked links, each once', () => {
    expect(
      linksInText(`${linkPlaceholder(B)} ${linkPlaceholder(A)} ${linkPlaceholder(B)} {{link:x}}`),
    ).toEqual([B, A]);
    expect(isLinkPlaceholder(linkPlaceholder(A))).toBe(true);
    expect(isLinkPlaceholder(`${linkPlaceholder(A)}x`)).toBe(false);
  });
});
