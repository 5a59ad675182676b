import type { Text } from '@linkflow/contracts';
import { quoted } from './say';

/** A text that is cut after so many characters, with an ellipsis where it was cut. */
export function shortened(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max
    ? text
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}

/** The beginning of a text that somebody wrote, in quotation marks; of HTML, what one would read. */
export function excerpt(html: string | undefined, empty: Text, max = 80): Text {
  const text = readable(html ?? '');
  return text === '' ? empty : quoted(shortened(text, max));
}

/** Joins words as each language does: "A, B or C". */
export function alternatives(words: readonly Text[]): Text {
  return { en: joined(words, 'en', 'or'), nb: joined(words, 'nb', 'eller') };
}

function joined(words: readonly Text[], language: keyof Text, last: string): string {
  const texts = words.map((word) => word[language]);
  const end = texts.pop() ?? '';
  return texts.length === 0 ? end : `${texts.join(', ')} ${last} ${end}`;
}

const ENTITIES: Record<string, string> = {
  '&nbsp;': ' ',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

/** For reading only: what comes out is text and goes nowhere as HTML. */
function readable(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:nbsp|lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .replace(/ ([.,!?:;])/g, '$1')
    .trim();
}
