/** A list with an item put in at a place; past the end means at the end. */
export function insertedAt<T>(list: readonly T[], item: T, at: number = list.length): T[] {
  return [...list.slice(0, at), item, ...list.slice(at)];
}

/** A list with one item changed. */
export function replacedAt<T>(list: readonly T[], index: number, item: T): T[] {
  return list.map((old, position) => (position === index ? item : old));
}

/** A list without the item at a place. */
export function removedAt<T>(list: readonly T[], index: number): T[] {
  return list.filter((_, position) => position !== index);
}

/** A record without one of its keys. */
export function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

/** A value of a record by a key that comes from outside; nothing inherited, as an id may be `constructor` or worse. */
export function ownValue<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
