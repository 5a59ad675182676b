import { ERROR_PORT, isHttpUrl } from '@linkflow/contracts';
import type { NodeDescriptor, ProblemCode, Text } from '@linkflow/contracts';
import { mergeText } from '../text/merge-text';
import { asRecord, paramFieldsOf } from './param-fields';
import type { ParamField } from './param-fields';
import type { ParamIssue } from './params-validator';
import { SAY } from './problem-texts';

export interface ParamProblem {
  code: ProblemCode;
  message: Text;
  path: string;
}

/** The problems of a node's parameters, its conditions left out: those are checked as conditions. */
export function checkParams(
  descriptor: NodeDescriptor,
  params: Readonly<Record<string, unknown>>,
  issues: readonly ParamIssue[],
): ParamProblem[] {
  const fields = paramFieldsOf(descriptor);
  const problems = new Map<string, ParamProblem>();
  // One line for one place: the first is the one to mend first.
  const add = (problem: ParamProblem) => problems.has(problem.path) || problems.set(problem.path, problem);
  for (const { name, hint } of fields.values()) {
    const value = params[name];
    if (hint.widget === 'url' && typeof value === 'string' && value.trim() !== '' && !isAddress(value)) {
      add({ code: 'url.scheme', message: SAY.urlScheme(), path: name });
    }
  }
  for (const issue of issues) {
    if (!isAboutCondition(issue, fields)) add(fromIssue(closest(issue), params, fields));
  }
  const items = checkItems(descriptor, params, fields);
  if (items) add(items);
  return [...problems.values()];
}

/** An address may have merge fields in it; what they bring is escaped, so it can't change where it leads. */
export function isAddress(value: string): boolean {
  return isHttpUrl(mergeText(value.trim(), {}, { escape: 'url' }));
}

function isAboutCondition(issue: ParamIssue, fields: ReadonlyMap<string, ParamField>): boolean {
  const widget = fields.get(String(issue.path[0]))?.hint.widget;
  return widget === 'condition' || (widget === 'cases' && issue.path[2] === 'condition');
}

/** Of a value that fits none of several forms, the issue of the form that it was meant to have: the one whose fixed values are right. */
function closest(issue: ParamIssue): ParamIssue {
  const meant = issue.errors?.filter((branch) => !branch.some((inner) => inner.code === 'invalid_value'));
  const inner = meant?.length === 1 ? meant[0]?.[0] : undefined;
  return inner ? closest({ ...inner, path: [...issue.path, ...inner.path] }) : issue;
}

function fromIssue(
  issue: ParamIssue,
  params: Readonly<Record<string, unknown>>,
  fields: ReadonlyMap<string, ParamField>,
): ParamProblem {
  const path = issue.path.map(String).join('.');
  const field = fields.get(String(issue.path[0]));
  if (!field) return { code: 'params.invalid', message: SAY.settings(), path };
  const { label, missing } = field.hint;
  if (isMissing(valueAt(params, issue.path))) {
    return { code: 'params.missing', message: missing ?? SAY.missing(label), path };
  }
  return { code: 'params.invalid', message: limitText(issue, label) ?? SAY.invalid(label), path };
}

/** "At most 365" where the issue says that a limit is passed. */
function limitText(issue: ParamIssue, label: Text): Text | null {
  const small = issue.code === 'too_small';
  const limit = small ? issue.minimum : issue.maximum;
  if ((!small && issue.code !== 'too_big') || limit === undefined) return null;
  switch (issue.origin) {
    case 'string':
      return (small ? SAY.tooShort : SAY.tooLong)(label, String(limit));
    case 'array':
      return (small ? SAY.tooFew : SAY.tooMany)(label, String(limit));
    default:
      return (small ? SAY.atLeast : SAY.atMost)(label, String(limit));
  }
}

/** Items make outlets, so no two may have the same id, and none that of a fixed outlet. */
function checkItems(
  descriptor: NodeDescriptor,
  params: Readonly<Record<string, unknown>>,
  fields: ReadonlyMap<string, ParamField>,
): ParamProblem | null {
  const name = descriptor.ports.perItem?.param;
  const list = name === undefined ? undefined : params[name];
  if (name === undefined || !Array.isArray(list)) return null;
  const taken = new Set<unknown>([...descriptor.ports.fixed.map((port) => port.id), ERROR_PORT]);
  const again = list.findIndex((item: unknown) => {
    const { id } = asRecord(item);
    return typeof id === 'string' && (taken.has(id) || !taken.add(id));
  });
  const label = fields.get(name)?.hint.label ?? descriptor.title;
  return again < 0
    ? null
    : { code: 'params.invalid', message: SAY.duplicateItem(label), path: `${name}.${again}.id` };
}

function isMissing(value: unknown): boolean {
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
