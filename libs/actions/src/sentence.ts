/** Builds the parts of the sentences that describe nodes: names, values, excerpts and lists. */
import {
  RefKind,
  capitalised,
  formatDuration,
  formatValue,
  inEveryLanguage,
  phrase,
  pick,
  quoted,
  valueText,
  verbatim,
  type Condition,
  type FactDescriptor,
  type FieldDefinition,
  type FieldType,
  type FieldValue,
  type Ref,
  type ScriptOutput,
  type Text,
  type ValueReader,
} from '@linkflow/contracts';
import { describeCondition, mergeWords } from '@linkflow/workflow';

/** An entity with its name. A field has its definition, which decides how its values are shown. */
export interface Named extends Ref {
  field?: FieldDefinition;
  /** The declared outputs of a script. */
  outputs?: readonly ScriptOutput[];
}

/** Resolves names and values for the sentences of nodes. Does not throw: missing entities have a text in brackets. */
export interface Names {
  /** The quoted name of an entity: “Newsletter” / «Nyhetsbrev». Names of people are not quoted. */
  name(kind: RefKind, id: string | null | undefined): Text;
  /** A value of an extra field, formatted for the type of the field, e.g. yes, 12 March 2027, 14:30. */
  value(fieldId: string | undefined, value: FieldValue | undefined): Text;
  /** The label of a fact: First name. */
  fact(name: string): Text;
  /** A condition as a sentence. */
  condition(condition: Condition | undefined): Text;
}

const PEOPLE: readonly RefKind[] = ['user', 'contact'];

export interface NamesOptions {
  /** The name of an entity, or undefined if it is unknown. */
  nameOf(kind: RefKind, id: string): Named | undefined;
  facts: readonly FactDescriptor[];
  /** IANA name of the time zone in which times are shown; Europe/Oslo by default. */
  timeZone?: string;
}

const NOT_CHOSEN: Text = { en: '(not chosen yet)', nb: '(ikke valgt ennå)' };
const GONE: Text = { en: '(no longer there)', nb: '(finnes ikke lenger)' };

/** Creates a name resolver that looks names up with `nameOf` each time. */
export function createNames({ nameOf, facts, timeZone = 'Europe/Oslo' }: NamesOptions): Names {
  return {
    name(kind, id) {
      if (!id) return NOT_CHOSEN;
      const named = nameOf(kind, id);
      if (!named || (named.missing && !named.name)) return GONE;
      const name = PEOPLE.includes(kind) ? verbatim(named.name) : quoted(named.name);
      return named.missing ? phrase({ en: '{name} (deleted)', nb: '{name} (slettet)' }, { name }) : name;
    },
    value(fieldId, value) {
      const field = fieldId ? nameOf('field', fieldId)?.field : undefined;
      return fieldValueText(value, field?.type, timeZone);
    },
    fact(name) {
      return facts.find((one) => one.name === name)?.label ?? GONE;
    },
    condition(condition) {
      const named = (kind: string, id: string): string | undefined => {
        const known = RefKind.safeParse(kind);
        return known.success ? nameOf(known.data, id)?.name : undefined;
      };
      return capitalised(describeCondition(condition, { facts, timeZone, nameOf: named }));
    },
  };
}

/** A value of an extra field, inside a sentence. If the type of the field is unknown, the value is shown as it is. */
function fieldValueText(value: FieldValue | undefined, type: FieldType | undefined, timeZone: string): Text {
  if (value === undefined) return { en: '(no value yet)', nb: '(ingen verdi ennå)' };
  if (value === null || value === '') return { en: 'empty', nb: 'tom' };
  if (typeof value === 'boolean') return value ? { en: 'yes', nb: 'ja' } : { en: 'no', nb: 'nei' };
  const text = valueText(value, { type }, timeZone);
  // A text is quoted if formatting has not changed it; a date, for example, is changed.
  return typeof value === 'string' && text.en === value.trim() ? quoted(value) : text;
}

let lastMoment = { key: '', text: '' };

/**
 * A moment as `12 March 2027 at 14:30` or `12. mars 2027 kl. 14:30`. The last result is cached, because formatting dates is slow and most
 * clicks of a burst happen in the same minute.
 */
export function momentIn(at: Date, reader: ValueReader): string {
  const key = `${Math.floor(at.getTime() / 60_000)} ${reader.language} ${reader.timeZone}`;
  if (lastMoment.key !== key) lastMoment = { key, text: formatValue(at, {}, reader) };
  return lastMoment.text;
}

/** A duration in its largest units: `2 h`, `1 h 30 min`, `3 days`. */
export const durationText = (minutes: number): Text =>
  inEveryLanguage((language) => formatDuration(minutes, language));

/** `1 day`, `3 days`. */
export const DAYS: Text = {
  en: '{days, plural, one {# day} other {# days}}',
  nb: '{days, plural, one {# dag} other {# dager}}',
};

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

/** The beginning of a plain text or HTML as a quotation, with words in place of merge fields. */
export function excerpt(html: string | undefined, empty: Text, names: Names, max = 80): Text {
  const text = plainTextOf(html ?? '');
  return text === '' ? empty : quoted(beginning(text, names, max));
}

/** The beginning of a text, with words in place of merge fields. */
export function beginning(text: string, names: Names, max: number): Text {
  // Each part has at least one character, so more parts than characters are never shown.
  const words = mergeWords(text, (fact) => names.fact(fact), max + 1);
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
function plainTextOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:nbsp|lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .replace(/ ([.,!?:;])/g, '$1')
    .trim();
}
