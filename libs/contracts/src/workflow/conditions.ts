import { z } from 'zod';
import { Text } from '../common';

/** What a fact can be. A fact that could not be read is unknown, and every condition on it is false; `null` means known to be empty. */
export const FactType = z.enum(['text', 'number', 'boolean', 'date', 'list']);
export type FactType = z.infer<typeof FactType>;

/** The operators that exist, by the type of the fact. Publishing refuses every other. */
export const OPERATORS = {
  text: [
    'equal',
    'notEqual',
    'contains',
    'doesNotContain',
    'startsWith',
    'in',
    'notIn',
    'isEmpty',
    'isNotEmpty',
  ],
  number: [
    'equal',
    'notEqual',
    'lessThan',
    'lessThanInclusive',
    'greaterThan',
    'greaterThanInclusive',
    'isEmpty',
    'isNotEmpty',
  ],
  boolean: ['equal'],
  date: ['before', 'after', 'withinLastDays', 'olderThanDays', 'isEmpty', 'isNotEmpty'],
  list: ['contains', 'doesNotContain', 'isEmpty', 'isNotEmpty'],
} as const satisfies Record<FactType, readonly string[]>;
export type OperatorName = (typeof OPERATORS)[FactType][number];

/** Operators that take no value. */
export const VALUELESS_OPERATORS: readonly OperatorName[] = ['isEmpty', 'isNotEmpty'];

export interface ConditionLeaf {
  fact: string;
  operator: string;
  value?: unknown;
}
/** A json-rules-engine condition without its dangerous parts (no `path`, no `params`, no named conditions). */
export type Condition = ConditionLeaf | { all: Condition[] } | { any: Condition[] } | { not: Condition };

export const ConditionLeaf = z.strictObject({
  fact: z.string().min(1).max(200),
  operator: z.string().min(1).max(60),
  value: z.unknown().optional(),
});
export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    ConditionLeaf,
    z.strictObject({ all: z.array(Condition).max(100) }),
    z.strictObject({ any: z.array(Condition).max(100) }),
    z.strictObject({ not: Condition }),
  ]),
);

/** One fact that conditions may ask for: `contact.country`, `contact.fields.x_satisfied`, `steps.n3.ownerId` … */
export const FactDescriptor = z.object({
  name: z.string(),
  type: FactType,
  label: Text,
  group: z.enum(['contact', 'company', 'click', 'link', 'mailing', 'now', 'steps']),
  /** A closed list of values, where there is one. */
  options: z.array(z.object({ value: z.string(), label: Text })).optional(),
  /** The values are ids of this kind, to be picked with `GET /api/lookups/:kind`. */
  of: z.string().optional(),
});
export type FactDescriptor = z.infer<typeof FactDescriptor>;

/** Why a condition came out as it did, kept with the run: the tree of the condition with what was seen. */
export interface ConditionTrace {
  result: boolean;
  fact?: string;
  operator?: string;
  expected?: unknown;
  /** What the fact was; absent when it was unknown. */
  actual?: unknown;
  group?: 'all' | 'any' | 'not';
  children?: ConditionTrace[];
}
export const ConditionTrace: z.ZodType<ConditionTrace> = z.lazy(() =>
  z.object({
    result: z.boolean(),
    fact: z.string().optional(),
    operator: z.string().optional(),
    expected: z.unknown().optional(),
    actual: z.unknown().optional(),
    group: z.enum(['all', 'any', 'not']).optional(),
    children: z.array(ConditionTrace).optional(),
  }),
);
