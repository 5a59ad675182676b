import { z } from 'zod';
import { Text } from '../common';
import { FieldType } from '../fields';

/**
 * Type of a fact. If a fact could not be read, it is unknown, and every condition on it is false. The value `null` means that the fact is
 * known to be empty.
 */
export const FactType = z.enum(['text', 'number', 'boolean', 'date', 'list']);
export type FactType = z.infer<typeof FactType>;

/** A value that a script gives to later steps: a property of what it returns, or a variable that it sets. */
export const ScriptOutput = z.object({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,59}$/),
  type: FactType,
});
export type ScriptOutput = z.infer<typeof ScriptOutput>;

/** Where a value stands in a JSON answer: `data.items[0].id`; a name with other characters in brackets and quotes: `data["order id"]`. */
export const AnswerPath = z
  .string()
  .max(200)
  .regex(/^(?:[^.[\]"]+|\[(?:\d{1,5}|"[^"]+")\])(?:\.[^.[\]"]+|\[(?:\d{1,5}|"[^"]+")\])*$/);

/** A value of the answer of a webhook that later steps can use. */
export const AnswerField = ScriptOutput.extend({ path: AnswerPath });
export type AnswerField = z.infer<typeof AnswerField>;

/** The operators that can be used with each type of fact. A workflow with other operators cannot be published. */
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

/** Operators that need no `value`. */
export const VALUELESS_OPERATORS: readonly OperatorName[] = ['isEmpty', 'isNotEmpty'];

export const ConditionLeaf = z.strictObject({
  fact: z.string().min(1).max(200),
  operator: z.string().min(1).max(60),
  value: z.unknown().optional(),
});
export type ConditionLeaf = z.infer<typeof ConditionLeaf>;

/** A json-rules-engine condition without `path`, `params` and named conditions, which are unsafe. */
export type Condition = ConditionLeaf | { all: Condition[] } | { any: Condition[] } | { not: Condition };
export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    ConditionLeaf,
    z.strictObject({ all: z.array(Condition).max(100) }),
    z.strictObject({ any: z.array(Condition).max(100) }),
    z.strictObject({ not: Condition }),
  ]),
);

/** A fact for conditions: `contact.country`, `contact.fields.x_satisfied`, `steps.n3.ownerId` … */
export const FactDescriptor = z.object({
  name: z.string(),
  type: FactType,
  /** The values are formatted like those of an extra field of this type. Absent if `type` decides how they are formatted. */
  format: FieldType.optional(),
  label: Text,
  /** A sentence that states a value of the fact (param `value`), e.g. “The country was {value}”. Absent if there is no better one than the label. */
  was: Text.optional(),
  group: z.enum(['contact', 'company', 'form', 'click', 'link', 'mailing', 'now', 'steps']),
  /** All possible values, if they are limited. */
  options: z.array(z.object({ value: z.string(), label: Text })).optional(),
  /** Kind of the entities whose ids are the values. `GET /api/lookups/:kind` finds them. Absent if the values are not ids. */
  of: z.string().optional(),
});
export type FactDescriptor = z.infer<typeof FactDescriptor>;

/** The evaluation of a condition, stored with the run: its tree with the results and the values of the facts. */
export const ConditionTrace = z.object({
  result: z.boolean(),
  fact: z.string().optional(),
  operator: z.string().optional(),
  expected: z.unknown().optional(),
  /** Value of the fact; absent if it was unknown. */
  actual: z.unknown().optional(),
  group: z.enum(['all', 'any', 'not']).optional(),
  get children() {
    return z.array(ConditionTrace).optional();
  },
});
export type ConditionTrace = z.infer<typeof ConditionTrace>;
