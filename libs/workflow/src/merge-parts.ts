import { inEveryLanguage, phrase, pick, quoted, type Text } from '@linkflow/contracts';

/** A merge field of a text. */
export interface MergeField {
  /** The merge field as it is written, with its braces. */
  source: string;
  /** The name of the fact; null if what stands between the braces is not a merge field, as in `{{first name}}`. It is shown as written. */
  fact: string | null;
  /** The text that is used if the fact is empty. Empty if there is none. */
  fallback: string;
}

/** A part of a text: a merge field, or what stands before, between and after merge fields. */
export type MergePart = string | MergeField;

/** Two pairs of braces with no brace between them. */
const BRACES = /\{\{[^{}]*\}\}/g;
/** See `PLACEHOLDER` in merge-text.ts, which replaces the same fields. */
const WHOLE_FIELD = /^\{\{\s*([A-Za-z][\w.-]*)\s*(?:\|([^{}]*))?\}\}$/;

/** Divides a text into its merge fields and the rest. The sources and the rest, joined, are the text. */
export function mergeParts(text: string): MergePart[] {
  if (!text.includes('{{')) return text === '' ? [] : [text];
  const parts: MergePart[] = [];
  let end = 0;
  for (const match of text.matchAll(BRACES)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    parts.push(mergeFieldOf(match[0]));
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** Reads one merge field, with its braces. */
export function mergeFieldOf(source: string): MergeField {
  const [, fact = null, fallback = ''] = WHOLE_FIELD.exec(source) ?? [];
  return { source, fact, fallback: fallback.trim() };
}

/** Writes a merge field. Braces in the fallback are left out, because they would end the merge field. */
export function writeMergeField(fact: string, fallback = ''): string {
  const text = fallback.replace(/[{}]/g, '').trim();
  return text === '' ? `{{${fact}}}` : `{{${fact}|${text}}}`;
}

const FIELD: Text = { en: '‹{field}›', nb: '‹{field}›' };
const WITH_FALLBACK: Text = { en: '‹{field}, or {fallback}›', nb: '‹{field}, ellers {fallback}›' };
const NO_FIELD: Text = { en: '(unknown field)', nb: '(ukjent felt)' };

export interface MergeWording {
  /** The rest of the text is left out, as for an excerpt of a long text. */
  maxParts?: number;
  /** False: the texts for empty facts are left out. Their quotation marks can't be told apart from those around the whole text. */
  fallbacks?: boolean;
}

/** A text for people, with words in place of its merge fields: `Call ‹First name, or “the customer”›`. */
export function mergeWords(
  text: string,
  labelOf: (fact: string) => Text,
  { maxParts = Infinity, fallbacks = true }: MergeWording = {},
): Text {
  const parts = mergeParts(text)
    .slice(0, maxParts)
    .map((part) => {
      if (typeof part === 'string') return part;
      const field = part.fact === null ? NO_FIELD : labelOf(part.fact);
      if (part.fallback === '' || !fallbacks) return phrase(FIELD, { field });
      return phrase(WITH_FALLBACK, { field, fallback: quoted(part.fallback) });
    });
  return inEveryLanguage((language) =>
    parts.map((part) => (typeof part === 'string' ? part : pick(part, language))).join(''),
  );
}
