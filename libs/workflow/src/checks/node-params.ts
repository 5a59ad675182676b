import {
  ERROR_PORT,
  WIDGETS,
  addressProblem,
  addressProblemText,
  mendAddress,
  phrase,
} from '@linkflow/contracts';
import type { FieldHint, NodeDescriptor, ProblemCode, Text } from '@linkflow/contracts';
import { addressesFromData } from '../merge-text';
import { PROBLEM_TEXTS } from './problem-texts';

export interface ParamProblem {
  code: ProblemCode;
  message: Text;
  path: string;
}

/** Returns the problems of a node's parameters, except those of its conditions, which `checkCondition` finds. */
export function checkParams(
  descriptor: NodeDescriptor,
  params: Readonly<Record<string, unknown>>,
  issues: readonly ParamIssue[],
): ParamProblem[] {
  const fields = paramFieldsOf(descriptor);
  const problems = new Map<string, ParamProblem>();
  // Only the first problem of each path is reported.
  const add = (problem: ParamProblem) => problems.has(problem.path) || problems.set(problem.path, problem);
  for (const { name, hint } of fields.values()) {
    const value = params[name];
    const code =
      hint.widget === 'url' && typeof value === 'string' && value.trim() !== ''
        ? addressProblem(mendAddress(value))
        : null;
    if (code) add({ code, message: addressProblemText(code), path: name });
    if (hint.widget === 'rich-text' && typeof value === 'string' && addressesFromData(value).length > 0)
      add({ code: 'url.from-data', message: addressProblemText('url.from-data'), path: name });
  }
  for (const issue of issues) {
    if (!isAboutCondition(issue, fields)) add(fromIssue(closest(issue), params, fields));
  }
  const items = checkItems(descriptor, params, fields);
  if (items) add(items);
  return [...problems.values()];
}

function isAboutCondition(issue: ParamIssue, fields: ReadonlyMap<string, ParamField>): boolean {
  const widget = fields.get(String(issue.path[0]))?.hint.widget;
  return widget === 'condition' || (widget === 'cases' && issue.path[2] === 'condition');
}

/**
 * If a value fits no member of a union, returns the first issue of the member that it was meant for: the only member whose literals fit.
 * If there is no such member, returns the issue itself.
 */
function closest(issue: ParamIssue): ParamIssue {
  const matching = issue.errors?.filter((branch) => !branch.some((inner) => inner.code === 'invalid_value'));
  const inner = matching?.length === 1 ? matching[0]?.[0] : undefined;
  return inner ? closest({ ...inner, path: [...issue.path, ...inner.path] }) : issue;
}

function fromIssue(
  issue: ParamIssue,
  params: Readonly<Record<string, unknown>>,
  fields: ReadonlyMap<string, ParamField>,
): ParamProblem {
  const path = issue.path.map(String).join('.');
  const field = fields.get(String(issue.path[0]));
  if (!field) return { code: 'params.invalid', message: PROBLEM_TEXTS.settings, path };
  const { label, missing } = field.hint;
  if (isMissing(valueAt(params, issue.path))) {
    return { code: 'params.missing', message: missing ?? phrase(PROBLEM_TEXTS.missing, { label }), path };
  }
  return {
    code: 'params.invalid',
    message: limitText(issue, label) ?? phrase(PROBLEM_TEXTS.invalid, { label }),
    path,
  };
}

/** Returns a text such as "at most 365" if the issue is that a value is beyond a limit; otherwise null. */
function limitText(issue: ParamIssue, label: Text): Text | null {
  const small = issue.code === 'too_small';
  const limit = small ? issue.minimum : issue.maximum;
  if ((!small && issue.code !== 'too_big') || limit === undefined) return null;
  const text = (message: Text) => phrase(message, { label, limit: String(limit) });
  switch (issue.origin) {
    case 'string':
      return text(small ? PROBLEM_TEXTS.tooShort : PROBLEM_TEXTS.tooLong);
    case 'array':
      return text(small ? PROBLEM_TEXTS.tooFew : PROBLEM_TEXTS.tooMany);
    default:
      return text(small ? PROBLEM_TEXTS.atLeast : PROBLEM_TEXTS.atMost);
  }
}

/** Checks the ids of the items of a list parameter. Each item is a port, so its id must differ from the ids of all other ports. */
function checkItems(
  descriptor: NodeDescriptor,
  params: Readonly<Record<string, unknown>>,
  fields: ReadonlyMap<string, ParamField>,
): ParamProblem | null {
  const name = descriptor.ports.perItem?.param;
  const list = name === undefined ? undefined : params[name];
  if (name === undefined || !Array.isArray(list)) return null;
  const taken = new Set<unknown>([...descriptor.ports.fixed.map((port) => port.id), ERROR_PORT]);
  const duplicate = list.findIndex((item: unknown) => {
    const { id } = asRecord(item);
    return typeof id === 'string' && (taken.has(id) || !taken.add(id));
  });
  const label = fields.get(name)?.hint.label ?? descriptor.title;
  return duplicate < 0
    ? null
    : {
        code: 'params.invalid',
        message: phrase(PROBLEM_TEXTS.duplicateItem, { label }),
        path: `${name}.${duplicate}.id`,
      };
}

/** Whether a value is absent, blank or an empty list. */
export function isMissing(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function valueAt(params: unknown, path: readonly PropertyKey[]): unknown {
  let value = params;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}

/** A parameter of a node type, with the hint that describes its form field. */
export interface ParamField {
  name: string;
  hint: FieldHint;
  /** The default in the JSON Schema. */
  fallback?: unknown;
}

const fieldsByDescriptor = new WeakMap<object, ReadonlyMap<string, ParamField>>();

/** Returns the parameters of a node type that have a hint, by name. If its schema is a union, those of all members are included. */
export function paramFieldsOf(descriptor: Pick<NodeDescriptor, 'params'>): ReadonlyMap<string, ParamField> {
  const cached = fieldsByDescriptor.get(descriptor);
  if (cached) return cached;
  const fields = new Map<string, ParamField>();
  collect(descriptor.params, fields);
  fieldsByDescriptor.set(descriptor, fields);
  return fields;
}

/**
 * Whether the `ui` of a parameter is a hint. The server has checked the catalogue with the schema; this only recognises hints, so that a page
 * that shows a workflow needs no schemas.
 */
function isHint(ui: unknown): ui is FieldHint {
  const { widget, label } = asRecord(ui);
  const { en, nb } = asRecord(label);
  return WIDGETS.some((one) => one === widget) && typeof en === 'string' && typeof nb === 'string';
}

function collect(schema: Record<string, unknown>, fields: Map<string, ParamField>): void {
  for (const [name, property] of Object.entries(asRecord(schema.properties))) {
    const { ui, default: fallback } = asRecord(property);
    if (isHint(ui) && !fields.has(name)) fields.set(name, { name, hint: ui, fallback });
  }
  for (const branches of [schema.anyOf, schema.oneOf, schema.allOf]) {
    if (Array.isArray(branches)) for (const branch of branches) collect(asRecord(branch), fields);
  }
}

/** A condition in the parameters of a node, and its dot path. */
export interface PlacedCondition {
  condition: unknown;
  path: string;
}

/** Returns the conditions in the parameters of a node: those of condition fields, and one per case of `cases` fields. */
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

/** A text in the parameters of a node, and its dot path. */
export interface PlacedText {
  text: string;
  path: string;
}

/** Returns all texts in the parameters of a node, at any depth. */
export function textsIn(params: Readonly<Record<string, unknown>>): PlacedText[] {
  const texts: PlacedText[] = [];
  const open: { value: unknown; path: string }[] = [{ value: params, path: '' }];
  // The list grows while it is read; `shift` would take time in its length each time.
  for (const { value, path } of open) {
    if (typeof value === 'string') texts.push({ text: value, path });
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value))
        open.push({ value: inner, path: path ? `${path}.${key}` : key });
    }
  }
  return texts;
}

/** Returns a copy of the value if it is a record, otherwise an empty record. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** A validation issue of parameters, in the shape of the issues of a zod error. */
export interface ParamIssue {
  path: readonly PropertyKey[];
  code?: string;
  message: string;
  minimum?: number | bigint;
  maximum?: number | bigint;
  origin?: string;
  /** If the value fits no member of a union: the issues of each member. */
  errors?: readonly (readonly ParamIssue[])[];
}

/** Validates the parameters of a node of this type. Returns no issues for an unknown type. */
export type ValidateParams = (type: string, params: Record<string, unknown>) => readonly ParamIssue[];
