import { FieldHint, type Widget } from '@linkflow/contracts';

/** The part of JSON Schema that parameters of nodes use. */
export interface ParamSchema {
  type?: string | string[];
  properties?: Record<string, ParamSchema>;
  required?: string[];
  items?: ParamSchema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: ParamSchema[];
  oneOf?: ParamSchema[];
  allOf?: ParamSchema[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  $ref?: string;
  $defs?: Record<string, ParamSchema>;
  ui?: unknown;
  title?: string;
}

/** One field of the inspector, ready to draw. */
export interface FormField {
  name: string;
  hint: FieldHint;
  required: boolean;
  /** May be left open: it is neither asked for, nor does it start with something. */
  open: boolean;
  schema: ParamSchema;
}

/** The fields of a node type in the order in which its parameters are declared. */
export function formFields(params: Record<string, unknown>): FormField[] {
  // The catalogue carries JSON Schema as plain records; reading it with the shape above is safe, as every member is optional.
  const root = params as ParamSchema;
  const required = new Set(root.required ?? []);
  return Object.entries(root.properties ?? {}).flatMap(([name, property]) => {
    const schema = resolve(property, root);
    const hint = hintOf(name, property, schema);
    if (!hint) return [];
    const start = schema.default ?? null;
    return [
      { name, hint, required: required.has(name), open: !required.has(name) && start === null, schema },
    ];
  });
}

/** The fields that are to be shown, given the parameters; one that is not set yet counts as what it starts with. */
export function shownFields(fields: readonly FormField[], values: Record<string, unknown>): FormField[] {
  return fields.filter(({ hint: { showWhen } }) => {
    if (!showWhen) return true;
    const start = fields.find((field) => field.name === showWhen.field)?.schema.default;
    const value = values[showWhen.field] ?? start;
    return showWhen.in.some((one) => one === value);
  });
}

/** Resolves `$value` entries of a lookup's filter against the other parameters. */
export function filterFor(hint: FieldHint, values: Record<string, unknown>): Record<string, string> {
  const filter: Record<string, string> = {};
  for (const [key, value] of Object.entries(hint.filter ?? {})) {
    if (!value.startsWith('$')) filter[key] = value;
    else if (typeof values[value.slice(1)] === 'string') filter[key] = String(values[value.slice(1)]);
  }
  return filter;
}

/**
 * The parameters after one field was changed. Fields that hang on it (a value typed by a field, a type narrowed by a kind)
 * lose what no longer fits it.
 * @param value undefined takes the parameter out
 */
export function withParam(
  fields: readonly FormField[],
  values: Record<string, unknown>,
  name: string,
  value: unknown,
): Record<string, unknown> {
  const next = { ...values, [name]: value };
  if (value === undefined) delete next[name];
  if (value === values[name]) return next;
  for (const { name: other, hint } of fields) {
    const hangs = hint.follows === name || Object.values(hint.filter ?? {}).includes(`$${name}`);
    if (hangs && other !== name) delete next[other];
  }
  return next;
}

/** The least and greatest value of a number, exclusive limits moved inwards by one for whole numbers. */
export function numberLimits(schema: ParamSchema): { min?: number; max?: number; whole: boolean } {
  const part = ofType(schema, ['integer', 'number']);
  const whole = typesOf(part).includes('integer');
  const min =
    part.minimum ??
    (part.exclusiveMinimum === undefined ? undefined : part.exclusiveMinimum + (whole ? 1 : 0));
  const max =
    part.maximum ??
    (part.exclusiveMaximum === undefined ? undefined : part.exclusiveMaximum - (whole ? 1 : 0));
  // JSON Schema made from zod spells "any safe integer" out; that is no limit a person wants to see.
  const real = (limit: number | undefined) =>
    limit === undefined || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? undefined : limit;
  return { min: real(min), max: real(max), whole };
}

/** The greatest number of characters of a text, where there is a limit. */
export function textLimit(schema: ParamSchema): number | undefined {
  return ofType(schema, ['string']).maxLength;
}

/** True when the parameter may be null, so that the field can be cleared. */
export function isNullable(schema: ParamSchema): boolean {
  return typesOf(schema).includes('null') || (schema.anyOf ?? schema.oneOf ?? []).some(isNullable);
}

function resolve(schema: ParamSchema, root: ParamSchema): ParamSchema {
  let current = schema;
  for (let depth = 0; depth < 8; depth += 1) {
    if (current.$ref) {
      const name = /^#\/\$defs\/(.+)$/.exec(current.$ref)?.[1];
      const target = name === undefined ? undefined : root.$defs?.[name];
      if (!target) return current;
      const { $ref: _followed, ...beside } = current;
      current = { ...target, ...beside };
    } else if (current.allOf?.length) {
      const { allOf, ...beside } = current;
      current = Object.assign({}, ...allOf.map((part) => resolve(part, root)), beside);
    } else {
      return current;
    }
  }
  return current;
}

function hintOf(name: string, property: ParamSchema, schema: ParamSchema): FieldHint | null {
  const parsed = FieldHint.safeParse(property.ui ?? schema.ui);
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

/** Without a hint the type decides; what has no plain widget is left to the API. */
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
