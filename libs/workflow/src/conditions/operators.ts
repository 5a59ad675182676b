import type { OperatorName } from '@linkflow/contracts';

/**
 * Compares a fact with the value of a clause. The fact is never undefined. The fact `null` is known to be empty: it equals nothing,
 * contains nothing and is before nothing. If fact and value cannot be compared (a text and a number), the result is undefined (unknown).
 * @param now the current time in epoch ms
 */
export type Test = (fact: unknown, value: unknown, now: number) => Kleene;

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

const byInstant =
  (holds: (fact: number, value: number) => boolean): Test =>
  (fact, value) => {
    const other = instantOf(value);
    if (other === undefined) return undefined;
    if (fact === null) return false;
    const instant = instantOf(fact);
    return instant === undefined ? undefined : holds(instant, other);
  };

const byAge =
  (holds: (ageMs: number, limitMs: number) => boolean): Test =>
  (fact, value, now) => {
    if (!isNumber(value) || value < 0) return undefined;
    if (fact === null) return false;
    const instant = instantOf(fact);
    return instant === undefined ? undefined : holds(now - instant, value * DAY_MS);
  };

const not =
  (test: Test): Test =>
  (fact, value, now) =>
    negate(test(fact, value, now));

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
  before: byInstant((fact, value) => fact < value),
  after: byInstant((fact, value) => fact > value),
  // `age >= 0`: a future date is not within the last days.
  withinLastDays: byAge((age, limit) => age >= 0 && age <= limit),
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

export const DAY_MS = 86_400_000;

const ISO = /^(\d{4})-(\d\d)-(\d\d)(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/**
 * Converts a value to an instant in epoch ms; undefined if it is not an instant. A day without a time is converted to its start in UTC. A
 * time without a time zone gives undefined, because its meaning would depend on the machine.
 */
export function instantOf(value: unknown): number | undefined {
  if (value instanceof Date) return finite(value.getTime());
  if (typeof value === 'number') return finite(value);
  if (typeof value !== 'string') return undefined;
  const match = ISO.exec(value.trim());
  if (!match) return undefined;
  const day = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  // Refuses days that do not exist: Date.parse would accept 30 February as 1 March.
  if (!new Date(day).toISOString().startsWith(value.trim().slice(0, 10))) return undefined;
  return finite(Date.parse(value.trim()));
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
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
