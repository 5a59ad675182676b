import type { Text } from '@linkflow/contracts';
import { factsInText, mergeText } from '@linkflow/workflow';
import { quoted, type Say } from './say';

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

/**
 * The beginning of a text that somebody wrote, in quotation marks; of HTML, what one would read. Facts that are put into it
 * are called by their names.
 */
export function excerpt(html: string | undefined, empty: Text, say: Say, max = 80): Text {
  const text = readable(html ?? '');
  if (text === '') return empty;
  const words = factsInText(text).map((name) => [name, say.fact(name)] as const);
  const told = (language: keyof Text): string => {
    const names = Object.fromEntries(words.map(([name, word]) => [name, word[language]]));
    return quoted(shortened(mergeText(text, names, { escape: 'none' }), max))[language];
  };
  return { en: told('en'), nb: told('nb') };
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
