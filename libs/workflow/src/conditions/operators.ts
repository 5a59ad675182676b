import type { OperatorName } from '@linkflow/contracts';
import { DAY_MS, foldText, instantOf, negate } from './values';
import type { Kleene } from './values';

/**
 * Tells whether a fact stands in a relation to a value. The fact is never undefined here. `null` is a fact known to be empty:
 * it equals nothing, contains nothing, lies before nothing. What can't be compared (a text with a number) can't be told.
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

/** Every operator there is. A name that is not here is never given to the engine. */
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
  // What lies in the future is not within the last days.
  withinLastDays: byAge((age, limit) => age >= 0 && age <= limit),
  olderThanDays: byAge((age, limit) => age > limit),
};

/** Whether an operator of this name exists, for whatever type. */
export function isOperator(name: string): name is OperatorName {
  return Object.hasOwn(TESTS, name);
}

/** Whether two texts read the same. */
export function same(one: string, other: string): boolean {
  return foldText(one) === foldText(other);
}

function containsItem(list: readonly unknown[], value: unknown): Kleene {
  if (isNumber(value)) return list.includes(value);
  const item = foldedValue(value);
  if (item === undefined) return undefined;
  return list.some((entry) => typeof entry === 'string' && foldText(entry) === item);
}

/** Lists of conditions lie in published documents and are compared with thousands of facts, so they are folded once. */
const foldedLists = new WeakMap<readonly unknown[], ReadonlySet<string> | null>();

/** Null where the list is empty or holds anything but texts that say something. */
function foldedList(list: readonly unknown[]): ReadonlySet<string> | null {
  const before = foldedLists.get(list);
  if (before !== undefined) return before;
  const folded = list.map(foldedValue).filter((text) => text !== undefined);
  const set = folded.length > 0 && folded.length === list.length ? new Set(folded) : null;
  foldedLists.set(list, set);
  return set;
}

/** Undefined for a blank text too: every text contains it, so it must not decide anything. */
function foldedValue(value: unknown): string | undefined {
  return typeof value === 'string' ? foldText(value) || undefined : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isComparable(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || isNumber(value);
}
