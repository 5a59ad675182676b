import {
  scriptParamProblem,
  scriptParamValue,
  type ScriptParam,
  type ScriptParamValue,
} from '@linkflow/contracts';

/** What a script gets as `params`: a value for each declared parameter, or null. */
type FilledScriptParams = Record<string, ScriptParamValue | null>;

/** A parameter whose value does not fit what the script declares. */
export interface ScriptParamProblem {
  problem: 'missing' | 'invalid';
  param: ScriptParam;
}

/**
 * The values with which a script runs: those that a step gives (`values`, by name), else the defaults. Values of parameters that the script
 * no longer declares are left out. Returns the first problem if the declarations were changed so that the values do not fit any more.
 * @param merge fills in the merge fields of a text; the result may be empty
 */
export async function fillScriptParams(
  declared: readonly ScriptParam[],
  values: unknown,
  merge: (text: string) => Promise<string> | string,
): Promise<{ params: FilledScriptParams } | ScriptParamProblem> {
  const filled: [string, ScriptParamValue | null][] = [];
  for (const param of declared) {
    const problem = scriptParamProblem(param, values);
    if (problem) return { problem, param };
    // The cast is safe: without a problem, the value has the type of the parameter, or there is none.
    const value = scriptParamValue(param, values) as ScriptParamValue | null;
    filled.push([
      param.name,
      param.type === 'text' && typeof value === 'string' ? await merge(value) : value,
    ]);
  }
  return { params: Object.fromEntries(filled) };
}
