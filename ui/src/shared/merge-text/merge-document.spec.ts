// @vitest-environment jsdom
import { Editor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  documentOf,
  htmlInWords,
  htmlWithFields,
  htmlWithoutFields,
  MERGE_FIELD,
  textOf,
} from './merge-document';
import { MergeFieldNode } from './merge-field-node';

const pieces = fc.constantFrom(
  '{{contact.firstName}}',
  '{{ contact.firstName | you & me }}',
  '{{contact.firstname|<b>}}',
  '{{no field}}',
  '{{}}',
  '{{',
  '}}',
  '{',
  '\\{',
  '|',
  ' ',
  '\n',
  '\r\n',
  '\t',
  '<p>',
  '&amp;',
  'å',
  '😀',
);
const texts = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 15 }).map((parts) => parts.join(''));

const editorWith = (content: string | object) =>
  new Editor({ extensions: [StarterKit, MergeFieldNode], content });

describe('a plain text in the editor', () => {
  it('is stored again character by character, whatever it contains', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(textOf(documentOf(text))).toBe(text);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(texts, (text) => {
        const editor = editorWith(documentOf(text));
        expect(textOf(editor.getJSON())).toBe(text);
        editor.destroy();
      }),
      { numRuns: 60 },
    );
  });

  it('shows everything in double braces as merge fields, also with a misspelt or impossible name', () => {
    const fields = (text: string) =>
      documentOf(text).content?.flatMap(({ content = [] }) =>
        content.filter(({ type }) => type === MERGE_FIELD).map(({ attrs }) => attrs?.source as string),
      );
    expect(fields('Hi {{contact.firstName}},\n{{ x | y }} {{no field}} {{half')).toEqual([
      '{{contact.firstName}}',
      '{{ x | y }}',
      '{{no field}}',
    ]);
  });
});

describe('a formatted text in the editor', () => {
  it.each([
    '<p>Hi {{contact.firstName}}!</p>',
    '<p>Hi <strong>{{contact.firstName|you &amp; me}}</strong></p>',
    '<p><a href="https://example.com/?n={{contact.country}}">{{contact.country}}</a></p>',
    '<ul><li><p>{{a.b}}{{c.d}}</p></li></ul>',
    '<p>{{not a field}} {{half</p>',
    '<p>{{a.b|&lt;b&gt;}}</p>',
  ])('%s is stored again as it was', (html) => {
    const editor = editorWith(htmlWithFields(html));
    const stored = htmlWithoutFields(editor.getHTML());
    editor.destroy();
    expect(withoutLinkAttributes(stored)).toBe(html);
  });

  it('does not take an element of pasted HTML for a merge field that it is not', () => {
    const editor = editorWith('<p><span data-merge-field="hello">world</span></p>');
    expect(editor.getText()).toBe('world');
    editor.destroy();
  });
});

describe('HTML to read', () => {
  it('has words in place of merge fields, but not in addresses', () => {
    const html = '<p>Hi {{contact.firstName}} <a href="https://a.example/?n={{x.y}}">{{x.y}}</a></p>';
    expect(htmlInWords(html, (text) => text.replace(/\{\{([^}]*)\}\}/g, '‹$1›'))).toContain(
      '<p>Hi ‹contact.firstName› <a href="https://a.example/?n={{x.y}}">‹x.y›</a></p>',
    );
  });
});

/** The editor adds attributes to links, which have nothing to do with merge fields. */
const withoutLinkAttributes = (html: string): string => html.replace(/ (?:target|rel|class)="[^"]*"/g, '');
