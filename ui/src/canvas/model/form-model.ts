import { z } from 'zod';
import { FieldHint, type Widget } from '@linkflow/contracts';
import { createId } from './nodes';

/** The part of JSON Schema that node parameters use. */
interface ParamSchema {
  type?: string | string[];
  properties?: Record<string, ParamSchema>;
  required?: string[];
  enum?: unknown[];
  anyOf?: ParamSchema[];
  oneOf?: ParamSchema[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  $ref?: string;
  $defs?: Record<string, ParamSchema>;
  ui?: unknown;
  title?: string;
}

/** A field of the inspector form. */
export interface FormField {
  name: string;
  hint: FieldHint;
  /** True if the parameter is not required and has no default. */
  optional: boolean;
  schema: ParamSchema;
}

/**
 * Returns the form fields for the JSON Schema of a node type's parameters, in the order of the schema. Leaves out parameters
 * that have no widget.
 */
export function formFields(params: Record<string, unknown>): FormField[] {
  // The catalogue declares JSON Schema as plain records. The cast is needed to read members; each of them may be missing.
  const root = params as ParamSchema;
  const required = new Set(root.required ?? []);
  return Object.entries(root.properties ?? {}).flatMap(([name, property]) => {
    const schema = resolve(property, root);
    const hint = hintOf(name, schema);
    if (!hint) return [];
    const optional = !required.has(name) && (schema.default ?? null) === null;
    return [{ name, hint, optional, schema }];
  });
}

/**
 * Returns the fields to show for the parameters in `values`: those without `showWhen` and those whose `showWhen` is true. A
 * parameter that is not set counts as its default value.
 */
export function visibleFields(fields: readonly FormField[], values: Record<string, unknown>): FormField[] {
  return fields.filter(({ hint: { showWhen } }) => {
    if (!showWhen) return true;
    const deciding = fields.find(({ name }) => name === showWhen.field);
    const value = values[showWhen.field] ?? deciding?.schema.default;
    return showWhen.in.some((one) => one === value);
  });
}

/**
 * Returns the filter for looking up records. In `hint.filter`, the value `$name` stands for the value of the parameter `name`;
 * the entry is left out if that parameter is not set.
 */
export function filterFor(hint: FieldHint, values: Record<string, unknown>): Record<string, string> {
  const filter: Record<string, string> = {};
  for (const [key, value] of Object.entries(hint.filter ?? {})) {
    if (!value.startsWith('$')) filter[key] = value;
    else if (typeof values[value.slice(1)] === 'string') filter[key] = String(values[value.slice(1)]);
  }
  return filter;
}

/**
 * Returns the parameters after the parameter `name` was set. If its value has changed, the parameters that depend on it (by
 * `follows` or by a lookup filter) are removed, because their values may no longer be valid.
 * @param value undefined removes the parameter `name`
 */
export function setParam(
  fields: readonly FormField[],
  values: Record<string, unknown>,
  name: string,
  value: unknown,
): Record<string, unknown> {
  const next = { ...values, [name]: value };
  if (value === undefined) delete next[name];
  if (value === values[name]) return next;
  for (const { name: other, hint } of fields) {
    const isDependent = hint.follows === name || Object.values(hint.filter ?? {}).includes(`$${name}`);
    if (isDependent && other !== name) delete next[other];
  }
  return next;
}

/** Returns the limits of a number parameter. For an integer, exclusive limits are converted to inclusive ones. */
export function numberLimits(schema: ParamSchema): { min?: number; max?: number; whole: boolean } {
  const part = ofType(schema, ['integer', 'number']);
  const whole = typesOf(part).includes('integer');
  const step = whole ? 1 : 0;
  // zod writes the range of safe integers into the schema of every integer. Such a limit counts as no limit.
  const real = (limit = Number.NaN) => (Math.abs(limit) < Number.MAX_SAFE_INTEGER ? limit : undefined);
  return {
    min: real(part.minimum ?? (part.exclusiveMinimum ?? Number.NaN) + step),
    max: real(part.maximum ?? (part.exclusiveMaximum ?? Number.NaN) - step),
    whole,
  };
}

/** Returns the maximum length of a text parameter in characters, or undefined if there is no limit. */
export function textLimit(schema: ParamSchema): number | undefined {
  return ofType(schema, ['string']).maxLength;
}

/** True if the parameter may be null, so that the field can be cleared. */
export function isNullable(schema: ParamSchema): boolean {
  return typesOf(schema).includes('null') || (schema.anyOf ?? schema.oneOf ?? []).some(isNullable);
}

/** Merges a schema with the definition in the root's `$defs` that its `$ref` refers to. Own members of the schema win. */
function resolve(schema: ParamSchema, root: ParamSchema): ParamSchema {
  const name = /^#\/\$defs\/(.+)$/.exec(schema.$ref ?? '')?.[1];
  return { ...root.$defs?.[name ?? ''], ...schema };
}

function hintOf(name: string, schema: ParamSchema): FieldHint | null {
  const parsed = FieldHint.safeParse(schema.ui);
  if (parsed.success) return parsed.data;
  const widget = widgetFor(schema);
  if (!widget) return null;
  const label = schema.title ?? name;
  const options = schema.enum?.map((value) => ({
    value: String(value),
    label: { en: String(value), nb: String(value) },
  }));
  return { label: { en: label, nb: label }, widget, options };
}

/**
 * Returns the widget for a parameter that declares none. Null for types such as objects; these parameters have no form field
 * and can be set only through the API.
 */
function widgetFor(schema: ParamSchema): Widget | null {
  if (schema.enum) return 'choice';
  const types = new Set([...typesOf(schema), ...(schema.anyOf ?? schema.oneOf ?? []).flatMap(typesOf)]);
  if (types.has('string')) return (textLimit(schema) ?? 0) > 255 ? 'textarea' : 'text';
  if (types.has('number') || types.has('integer')) return 'number';
  if (types.has('boolean')) return 'switch';
  return null;
}

function typesOf(schema: ParamSchema): string[] {
  if (schema.type === undefined) return [];
  return Array.isArray(schema.type) ? schema.type : [schema.type];
}

function ofType(schema: ParamSchema, wanted: readonly string[]): ParamSchema {
  const fits = (part: ParamSchema) => typesOf(part).some((type) => wanted.includes(type));
  if (fits(schema)) return schema;
  return (schema.anyOf ?? schema.oneOf ?? []).find(fits) ?? schema;
}

/** An item of a list parameter such as cases or shares. Its id never changes, because it is also the id of the item's port. */
const Item = z.looseObject({ id: z.string(), label: z.string().catch('') });
export type Item = z.infer<typeof Item>;

/** Reads a list parameter. Invalid entries are skipped. */
export function readItems(value: unknown): Item[] {
  return Array.isArray(value) ? value.flatMap((entry) => Item.safeParse(entry).data ?? []) : [];
}

export function addItem(items: readonly Item[], part: { label: string; [name: string]: unknown }): Item[] {
  return [...items, { ...part, id: createId('p') }];
}

export function replaceItem(items: readonly Item[], id: string, part: Record<string, unknown>): Item[] {
  return items.map((item) => (item.id === id ? { ...item, ...part } : item));
}

export function removeItem(items: readonly Item[], id: string): Item[] {
  return items.filter((item) => item.id !== id);
}

/** Moves an item one place up (-1) or down (1). The first item cannot move up and the last one cannot move down. */
export function moveItem(items: readonly Item[], id: string, by: -1 | 1): Item[] {
  const from = items.findIndex((item) => item.id === id);
  const to = from + by;
  const moved = items[from];
  if (!moved || to < 0 || to >= items.length) return [...items];
  return items.toSpliced(from, 1).toSpliced(to, 0, moved);
}

/** A weight as a percentage of the sum of all weights, rounded to one decimal. */
export function percentOf(weight: number, weights: readonly number[]): number {
  const total = weights.reduce((sum, one) => sum + one, 0);
  return total === 0 ? 0 : Math.round((weight / total) * 1000) / 10;
}
