import { FieldHint } from '@linkflow/contracts';
import type { NodeDescriptor } from '@linkflow/contracts';

/** One parameter of a node type, with the hint its JSON Schema carries. */
export interface ParamField {
  name: string;
  hint: FieldHint;
}

const fieldsByDescriptor = new WeakMap<NodeDescriptor, ReadonlyMap<string, ParamField>>();

/** The hinted parameters of a node type by name, those of alternative forms of its parameters too. */
export function paramFieldsOf(descriptor: NodeDescriptor): ReadonlyMap<string, ParamField> {
  const known = fieldsByDescriptor.get(descriptor);
  if (known) return known;
  const fields = new Map<string, ParamField>();
  collect(descriptor.params, fields);
  fieldsByDescriptor.set(descriptor, fields);
  return fields;
}

function collect(schema: Record<string, unknown>, fields: Map<string, ParamField>): void {
  for (const [name, property] of Object.entries(asRecord(schema.properties))) {
    const hint = FieldHint.safeParse(asRecord(property).ui);
    if (hint.success && !fields.has(name)) fields.set(name, { name, hint: hint.data });
  }
  for (const branches of [schema.anyOf, schema.oneOf, schema.allOf]) {
    if (Array.isArray(branches)) for (const branch of branches) collect(asRecord(branch), fields);
  }
}

/** A condition in the parameters of a node, with the dot path where it stands. */
export interface PlacedCondition {
  condition: unknown;
  path: string;
}

/** The conditions of a node: its condition, or one for each of its cases. */
export function conditionsIn(
  descriptor: NodeDescriptor,
  params: Readonly<Record<string, unknown>>,
): PlacedCondition[] {
  return [...paramFieldsOf(descriptor).values()].flatMap(({ name, hint }) => {
    const value = params[name];
    if (hint.widget === 'condition') return [{ condition: value, path: name }];
    if (hint.widget !== 'cases' || !Array.isArray(value)) return [];
    return value.map((item: unknown, index) => ({
      condition: asRecord(item).condition,
      path: `${name}.${index}.condition`,
    }));
  });
}

/** A text in the parameters of a node, with the dot path where it stands. */
export interface PlacedText {
  text: string;
  path: string;
}

/** Every text in the parameters, however deep. */
export function textsIn(params: Readonly<Record<string, unknown>>): PlacedText[] {
  const texts: PlacedText[] = [];
  const open: { value: unknown; path: string }[] = [{ value: params, path: '' }];
  for (let next = open.shift(); next; next = open.shift()) {
    const { value, path } = next;
    if (typeof value === 'string') texts.push({ text: value, path });
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value))
        open.push({ value: inner, path: path ? `${path}.${key}` : key });
    }
  }
  return texts;
}

/** What is no record has nothing in it. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
