import {
  WRONG_FIELD_VALUE,
  fitsField,
  headerProblem,
  phrase,
  scriptParamProblem,
  selectKey,
} from '@linkflow/contracts';
import type { FieldDefinition, NodeDescriptor, ScriptParam, ScriptSignature } from '@linkflow/contracts';
import { isJsonTemplate } from '../json-template';
import { asRecord, isMissing, paramFieldsOf, type ParamField, type ParamProblem } from './node-params';
import { PROBLEM_TEXTS } from './problem-texts';

/** The definitions of extra fields, by id. */
export type FieldsById = ReadonlyMap<string, FieldDefinition>;

/** What is known about the entities that parameters refer to. Others are not checked. */
export interface TargetContext {
  fields?: FieldsById | undefined;
  /** The types of selections and of types of follow-ups, by `<kind>:<id>`; see `FieldHint.filter`. */
  targetTypes?: ReadonlyMap<string, string> | undefined;
  /** What is declared by the scripts that the document refers to, by the id of the script. */
  scripts?: ReadonlyMap<string, ScriptSignature> | undefined;
}

const NO_FIELDS: FieldsById = new Map();
const NO_TYPES: ReadonlyMap<string, string> = new Map();
const NO_SCRIPTS: ReadonlyMap<string, ScriptSignature> = new Map();

/**
 * Checks the rules that JSON Schema cannot express, because they are about several parameters or about an extra field. The hints of the
 * parameters declare them, so that the browser finds the same problems as the API. Parameters that are not shown are not checked.
 */
export function checkShownParams(
  descriptor: NodeDescriptor,
  params: Readonly<Record<string, unknown>>,
  { fields: extraFields = NO_FIELDS, targetTypes = NO_TYPES, scripts = NO_SCRIPTS }: TargetContext,
): ParamProblem[] {
  const fields = paramFieldsOf(descriptor);
  const valueOf = (name: string): unknown => params[name] ?? fields.get(name)?.fallback;
  return [...fields.values()].flatMap((field) => {
    const { showWhen } = field.hint;
    const isShown = !showWhen || showWhen.in.includes(valueOf(showWhen.field));
    if (!isShown) return [];
    if (field.hint.widget === 'script-values') {
      const script = scripts.get(textOf(valueOf(field.hint.follows ?? '')));
      return script ? checkScriptValues(valueOf(field.name), script.params, field) : [];
    }
    return checkShown(field, valueOf, extraFields) ?? checkType(field, valueOf, targetTypes) ?? [];
  });
}

function checkShown(
  { name, hint }: ParamField,
  valueOf: (name: string) => unknown,
  extraFields: FieldsById,
): ParamProblem | null {
  const value = valueOf(name);
  if (isMissing(value)) {
    // Whether a parameter that is always shown may be absent is part of its JSON Schema, but not whether a text may be blank.
    const isRequired = hint.showWhen !== undefined || typeof value === 'string';
    return isRequired && hint.missing ? { code: 'params.missing', message: hint.missing, path: name } : null;
  }
  return (
    checkFieldValue(value, extraFields.get(textOf(valueOf(hint.follows ?? ''))), { name, hint }) ??
    checkEntity(extraFields.get(textOf(value)), { name, hint }) ??
    checkShares(value, { name, hint }) ??
    checkJson(value, { name, hint }) ??
    checkHeaders(value, { name, hint }) ??
    checkAnswerFields(value, { name, hint }) ??
    checkMaximum(value, hint.maxBy && hint.maxBy.max[textOf(valueOf(hint.maxBy.field))], { name, hint })
  );
}

function checkFieldValue(
  value: unknown,
  field: FieldDefinition | undefined,
  { name: path, hint }: ParamField,
): ParamProblem | null {
  if (hint.widget !== 'field-value' || !field || fitsField(field, value)) return null;
  const message = phrase(WRONG_FIELD_VALUE, { name: field.name, type: selectKey(field.type) });
  return { code: 'params.invalid', message, path };
}

/** Checks that a chosen field belongs to the cards that the parameter asks for. */
function checkEntity(
  field: FieldDefinition | undefined,
  { name: path, hint }: ParamField,
): ParamProblem | null {
  const entity = hint.filter?.type;
  if (hint.of !== 'field' || !field || entity === undefined || field.entity === entity) return null;
  return { code: 'params.invalid', message: phrase(PROBLEM_TEXTS.otherEntity, { name: field.name }), path };
}

/** Checks that a chosen entity has the type to which the parameter restricts the choice. */
function checkType(
  { name: path, hint }: ParamField,
  valueOf: (name: string) => unknown,
  types: ReadonlyMap<string, string>,
): ParamProblem | null {
  const wanted = hint.filter?.type;
  const type = types.get(`${hint.of ?? ''}:${textOf(valueOf(path))}`);
  if (wanted === undefined || type === undefined) return null;
  if (type === (wanted.startsWith('$') ? valueOf(wanted.slice(1)) : wanted)) return null;
  return { code: 'params.invalid', message: phrase(PROBLEM_TEXTS.otherType, { label: hint.label }), path };
}

function checkShares(value: unknown, { name: path, hint }: ParamField): ParamProblem | null {
  if (hint.widget !== 'shares' || !Array.isArray(value)) return null;
  const isUsable = value.some((item: unknown) => {
    const { weight } = asRecord(item);
    return typeof weight === 'number' && weight > 0;
  });
  return isUsable ? null : { code: 'params.invalid', message: PROBLEM_TEXTS.noShare, path };
}

function checkJson(value: unknown, { name: path, hint }: ParamField): ParamProblem | null {
  if (hint.widget !== 'json' || typeof value !== 'string' || isJsonTemplate(value)) return null;
  return { code: 'json.invalid', message: PROBLEM_TEXTS.notJson, path };
}

function checkHeaders(value: unknown, { name, hint }: ParamField): ParamProblem | null {
  if (hint.widget !== 'headers' || !Array.isArray(value)) return null;
  for (const [index, item] of value.entries()) {
    const header = textOf(asRecord(item).name);
    const problem = headerProblem(header);
    if (problem) {
      const message = phrase(HEADER_TEXTS[problem], { name: header });
      return { code: `header.${problem}`, message, path: `${name}.${index}.name` };
    }
  }
  return null;
}

const HEADER_TEXTS = {
  invalid: PROBLEM_TEXTS.headerName,
  reserved: PROBLEM_TEXTS.headerReserved,
  secret: PROBLEM_TEXTS.headerSecret,
} as const;

/** Two values with the same name would overwrite each other. */
function checkAnswerFields(value: unknown, { name, hint }: ParamField): ParamProblem | null {
  if (hint.widget !== 'answer-fields' || !Array.isArray(value)) return null;
  const names = value.map((item: unknown) => textOf(asRecord(item).name));
  const index = names.findIndex((one, at) => names.indexOf(one) < at);
  if (index < 0) return null;
  const message = phrase(PROBLEM_TEXTS.sameName, { name: names[index] ?? '' });
  return { code: 'answer.duplicate', message, path: `${name}.${index}.name` };
}

/** Checks the values for the parameters of a script. */
function checkScriptValues(
  value: unknown,
  params: readonly ScriptParam[],
  { name: field }: ParamField,
): ParamProblem[] {
  const problems = params.flatMap((param): ParamProblem[] => {
    const problem = scriptParamProblem(param, value);
    const path = `${field}.${param.name}`;
    if (problem === 'missing')
      return [
        { code: 'params.missing', message: phrase(PROBLEM_TEXTS.missing, { label: param.label }), path },
      ];
    const message = phrase(PROBLEM_TEXTS.scriptValue, { label: param.label, type: param.type });
    return problem ? [{ code: 'params.invalid', message, path }] : [];
  });
  const declared = new Set(params.map(({ name }) => name));
  const unknown = Object.keys(asRecord(value)).filter((name) => !declared.has(name));
  return [
    ...problems,
    ...unknown.map((name): ParamProblem => ({
      code: 'params.unknown',
      message: phrase(PROBLEM_TEXTS.unknownScriptParam, { name }),
      path: `${field}.${name}`,
    })),
  ];
}

function checkMaximum(
  value: unknown,
  max: number | undefined,
  { name: path, hint }: ParamField,
): ParamProblem | null {
  if (max === undefined || typeof value !== 'number' || value <= max) return null;
  const message = phrase(PROBLEM_TEXTS.atMost, { label: hint.label, limit: String(max) });
  return { code: 'params.invalid', message, path };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
