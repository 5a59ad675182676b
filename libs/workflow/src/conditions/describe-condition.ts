import type { ConditionLeaf, FactDescriptor, Language, OperatorName, Text } from '@linkflow/contracts';
import { isOperator, same } from './operators';
import { operatorWords } from './operator-words';
import { knotOf, MAX_CONDITION_DEPTH } from './shape';
import { instantOf } from './values';

/** Gives the name of the thing with this id, as far as it is known. */
export type NameOf = (kind: string, id: string) => string | undefined;

/** How many values of a list are named before it says "and n more". */
const NAMED_VALUES = 3;

/** A condition as a person would say it: "Country is Norway and Customer since before 2024". */
export function describeCondition(
  condition: unknown,
  facts: readonly FactDescriptor[],
  nameOf: NameOf = () => undefined,
): Text {
  const context = { facts: new Map(facts.map((fact) => [fact.name, fact])), nameOf };
  return {
    en: describe(condition, { ...context, language: 'en' }, false, 0).text,
    nb: describe(condition, { ...context, language: 'nb' }, false, 0).text,
  };
}

interface Context {
  facts: ReadonlyMap<string, FactDescriptor>;
  nameOf: NameOf;
  language: Language;
}

/** `joined`: has an "and" or "or" at its top, so that it needs brackets inside another one. */
interface Phrase {
  text: string;
  joined: boolean;
}

const WORDS = {
  en: {
    all: ' and ',
    any: ' or ',
    not: 'not',
    nothing: 'no condition yet',
    more: 'more',
    list: 'or',
    yes: 'yes',
    no: 'no',
  },
  nb: {
    all: ' og ',
    any: ' eller ',
    not: 'ikke',
    nothing: 'ingen betingelse ennå',
    more: 'til',
    list: 'eller',
    yes: 'ja',
    no: 'nei',
  },
} as const;

function describe(condition: unknown, context: Context, negated: boolean, depth: number): Phrase {
  const words = WORDS[context.language];
  const knot = depth > MAX_CONDITION_DEPTH ? undefined : knotOf(condition);
  switch (knot?.kind) {
    case 'leaf':
      return { text: describeClause(knot.leaf, context, negated), joined: false };
    case 'not':
      return describe(knot.child, context, !negated, depth + 1);
    case 'all':
    case 'any': {
      if (knot.children.length === 0) return { text: words.nothing, joined: false };
      // A group of one says no more than the one.
      if (knot.children.length === 1) return describe(knot.children[0], context, negated, depth + 1);
      const parts = knot.children.map((child) => describe(child, context, false, depth + 1));
      const text = parts.map((part) => (part.joined ? `(${part.text})` : part.text)).join(words[knot.kind]);
      return negated ? { text: `${words.not} (${text})`, joined: false } : { text, joined: true };
    }
    default:
      return { text: words.nothing, joined: false };
  }
}

function describeClause(leaf: ConditionLeaf, context: Context, negated: boolean): string {
  const fact = context.facts.get(leaf.fact);
  const label = fact?.label[context.language] ?? leaf.fact;
  const { language } = context;
  if (!isOperator(leaf.operator)) return `${label} ${leaf.operator} ${plain(leaf.value, undefined, context)}`;
  if (typeof leaf.value === 'boolean' && leaf.operator === 'equal') {
    return `${label}: ${leaf.value !== negated ? WORDS[language].yes : WORDS[language].no}`;
  }
  const { holds, fails } = operatorWords(leaf.operator, fact?.type ?? 'text');
  const words = (negated ? fails : holds)[language];
  return `${label} ${words.replace('{}', () => valueOf(leaf.value, leaf.operator as OperatorName, fact, context))}`;
}

function valueOf(
  value: unknown,
  operator: OperatorName,
  fact: FactDescriptor | undefined,
  context: Context,
): string {
  switch (operator) {
    case 'before':
    case 'after':
      return dateText(value, context.language) ?? plain(value, fact, context);
    case 'withinLastDays':
    case 'olderThanDays':
      return typeof value === 'number'
        ? daysText(value, operator, context.language)
        : plain(value, fact, context);
    default:
      return Array.isArray(value) ? listText(value, fact, context) : plain(value, fact, context);
  }
}

/** "Norway, Sweden or Denmark"; a long one as "Norway, Sweden, Denmark or 12 more". */
function listText(values: readonly unknown[], fact: FactDescriptor | undefined, context: Context): string {
  const { list, more } = WORDS[context.language];
  const named = values.slice(0, NAMED_VALUES).map((value) => plain(value, fact, context));
  const rest = values.length - named.length;
  if (rest > 0) named.push(`${rest} ${more}`);
  const last = named.pop();
  if (last === undefined) return '…';
  return named.length > 0 ? `${named.join(', ')} ${list} ${last}` : last;
}

/** One value by its option's label or its thing's name, else as it is; an ellipsis while it is missing. */
function plain(value: unknown, fact: FactDescriptor | undefined, context: Context): string {
  if (typeof value === 'number') return number(value, context.language);
  if (typeof value === 'boolean') return WORDS[context.language][value ? 'yes' : 'no'];
  if (typeof value !== 'string' || value.trim() === '') return '…';
  const option = fact?.options?.find((entry) => same(entry.value, value));
  if (option) return option.label[context.language];
  return (fact?.of ? context.nameOf(fact.of, value) : undefined) ?? quoted(value.trim(), context.language);
}

function quoted(text: string, language: Language): string {
  return language === 'en' ? `“${text}”` : `«${text}»`;
}

function number(value: number, language: Language): string {
  return language === 'nb' ? String(value).replace('.', ',') : String(value);
}

function daysText(days: number, operator: OperatorName, language: Language): string {
  if (days === 1 && operator === 'withinLastDays') return language === 'en' ? 'day' : 'døgn';
  const unit = language === 'en' ? (days === 1 ? 'day' : 'days') : days === 1 ? 'dag' : 'dager';
  return `${number(days, language)} ${unit}`;
}

const MONTHS = {
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
  nb: [
    'januar',
    'februar',
    'mars',
    'april',
    'mai',
    'juni',
    'juli',
    'august',
    'september',
    'oktober',
    'november',
    'desember',
  ],
};

/** The first of January is said as the year: "before 2024". Times of day are said in UTC, as they are compared. */
function dateText(value: unknown, language: Language): string | null {
  const instant = instantOf(value);
  if (instant === undefined) return null;
  const date = new Date(instant);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const minutes = date.toISOString().slice(11, 16);
  if (month === 0 && day === 1 && minutes === '00:00') return String(year);
  const text =
    language === 'en' ? `${day} ${MONTHS.en[month]} ${year}` : `${day}. ${MONTHS.nb[month]} ${year}`;
  return minutes === '00:00' ? text : `${text} ${minutes} UTC`;
}
