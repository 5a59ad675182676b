import { inEveryLanguage, phrase, pick, quoted, verbatim, type Text } from '@linkflow/contracts';
import { factsInText, mergeText } from '@linkflow/workflow';
import type { Names } from './names';

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

/** The beginning of a plain text or HTML as a quotation, with labels in place of merge fields. */
export function excerpt(html: string | undefined, empty: Text, names: Names, max = 80): Text {
  const text = plainTextOf(html ?? '');
  if (text === '') return empty;
  const facts = factsInText(text).map((name) => [name, names.fact(name)] as const);
  return quoted(
    inEveryLanguage((language) => {
      const labels = Object.fromEntries(facts.map(([name, label]) => [name, pick(label, language)]));
      return shortened(mergeText(text, labels, { escape: 'none' }), max);
    }),
  );
}

/** Items separated by commas, without a conjunction. */
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

/** For display as text only; the result is not safe HTML. */
function plainTextOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:nbsp|lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .replace(/ ([.,!?:;])/g, '$1')
    .trim();
}
