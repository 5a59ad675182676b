import { dayNumber, isDay, localDay, type OperatorName } from '@linkflow/contracts';

/** The time for which a condition is evaluated. */
export interface EvaluationTime {
  now: Date;
  /** Time zone of the organisation (IANA). Its calendar days are the days of the operators. */
  timeZone: string;
}

/**
 * Compares a fact with the value of a clause. The fact is never undefined. The fact `null` is known to be empty: it equals nothing,
 * contains nothing and is before nothing. If fact and value cannot be compared (a text and a number), the result is undefined (unknown).
 */
export type Test = (fact: unknown, value: unknown, time: EvaluationTime) => Kleene;

const equal: Test = (fact, value) => {
  if (fact === null) return isComparable(value) ? false : undefined;
  if (typeof fact === 'string') return typeof value === 'string' ? same(fact, value) : undefined;
  if (typeof fact !== 'number' && typeof fact !== 'boolean') return undefined;
  return typeof value === typeof fact && !Number.isNaN(fact) ? fact === value : undefined;
};

const contains: Test = (fact, value) => {
  if (Array.isArray(fact)) return containsItem(fact, value);
  const part = foldedValue(value);
  if (part === undefined) return undefined;
  if (fact === null) return false;
  return typeof fact === 'string' ? foldText(fact).includes(part) : undefined;
};

const startsWith: Test = (fact, value) => {
  const start = foldedValue(value);
  if (start === undefined) return undefined;
  if (fact === null) return false;
  return typeof fact === 'string' ? foldText(fact).startsWith(start) : undefined;
};

const isIn: Test = (fact, value) => {
  const list = Array.isArray(value) ? foldedList(value) : null;
  if (list === null) return undefined;
  if (fact === null) return false;
  return typeof fact === 'string' ? list.has(foldText(fact)) : undefined;
};

const isEmpty: Test = (fact) => {
  if (fact === null) return true;
  if (typeof fact === 'string') return fact.trim() === '';
  return Array.isArray(fact) && fact.length === 0;
};

const byNumber =
  (holds: (fact: number, value: number) => boolean): Test =>
  (fact, value) => {
    if (!isNumber(value)) return undefined;
    if (fact === null) return false;
    return isNumber(fact) ? holds(fact, value) : undefined;
  };

/** Compares two moments exactly. If one of the two is a day, compares the calendar days of both. */
const byDate =
  (holds: (fact: number, value: number) => boolean): Test =>
  (fact, value, { timeZone }) => {
    const other = dateOf(value);
    if (other === undefined) return undefined;
    if (fact === null) return false;
    const date = dateOf(fact);
    if (date === undefined) return undefined;
    return 'at' in date && 'at' in other
      ? holds(date.at, other.at)
      : holds(dayOf(date, timeZone), dayOf(other, timeZone));
  };

/** @param holds `age` is the number of calendar days from the fact to today, so 1 for yesterday */
const byAge =
  (holds: (age: number, limit: number, isFuture: boolean) => boolean): Test =>
  (fact, value, { now, timeZone }) => {
    if (!isNumber(value) || value < 0) return undefined;
    if (fact === null) return false;
    const date = dateOf(fact);
    if (date === undefined) return undefined;
    const age = dayNumber(localDay(now, timeZone)) - dayOf(date, timeZone);
    return holds(age, value, 'at' in date ? date.at > now.getTime() : age < 0);
  };

const not =
  (test: Test): Test =>
  (fact, value, time) =>
    negate(test(fact, value, time));

/** All operators by name. An operator with another name is never passed to the rules engine. */
export const TESTS: Readonly<Record<OperatorName, Test>> = {
  equal,
  notEqual: not(equal),
  contains,
  doesNotContain: not(contains),
  startsWith,
  in: isIn,
  notIn: not(isIn),
  isEmpty,
  isNotEmpty: not(isEmpty),
  lessThan: byNumber((fact, value) => fact < value),
  lessThanInclusive: byNumber((fact, value) => fact <= value),
  greaterThan: byNumber((fact, value) => fact > value),
  greaterThanInclusive: byNumber((fact, value) => fact >= value),
  before: byDate((fact, value) => fact < value),
  after: byDate((fact, value) => fact > value),
  withinLastDays: byAge((age, limit, isFuture) => !isFuture && age <= limit),
  olderThanDays: byAge((age, limit) => age > limit),
};

/** Whether there is an operator with this name, for whichever type of fact. */
export function isOperator(name: string): name is OperatorName {
  return Object.hasOwn(TESTS, name);
}

/** Whether two texts are equal after `foldText`. */
export function same(one: string, other: string): boolean {
  return foldText(one) === foldText(other);
}

function containsItem(list: readonly unknown[], value: unknown): Kleene {
  if (isNumber(value)) return list.includes(value);
  const item = foldedValue(value);
  if (item === undefined) return undefined;
  return list.some((entry) => typeof entry === 'string' && foldText(entry) === item);
}

/** Results of `foldedList`. Cached, because the lists are parts of published workflows and each is compared with thousands of facts. */
const foldedLists = new WeakMap<readonly unknown[], ReadonlySet<string> | null>();

/** Returns the list as a set of folded texts, or null if the list is empty or one of its items is blank or not a text. */
function foldedList(list: readonly unknown[]): ReadonlySet<string> | null {
  const before = foldedLists.get(list);
  if (before !== undefined) return before;
  const folded = list.map(foldedValue).filter((text) => text !== undefined);
  const set = folded.length > 0 && folded.length === list.length ? new Set(folded) : null;
  foldedLists.set(list, set);
  return set;
}

/** Returns a text after `foldText`. Undefined for other values and for a blank text, which every text would contain. */
function foldedValue(value: unknown): string | undefined {
  return typeof value === 'string' ? foldText(value) || undefined : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isComparable(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || isNumber(value);
}

/** A value of Kleene's three-valued logic; undefined means unknown. */
export type Kleene = boolean | undefined;

/** Negates a value; unknown stays unknown. */
export function negate(value: Kleene): Kleene {
  return value === undefined ? undefined : !value;
}

/** Returns true if all values are true, false if at least one is false, else unknown. An empty group is unknown. */
export function allOf(values: readonly Kleene[]): Kleene {
  if (values.length === 0) return undefined;
  if (values.includes(false)) return false;
  return values.includes(undefined) ? undefined : true;
}

/** Returns true if at least one value is true, false if all are false, else unknown. An empty group is unknown. */
export function anyOf(values: readonly Kleene[]): Kleene {
  if (values.length === 0) return undefined;
  if (values.includes(true)) return true;
  return values.includes(undefined) ? undefined : false;
}

/** Folds a text for comparison: Unicode normal form, no blanks at the ends, lower case. */
export function foldText(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}

/** A moment (`at`, epoch ms), or a calendar day without a time (`day`, see `dayNumber`). */
export type DateValue = { at: number } | { day: number };

const ISO = /^(\d{4})-(\d\d)-(\d\d)(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** Maximum distance of a moment from 1970, ms: that of `Date`, less two days, so that the calendar days around it exist too. */
const MAX_MOMENT_MS = 8.64e15 - 2 * 86_400_000;

/**
 * Reads a date; undefined if the value is none. A time without a time zone gives undefined, because its meaning would depend on the
 * machine.
 */
export function dateOf(value: unknown): DateValue | undefined {
  if (value instanceof Date) return momentOf(value.getTime());
  if (typeof value === 'number') return momentOf(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, year, month, day, time] = match;
  // Refuses days that do not exist: Date.parse would accept 30 February as 2 March.
  if (!isDay(text.slice(0, 10))) return undefined;
  return time === undefined
    ? { day: dayNumber({ year: Number(year), month: Number(month), day: Number(day) }) }
    : momentOf(Date.parse(text));
}

function momentOf(at: number): DateValue | undefined {
  return Math.abs(at) <= MAX_MOMENT_MS ? { at } : undefined;
}

/** The calendar day of a date in the zone, as `dayNumber`. */
function dayOf(date: DateValue, timeZone: string): number {
  return 'day' in date ? date.day : dayNumber(localDay(new Date(date.at), timeZone));
}

/**
 * Returns the value of a fact, or undefined if it is unknown. Looks for a property with the whole name (`contact.country`), then uses the
 * parts of the name as a path of properties. Inherited properties are ignored, so that no name reaches a prototype.
 */
export function factOf(facts: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(facts, name)) return facts[name];
  let value: unknown = facts;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const own = Object.getOwnPropertyDescriptor(value, part);
    if (!own) return undefined;
    value = own.value;
  }
  return value;
}
