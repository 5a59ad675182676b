/** The three answers to "does it hold?": yes, no, and undefined for "can't be told". */
export type Kleene = boolean | undefined;

/** Not unknown is unknown. */
export function negate(value: Kleene): Kleene {
  return value === undefined ? undefined : !value;
}

/** True when all are, false when one is, else unknown. Of nothing, nothing can be told: an empty group is a slip, not a yes. */
export function allOf(values: readonly Kleene[]): Kleene {
  if (values.length === 0) return undefined;
  if (values.includes(false)) return false;
  return values.includes(undefined) ? undefined : true;
}

/** True when one is, false when none is, else unknown; an empty group as for {@link allOf}. */
export function anyOf(values: readonly Kleene[]): Kleene {
  if (values.length === 0) return undefined;
  if (values.includes(true)) return true;
  return values.includes(undefined) ? undefined : false;
}

/**
 * Texts are compared without regard to case, to blanks at the ends and to how an accent is encoded: what a person typed into a
 * card and what a marketer typed into a condition mean the same when they read the same.
 */
export function foldText(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}

export const DAY_MS = 86_400_000;

const ISO = /^(\d{4})-(\d\d)-(\d\d)(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/**
 * The instant that a value stands for, in epoch ms; undefined when it is none. A day without a time is its beginning in UTC. A
 * time without a zone is refused, as it would mean something else on every machine.
 */
export function instantOf(value: unknown): number | undefined {
  if (value instanceof Date) return finite(value.getTime());
  if (typeof value === 'number') return finite(value);
  if (typeof value !== 'string') return undefined;
  const match = ISO.exec(value.trim());
  if (!match) return undefined;
  const day = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  // The engine's own parser lets 30 February be 1 March.
  if (!new Date(day).toISOString().startsWith(value.trim().slice(0, 10))) return undefined;
  return finite(Date.parse(value.trim()));
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/**
 * A fact by its name, undefined when it is not known. First the name as it stands (`contact.country`), then its parts as a path
 * through own properties, and nothing inherited: no name gets at a prototype.
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
