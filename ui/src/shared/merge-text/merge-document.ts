import { mergeParts } from '@linkflow/workflow';
import type { JSONContent } from '@tiptap/react';

/** Name of the node of a merge field in a document of the editor. */
export const MERGE_FIELD = 'mergeField';
/** Attribute of the element of a merge field. Its value is the merge field as it is written. */
export const SOURCE_ATTRIBUTE = 'data-merge-field';

/** Whether a text is one merge field, complete or wrong, and nothing else. */
export const isOneField = (text: string): boolean => /^\{\{[^{}]*\}\}$/.test(text);

/** The document of a plain text: a paragraph for each line. */
export function documentOf(text: string): JSONContent {
  const lines: JSONContent[][] = [[]];
  for (const part of mergeParts(text)) {
    if (typeof part !== 'string') {
      lines.at(-1)?.push({ type: MERGE_FIELD, attrs: { source: part.source } });
      continue;
    }
    const [first = '', ...others] = part.split('\n');
    if (first !== '') lines.at(-1)?.push({ type: 'text', text: first });
    for (const line of others) lines.push(line === '' ? [] : [{ type: 'text', text: line }]);
  }
  return {
    type: 'doc',
    content: lines.map((content) => ({ type: 'paragraph', ...(content.length > 0 && { content }) })),
  };
}

/** The plain text of a document. `textOf(documentOf(text))` is the text, character by character. */
export function textOf(document: JSONContent): string {
  return (document.content ?? []).map(({ content = [] }) => content.map(inlineText).join('')).join('\n');
}

function inlineText({ type, text, attrs }: JSONContent): string {
  return type === MERGE_FIELD ? String(attrs?.source ?? '') : (text ?? '');
}

/** The beginning of a text that has room in a number of UTF-16 units, without a part of a merge field and without half of a character. */
export function beginningOf(text: string, room: number): string {
  let left = room;
  let kept = '';
  for (const part of mergeParts(text)) {
    const whole = typeof part === 'string' ? part : part.source;
    if (whole.length > left) {
      const cut = typeof part === 'string' ? part.slice(0, left) : '';
      return kept + (/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut);
    }
    kept += whole;
    left -= whole.length;
  }
  return kept;
}

/** HTML for the editor: its merge fields are elements. Merge fields in attributes, such as addresses, stay as they are. */
export function htmlWithFields(html: string): string {
  if (!html.includes('{{')) return html;
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const text of textsIn(page)) {
    if (!text.data.includes('{{')) continue;
    text.replaceWith(
      ...mergeParts(text.data).map((part) => {
        if (typeof part === 'string') return part;
        const element = page.createElement('span');
        element.setAttribute(SOURCE_ATTRIBUTE, part.source);
        return element;
      }),
    );
  }
  return page.body.innerHTML;
}

/** HTML to read, with words in place of its merge fields. */
export function htmlInWords(html: string, words: (text: string) => string): string {
  if (!html.includes('{{')) return html;
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const text of textsIn(page)) if (text.data.includes('{{')) text.data = words(text.data);
  return page.documentElement.outerHTML;
}

function textsIn(page: Document): Text[] {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) if (walker.currentNode instanceof Text) texts.push(walker.currentNode);
  return texts;
}

/** The reverse of `htmlWithFields`, for HTML that the editor wrote. */
export const htmlWithoutFields = (html: string): string =>
  html.replace(/<span data-merge-field="[^"]*">([^<]*)<\/span>/g, '$1');
