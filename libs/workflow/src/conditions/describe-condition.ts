import { listed, phrase, quoted, valueText as formattedText, verbatim } from '@linkflow/contracts';
import type { ConditionLeaf, FactDescriptor, FactType, OperatorName, Text } from '@linkflow/contracts';
import { MAX_CONDITION_DEPTH, isTooLarge, readCondition } from './condition-tree';
import { dateOf, isOperator, same } from './operators';

/** Returns the name of an entity, or undefined if it is unknown. */
export type NameOf = (kind: string, id: string) => string | undefined;

/** Maximum number of values of a list that are named; the others are counted ("12 more"). */
const MAX_NAMED_VALUES = 3;

export interface ConditionNames {
  facts: readonly FactDescriptor[];
  /** Time zone of the organisation (IANA), in which times are shown. */
  timeZone: string;
  nameOf?: NameOf;
}

/** Describes a condition in words: "Country is Norway and Customer since before 2024". */
export function describeCondition(
  condition: unknown,
  { facts, timeZone, nameOf = () => undefined }: ConditionNames,
): Text {
  if (isTooLarge(condition)) return LARGE;
  const context = { facts: new Map(facts.map((fact) => [fact.name, fact])), timeZone, nameOf };
  return describe(condition, context, false, 0).text;
}

interface Context {
  facts: ReadonlyMap<string, FactDescriptor>;
  timeZone: string;
  nameOf: NameOf;
}

/** Part of a description. `joined`: its clauses are joined by "and" or "or", so it needs brackets inside another group. */
interface Phrase {
  text: Text;
  joined: boolean;
}

const LARGE: Text = { en: 'a very long condition', nb: 'en svært lang betingelse' };
const NOTHING: Text = { en: 'no condition yet', nb: 'ingen betingelse ennå' };
const YES: Text = { en: 'yes', nb: 'ja' };
const NO: Text = { en: 'no', nb: 'nei' };
const NOT: Text = { en: 'not ({condition})', nb: 'ikke ({condition})' };
const BRACKETS: Text = { en: '({condition})', nb: '({condition})' };
const JOINTS: Record<'all' | 'any', Text> = {
  all: { en: '{first} and {second}', nb: '{first} og {second}' },
  any: { en: '{first} or {second}', nb: '{first} eller {second}' },
};

function describe(condition: unknown, context: Context, negated: boolean, depth: number): Phrase {
  const node = depth > MAX_CONDITION_DEPTH ? undefined : readCondition(condition);
  switch (node?.kind) {
    case 'leaf':
      return { text: describeClause(node.leaf, context, negated), joined: false };
    case 'not':
      return describe(node.child, context, !negated, depth + 1);
    case 'all':
    case 'any': {
      if (node.children.length <= 1) return describe(node.children[0], context, negated, depth + 1);
      const joint = JOINTS[node.kind];
      const text = node.children
        .map((child) => describe(child, context, false, depth + 1))
        .map((part) => (part.joined ? phrase(BRACKETS, { condition: part.text }) : part.text))
        .reduce((first, second) => phrase(joint, { first, second }));
      return negated ? { text: phrase(NOT, { condition: text }), joined: false } : { text, joined: true };
    }
    default:
      return { text: NOTHING, joined: false };
  }
}

function describeClause(leaf: ConditionLeaf, context: Context, negated: boolean): Text {
  const descriptor = context.facts.get(leaf.fact);
  const fact = descriptor?.label ?? leaf.fact;
  const { operator } = leaf;
  if (!isOperator(operator)) {
    const value = valueText(leaf.value, undefined, context);
    return phrase(
      { en: '{fact} {operator} {value}', nb: '{fact} {operator} {value}' },
      { fact, operator, value },
    );
  }
  if (typeof leaf.value === 'boolean' && operator === 'equal') {
    const value = leaf.value !== negated ? YES : NO;
    return phrase({ en: '{fact}: {value}', nb: '{fact}: {value}' }, { fact, value });
  }
  const { holds, fails } = messagesOf(operator, descriptor?.type ?? 'text');
  const value = operandText(leaf.value, operator, descriptor, context);
  return phrase(negated ? fails : holds, { fact, value });
}

function operandText(
  value: unknown,
  operator: OperatorName,
  fact: FactDescriptor | undefined,
  context: Context,
): Text {
  switch (operator) {
    case 'before':
    case 'after':
      return dateText(value, context) ?? valueText(value, fact, context);
    case 'withinLastDays':
      return typeof value === 'number' ? phrase(LAST_DAYS, { days: value }) : valueText(value, fact, context);
    case 'olderThanDays':
      return typeof value === 'number' ? phrase(DAYS, { days: value }) : valueText(value, fact, context);
    default:
      return Array.isArray(value) ? listText(value, fact, context) : valueText(value, fact, context);
  }
}

/** "Norway, Sweden or Denmark", or "Norway, Sweden, Denmark or 12 more". */
function listText(values: readonly unknown[], fact: FactDescriptor | undefined, context: Context): Text {
  if (values.length === 0) return MISSING;
  const named = values.slice(0, MAX_NAMED_VALUES).map((value) => valueText(value, fact, context));
  const count = values.length - named.length;
  return listed(
    count > 0 ? [...named, phrase({ en: '{count} more', nb: '{count} til' }, { count })] : named,
    'or',
  );
}

const MISSING = verbatim('…');

/** Describes a value: formatted for people, a text in quotation marks, an ellipsis if it is missing. */
function valueText(value: unknown, fact: FactDescriptor | undefined, context: Context): Text {
  if (typeof value === 'boolean') return value ? YES : NO;
  if (typeof value === 'number')
    return formattedText(value, { type: fact?.format ?? fact?.type }, context.timeZone);
  if (typeof value !== 'string' || value.trim() === '') return MISSING;
  const option = fact?.options?.find((entry) => same(entry.value, value));
  if (option) return option.label;
  const name = fact?.of ? context.nameOf(fact.of, value) : undefined;
  return name === undefined ? quoted(value.trim()) : verbatim(name);
}

const LAST_DAYS: Text = {
  en: '{days, plural, one {day} other {# days}}',
  nb: '{days, plural, one {døgn} other {# dager}}',
};
const DAYS: Text = {
  en: '{days, plural, one {# day} other {# days}}',
  nb: '{days, plural, one {# dag} other {# dager}}',
};

/** Describes a date. 1 January without a time is shown as the year: "before 2024". */
function dateText(value: unknown, { timeZone }: Context): Text | null {
  if (typeof value !== 'string' || dateOf(value) === undefined) return null;
  const year = /^(\d{4})-01-01$/.exec(value.trim())?.[1];
  return year === undefined ? formattedText(value, { type: 'date' }, timeZone) : verbatim(year);
}

/** The texts of an operator: when it holds, and when it is negated. */
interface OperatorMessages {
  holds: Text;
  fails: Text;
}

const opposite = ({ holds, fails }: OperatorMessages): OperatorMessages => ({ holds: fails, fails: holds });

const EQUAL: OperatorMessages = {
  holds: { en: '{fact} is {value}', nb: '{fact} er {value}' },
  fails: { en: '{fact} is not {value}', nb: '{fact} er ikke {value}' },
};
const CONTAINS: OperatorMessages = {
  holds: { en: '{fact} contains {value}', nb: '{fact} inneholder {value}' },
  fails: { en: '{fact} does not contain {value}', nb: '{fact} inneholder ikke {value}' },
};
const IN: OperatorMessages = {
  holds: { en: '{fact} is {value}', nb: '{fact} er {value}' },
  fails: { en: '{fact} is none of {value}', nb: '{fact} er ingen av {value}' },
};
const EMPTY: OperatorMessages = {
  holds: { en: '{fact} is empty', nb: '{fact} mangler' },
  fails: { en: '{fact} is filled in', nb: '{fact} er fylt ut' },
};

const MESSAGES: Record<OperatorName, OperatorMessages> = {
  equal: EQUAL,
  notEqual: opposite(EQUAL),
  contains: CONTAINS,
  doesNotContain: opposite(CONTAINS),
  startsWith: {
    holds: { en: '{fact} starts with {value}', nb: '{fact} begynner med {value}' },
    fails: { en: '{fact} does not start with {value}', nb: '{fact} begynner ikke med {value}' },
  },
  in: IN,
  notIn: opposite(IN),
  isEmpty: EMPTY,
  isNotEmpty: opposite(EMPTY),
  lessThan: {
    holds: { en: '{fact} is less than {value}', nb: '{fact} er mindre enn {value}' },
    fails: { en: '{fact} is not less than {value}', nb: '{fact} er ikke mindre enn {value}' },
  },
  lessThanInclusive: {
    holds: { en: '{fact} is at most {value}', nb: '{fact} er høyst {value}' },
    fails: { en: '{fact} is more than {value}', nb: '{fact} er mer enn {value}' },
  },
  greaterThan: {
    holds: { en: '{fact} is more than {value}', nb: '{fact} er mer enn {value}' },
    fails: { en: '{fact} is not more than {value}', nb: '{fact} er ikke mer enn {value}' },
  },
  greaterThanInclusive: {
    holds: { en: '{fact} is at least {value}', nb: '{fact} er minst {value}' },
    fails: { en: '{fact} is less than {value}', nb: '{fact} er mindre enn {value}' },
  },
  before: {
    holds: { en: '{fact} before {value}', nb: '{fact} før {value}' },
    fails: { en: '{fact} not before {value}', nb: '{fact} ikke før {value}' },
  },
  after: {
    holds: { en: '{fact} after {value}', nb: '{fact} etter {value}' },
    fails: { en: '{fact} not after {value}', nb: '{fact} ikke etter {value}' },
  },
  withinLastDays: {
    holds: { en: '{fact} within the last {value}', nb: '{fact} siste {value}' },
    fails: { en: '{fact} not within the last {value}', nb: '{fact} ikke siste {value}' },
  },
  olderThanDays: {
    holds: { en: '{fact} more than {value} ago', nb: '{fact} for mer enn {value} siden' },
    fails: { en: '{fact} not more than {value} ago', nb: '{fact} ikke for mer enn {value} siden' },
  },
};

const LIST_CONTAINS: OperatorMessages = {
  holds: { en: '{fact} include {value}', nb: '{fact} inkluderer {value}' },
  fails: { en: '{fact} do not include {value}', nb: '{fact} inkluderer ikke {value}' },
};
const LIST_EMPTY: OperatorMessages = {
  holds: { en: '{fact}: none', nb: '{fact}: ingen' },
  fails: { en: '{fact}: at least one', nb: '{fact}: minst én' },
};
/** Texts for facts that are lists: their labels are plural, and `contains` refers to an item and not to a part of a text. */
const LIST_MESSAGES: Partial<Record<OperatorName, OperatorMessages>> = {
  contains: LIST_CONTAINS,
  doesNotContain: opposite(LIST_CONTAINS),
  isEmpty: LIST_EMPTY,
  isNotEmpty: opposite(LIST_EMPTY),
};

function messagesOf(operator: OperatorName, type: FactType): OperatorMessages {
  return (type === 'list' ? LIST_MESSAGES[operator] : undefined) ?? MESSAGES[operator];
}
