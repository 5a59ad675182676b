// @vitest-environment jsdom
import { RichText } from '@linkflow/contracts';
import { Editor, type JSONContent } from '@tiptap/react';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { editorDocument, richTextOf } from './rich-text-document';
import { RICH_TEXT } from './rich-text-extensions';

const link = fc.constantFrom(
  { kind: 'tracked', linkId: '0123456789abcdef01234567' },
  { kind: 'url', url: 'https://x.no/?a=1&b="2"' },
  { kind: 'special', name: 'unsubscribe' },
);
/** Marks in the order in which the editor keeps them. */
const marks = fc
  .record({ link: fc.option(link), bold: fc.boolean(), colour: fc.boolean() })
  .map(({ link: to, bold, colour }) => [
    ...(bold ? [{ type: 'bold' }] : []),
    ...(to ? [{ type: 'link', attrs: { link: to } }] : []),
    ...(colour ? [{ type: 'colour', attrs: { colour: '#aa0000' } }] : []),
  ])
  .map((list) => (list.length > 0 ? { marks: list } : {}));
const inline = fc.oneof(
  fc
    .tuple(fc.constantFrom('a', 'Hei på deg', ' & <b>'), marks)
    .map(([text, kept]) => ({ type: 'text', text, ...kept })),
  marks.map((kept) => ({
    type: 'mergeField',
    attrs: { fact: 'contact.firstName', fallback: 'du' },
    ...kept,
  })),
  fc.constant({ type: 'hardBreak' }),
);
const paragraph = fc
  .tuple(fc.array(inline, { maxLength: 1 }), fc.constantFrom(null, 'center', 'right'))
  .map(([content, textAlign]) => ({
    type: 'paragraph',
    ...(textAlign && { attrs: { textAlign } }),
    ...(content.length > 0 && { content }),
  }));
const list = fc
  .tuple(fc.constantFrom('bulletList', 'orderedList'), fc.array(paragraph, { minLength: 1, maxLength: 3 }))
  .map(([type, items]) => ({ type, content: items.map((item) => ({ type: 'listItem', content: [item] })) }));
const texts = fc
  .array(fc.oneof(paragraph, list), { minLength: 1, maxLength: 4 })
  .map((content) => RichText.parse({ type: 'doc', content }));

function throughEditor(text: RichText): RichText {
  const editor = new Editor({ extensions: RICH_TEXT, content: editorDocument(text) });
  const stored = richTextOf(editor.getJSON());
  editor.destroy();
  return stored;
}

it('a formatted text is stored again as it was', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(richTextOf(editorDocument(text))).toEqual(text);
    }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const stored = throughEditor(text);
      expect(sorted(stored)).toEqual(sorted(text));
      expect(RichText.parse(stored)).toEqual(stored);
    }),
    { numRuns: 60 },
  );
});

/** The order of marks does not matter. */
const sorted = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, member: unknown) =>
    key === 'marks' && Array.isArray(member) ? member.map((mark) => JSON.stringify(mark)).toSorted() : member,
  );

it('lists inside lists become items, because mails have no such lists', () => {
  const item = (...content: JSONContent[]): JSONContent => ({ type: 'listItem', content });
  const words = (text: string): JSONContent => ({ type: 'paragraph', content: [{ type: 'text', text }] });
  const inner = { type: 'bulletList', content: [item(words('b'))] };
  const document = {
    type: 'doc',
    content: [{ type: 'bulletList', content: [item(words('a'), inner), item(words('c'))] }],
  };
  expect(richTextOf(document)).toEqual({
    type: 'doc',
    content: [{ type: 'bulletList', content: [item(words('a')), item(words('b')), item(words('c'))] }],
  });
});

it('pasted links keep their address, and scripts are no links', () => {
  const editor = new Editor({
    extensions: RICH_TEXT,
    content:
      '<p><a href="https://x.no">one</a> <a href="javascript:alert(1)">two</a> <a data-mail-link="{&quot;kind&quot;:&quot;special&quot;,&quot;name&quot;:&quot;unsubscribe&quot;}">three</a></p>',
  });
  const text = richTextOf(editor.getJSON());
  editor.destroy();
  const parts = text.content[0]?.type === 'paragraph' ? (text.content[0].content ?? []) : [];
  expect(parts.flatMap(({ marks: kept = [] }) => kept)).toEqual([
    { type: 'link', attrs: { link: { kind: 'url', url: 'https://x.no' } } },
    { type: 'link', attrs: { link: { kind: 'special', name: 'unsubscribe' } } },
  ]);
});
