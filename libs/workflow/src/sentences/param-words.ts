/** Words for the value of a parameter, by the widget with which people edit it. */
import {
  formatDuration,
  inEveryLanguage,
  listed,
  phrase,
  verbatim,
  type Condition,
  type FieldHint,
  type FieldValue,
  type Text,
  type TextParam,
} from '@linkflow/contracts';
import { asRecord } from '../checks/node-params';
import { beginning, excerpt, plainTextOf, separated } from './excerpts';
import type { Names } from './names';

/** What the words of a value depend on besides the value. */
export interface WordsContext {
  names: Names;
  /** The value of another parameter. */
  valueOf(param: string): unknown;
}

/** Maximum length of an address in a sentence, in characters. */
const MAX_ADDRESS = 60;

const NOTHING: Text = { en: '(nothing yet)', nb: '(ingenting ennå)' };
const NO_TEXT: Text = { en: '(no text yet)', nb: '(ingen tekst ennå)' };

/** The words for a value; for a value that is not given, words that say so. Values of a wrong type count as not given. */
export function wordsOf(value: unknown, hint: FieldHint, context: WordsContext): TextParam {
  const { names } = context;
  switch (hint.widget) {
    case 'ref':
      return names.name(hint.of ?? 'contact', textOf(value));
    case 'owner':
      return names.name('user', textOf(asRecord(value).userId));
    case 'text':
    case 'textarea':
    case 'rich-text':
      return excerpt(textOf(value), NO_TEXT, names);
    case 'url':
      return beginning(addressOf(value), names, MAX_ADDRESS);
    case 'number':
      return numberOf(value);
    case 'duration':
      return durationText(numberOf(value) * UNIT_MINUTES[hint.unit ?? 'minutes']);
    case 'choice':
      return hint.options?.find((option) => option.value === value)?.label ?? verbatim(textOf(value));
    case 'switch':
      return value === true ? { en: 'yes', nb: 'ja' } : { en: 'no', nb: 'nei' };
    case 'field-value': {
      const fieldId = textOf(context.valueOf(hint.follows ?? ''));
      return names.value(fieldId, isGiven(value, hint) ? fieldValueOf(value) : undefined);
    }
    case 'condition':
      // A condition may have any shape: unknown parts have a text of their own.
      return names.condition(value as Condition | undefined);
    case 'cases':
      return separated(itemsOf(value).map((item, index) => verbatim(labelOf(item, index))));
    case 'shares':
      return sharesText(itemsOf(value));
    case 'weekdays':
      return weekdaysText(value) ?? verbatim('');
    case 'time':
      return verbatim(textOf(value));
    case 'json':
      return excerpt(textOf(value), NO_TEXT, names);
    case 'script-values':
      return isGiven(value, hint)
        ? names.scriptValues(textOf(context.valueOf(hint.follows ?? '')), asRecord(value))
        : NOTHING;
    case 'headers':
    case 'answer-fields': {
      const named = itemsOf(value).map((item) => textOf(item.name).trim());
      return named.some(Boolean) ? separated(named.filter(Boolean).map((name) => verbatim(name))) : NOTHING;
    }
    default:
      return typeof value === 'string' && value.trim() !== '' ? verbatim(value) : NOTHING;
  }
}

/** Whether a value says anything; see `SentenceCondition`. */
export function isGiven(value: unknown, { widget }: Pick<FieldHint, 'widget'>): boolean {
  if (widget === 'weekdays') return weekdaysText(value) !== undefined;
  if (widget === 'shares') return itemsOf(value).some((item) => weightOf(item) > 0);
  if (widget === 'script-values') return Object.keys(asRecord(value)).length > 0;
  if (typeof value === 'string') return plainTextOf(value) !== '';
  return value !== undefined && value !== null && (!Array.isArray(value) || value.length > 0);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const itemsOf = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.map(asRecord) : [];

function fieldValueOf(value: unknown): FieldValue | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}

/** An address as people say it: without its scheme and the slash at the end. */
const addressOf = (value: unknown): string =>
  textOf(value)
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/$/, '');

const UNIT_MINUTES = { minutes: 1, hours: 60, days: 24 * 60 } as const;

/** A duration in its largest units: `2 h`, `1 h 30 min`, `3 days`. */
export const durationText = (minutes: number): Text =>
  inEveryLanguage((language) => formatDuration(minutes, language));

/** The label of an item of a list, or its number. */
const labelOf = ({ label }: Record<string, unknown>, index: number): string =>
  textOf(label).trim() || String(index + 1);

const weightOf = ({ weight }: Record<string, unknown>): number =>
  typeof weight === 'number' && Number.isFinite(weight) ? Math.max(0, weight) : 0;

/** "A 33%, B 67%". */
function sharesText(shares: readonly Record<string, unknown>[]): Text {
  const total = shares.reduce((sum, share) => sum + weightOf(share), 0);
  if (total === 0) return NOTHING;
  return separated(
    shares.map((share, index) =>
      phrase(
        { en: '{name} {percent}%', nb: '{name} {percent} %' },
        { name: labelOf(share, index), percent: Math.round((weightOf(share) / total) * 100) },
      ),
    ),
  );
}

const WEEKDAYS = [
  { en: 'Monday', nb: 'mandag' },
  { en: 'Tuesday', nb: 'tirsdag' },
  { en: 'Wednesday', nb: 'onsdag' },
  { en: 'Thursday', nb: 'torsdag' },
  { en: 'Friday', nb: 'fredag' },
  { en: 'Saturday', nb: 'lørdag' },
  { en: 'Sunday', nb: 'søndag' },
] as const;

/** A range such as "Monday to Friday" for three or more consecutive days, else a list. Undefined for no days and for all seven. */
function weekdaysText(value: unknown): Text | undefined {
  const numbers = Array.isArray(value) ? value.filter((day): day is number => typeof day === 'number') : [];
  const days = [...new Set(numbers)].toSorted((a, b) => a - b);
  const names = days.flatMap((day) => WEEKDAYS[day - 1] ?? []);
  const [first] = names;
  const last = names.at(-1);
  if (!first || !last || names.length === 7) return undefined;
  const inARow = (days.at(-1) ?? 0) - (days[0] ?? 0) === days.length - 1;
  return names.length > 2 && inARow
    ? phrase({ en: '{first} to {last}', nb: '{first}–{last}' }, { first, last })
    : listed(names, 'or');
}
