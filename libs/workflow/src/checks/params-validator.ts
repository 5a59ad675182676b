import type { NodeDescriptor } from '@linkflow/contracts';

/** One thing that is wrong with parameters; every issue of a zod error is one. */
export interface ParamIssue {
  path: readonly PropertyKey[];
  code?: string;
  message: string;
  minimum?: number | bigint;
  maximum?: number | bigint;
  origin?: string;
}

/** Checks the parameters of a node of this type; no issues for a type it doesn't know. */
export type ValidateParams = (type: string, params: Record<string, unknown>) => readonly ParamIssue[];

/** Checks parameters by the JSON Schemas of the catalogue, for where the zod schemas themselves are not at hand (the browser). */
export function paramsValidatorOf(catalogue: readonly NodeDescriptor[]): ValidateParams {
  throw new Error(`not there yet: ${JSON.stringify(catalogue)}`);
}
