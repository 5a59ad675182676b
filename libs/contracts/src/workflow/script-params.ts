import { z } from 'zod';
import { SCRIPT_PARAM_TYPES } from '../choices';
import type { Text } from '../texts';
import { Line } from '../written-texts';
import { ScriptOutput } from './conditions';
import { MAX_SCRIPT_PARAMS, MAX_SCRIPT_TEXT, fitsScriptParam } from './script-values';

/** Why the declaration of a parameter is refused, by code. */
export const SCRIPT_PARAM_PROBLEMS = {
  'script.no-options': {
    en: 'A choice needs at least one option',
    nb: 'Et valg trenger minst ett alternativ',
  },
  'script.same-option': { en: 'Two options are the same', nb: 'To alternativer er like' },
  'script.default': {
    en: 'The default is not a value of this type',
    nb: 'Standardverdien er ikke en verdi av denne typen',
  },
  'script.same-name': { en: 'Two parameters have the same name', nb: 'To parametere har samme navn' },
} satisfies Record<string, Text>;

const problem = (code: keyof typeof SCRIPT_PARAM_PROBLEMS, at?: string) => ({
  error: SCRIPT_PARAM_PROBLEMS[code].en,
  params: { code },
  ...(at !== undefined && { path: [at] }),
});

/** A value that a script declares to need. A step that runs the script gives it; see {@link ScriptParamValues}. */
export const ScriptParam = z
  .object({
    /** The script reads it as `params.<name>`. */
    name: ScriptOutput.shape.name.regex(/^[A-Za-z]/),
    /** What people see in the form of the step. */
    label: Line.min(1).max(100),
    type: z.enum(SCRIPT_PARAM_TYPES),
    /** A step without a value cannot be published, unless there is a default. */
    required: z.boolean().default(false),
    /** For `choice`: the possible values. */
    options: z.array(Line.min(1).max(200)).max(100).optional(),
    /** Used by steps that give no value. */
    default: z.union([z.string(), z.number(), z.boolean(), z.null()]).default(null),
  })
  .refine(
    ({ type, options = [] }) => type !== 'choice' || options.length > 0,
    problem('script.no-options', 'options'),
  )
  .refine(
    ({ options = [] }) => new Set(options).size === options.length,
    problem('script.same-option', 'options'),
  )
  .refine(
    (param) => param.default === null || fitsScriptParam(param, param.default),
    problem('script.default', 'default'),
  );
export type ScriptParam = z.infer<typeof ScriptParam>;

/** What steps that run a script depend on. */
export interface ScriptSignature {
  outputs: readonly ScriptOutput[];
  params: readonly ScriptParam[];
}

/** The declared parameters of a script, in the order in which people see them. */
export const ScriptParams = z
  .array(ScriptParam)
  .max(MAX_SCRIPT_PARAMS)
  .refine(
    (params) => new Set(params.map(({ name }) => name)).size === params.length,
    problem('script.same-name'),
  );

/** The values that a step gives to the parameters of its script, by name. Texts may contain merge fields. */
export const ScriptParamValues = z.record(
  z.string().max(60),
  z.union([z.string().max(MAX_SCRIPT_TEXT), z.number(), z.boolean(), z.null()]),
);
