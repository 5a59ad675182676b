/** Changes parts of a text by their places, so that every other character stays as it is. Plain JavaScript; see mail-markup.mjs. */

/** @typedef {import('./scanned-mail').Edit} Edit */

/**
 * Applies edits, which may come in any order. Of two edits that overlap, the one that begins first is applied.
 *
 * @param {string} text
 * @param {readonly Edit[]} edits
 * @returns {{ text: string, inverse: Edit[] }} the changed text, and the edits that restore the first one
 */
export function splice(text, edits) {
  const ordered = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  /** @type {Edit[]} */
  const inverse = [];
  let changed = '';
  let done = 0;
  for (const { start, end, value } of ordered) {
    if (start < done) continue;
    changed += text.slice(done, start);
    inverse.push({
      start: changed.length,
      end: changed.length + value.length,
      value: text.slice(start, end),
    });
    changed += value;
    done = end;
  }
  return { text: changed + text.slice(done), inverse };
}

/** @type {Record<string, string>} */
const ESCAPED = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** The value of an attribute, with its quotes. @param {string} value */
export const quotedValue = (value) => `"${value.replace(/[&<>"]/g, (char) => ESCAPED[char] ?? char)}"`;
