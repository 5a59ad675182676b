import { expect, it } from 'vitest';
import { linkOfAddress, markedLinks } from './heat-links';

const ID = 'a1'.repeat(12);

it('finds the tracked links of a message again', () => {
  const html = `<a href="{{link:${ID}}}">one</a><a href="{{link:unsubscribe}}">out</a><a href="https://x.no">x</a>`;
  const marked = markedLinks(html);
  expect(marked).toContain('{{link:unsubscribe}}');
  expect([...marked.matchAll(/href="([^"]+)"/g)].map(([, href]) => linkOfAddress(href ?? ''))).toEqual([
    ID,
    null,
    null,
  ]);
});
