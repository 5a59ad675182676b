import type { SCRIPT_PARAM_TYPES } from '../choices';
import { isDay } from '../time-zone';

/*
 * The values of the parameters of scripts. Like texts.ts, this file does not import zod: canvases check values before it is loaded.
 */

type ScriptParamType = (typeof SCRIPT_PARAM_TYPES)[number];

/** JSON value of a parameter, by its type: string (`text`, `choice`), number, boolean, `YYYY-MM-DD` (`date`). */
export type ScriptParamValue = string | number | boolean;

export const MAX_SCRIPT_PARAMS = 30;
/** Maximum length of a text, with its merge fields, in characters. */
export const MAX_SCRIPT_TEXT = 2_000;

/** What decides which values a parameter takes. */
interface Typed {
  type: ScriptParamType;
  options?: readonly string[] | undefined;
}

/** What decides the value of a parameter; part of `ScriptParam`. */
interface Valued extends Typed {
  name: string;
  required: boolean;
  default: ScriptParamValue | null;
}

/** Whether a value has the type of a parameter. Types are not converted: "7" is not a number. */
export function fitsScriptParam({ type, options = [] }: Typed, value: unknown): value is ScriptParamValue {
  switch (type) {
    case 'text':
      return typeof value === 'string' && value.length <= MAX_SCRIPT_TEXT;
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && isDay(value);
    case 'choice':
      return typeof value === 'string' && options.includes(value);
  }
}

/** Whether a value says nothing, so that the default of the parameter is used. */
const isBlank = (value: unknown): value is undefined | null | '' =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** The value of a parameter for a step: the one that the step gives (`values`, by name), or the default. Null if there is neither. */
export function scriptParamValue(param: Valued, values: unknown): unknown {
  const isRecord = typeof values === 'object' && values !== null && Object.hasOwn(values, param.name);
  const given = isRecord ? (values as Record<string, unknown>)[param.name] : undefined;
  if (!isBlank(given)) return given;
  return isBlank(param.default) ? null : param.default;
}

/** What is wrong with the value of a parameter for a step; null if nothing is. */
export function scriptParamProblem(param: Valued, values: unknown): 'missing' | 'invalid' | null {
  const value = scriptParamValue(param, values);
  if (value === null) return param.required ? 'missing' : null;
  return fitsScriptParam(param, value) ? null : 'invalid';
}
