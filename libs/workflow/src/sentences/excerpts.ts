/** Beginnings of long texts, for sentences and lists. */
import { inEveryLanguage, phrase, pick, quoted, verbatim, type Text } from '@linkflow/contracts';
import { mergeWords } from '../merge-parts';

/** Gives the names of facts. */
interface FactNames {
  fact: Parameters<typeof mergeWords>[1];
}

/** The text, cut to a maximum number of characters with an ellipsis. */
export function shortened(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max
    ? text
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}

/** The beginning of a plain text or HTML as a quotation, with names in place of merge fields. */
export function excerpt(html: string | undefined, empty: Text, names: FactNames, max = 80): Text {
  const text = plainTextOf(html ?? '');
  return text === '' ? empty : quoted(beginning(text, names, max));
}

/** The beginning of a text, with names in place of merge fields. */
export function beginning(text: string, names: FactNames, max: number): Text {
  // Each part has at least one character, so more parts than characters are never shown.
  const words = mergeWords(text, (fact) => names.fact(fact), { maxParts: max + 1, fallbacks: false });
  return inEveryLanguage((language) => shortened(pick(words, language), max));
}

/** Joins the items with commas, without a conjunction. */
export function separated(items: readonly Text[]): Text {
  const [first = verbatim(''), ...others] = items;
  return others.reduce(
    (before, next) => phrase({ en: '{before}, {next}', nb: '{before}, {next}' }, { before, next }),
    first,
  );
}

const ENTITIES: Record<string, string> = {
  '&nbsp;': ' ',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

/** Removes the tags and decodes the entities. The result is only for display as text; it is not safe HTML. */
export function plainTextOf(html: string): string {
  return (
    html
      // A tag contains no further `<`, so that matching takes linear time.
      .replace(/<[/!a-z][^<>]*>/gi, ' ')
      .replace(/&(?:nbsp|lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity)
      .replace(/\s+/g, ' ')
      .replace(/ ([.,!?:;])/g, '$1')
      .trim()
  );
}
