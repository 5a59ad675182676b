import type { NodeDescriptor } from '@linkflow/contracts';
import { z } from 'zod';

/** One thing that is wrong with parameters; every issue of a zod error is one. */
export interface ParamIssue {
  path: readonly PropertyKey[];
  code?: string;
  message: string;
  minimum?: number | bigint;
  maximum?: number | bigint;
  origin?: string;
  /** Of a value that fits none of several forms: what each form finds wrong. */
  errors?: readonly (readonly ParamIssue[])[];
}

/** Checks the parameters of a node of this type; no issues for a type it doesn't know. */
export type ValidateParams = (type: string, params: Record<string, unknown>) => readonly ParamIssue[];

const validators = new WeakMap<readonly NodeDescriptor[], ValidateParams>();

/**
 * Checks parameters by the JSON Schemas of the catalogue, for where the zod schemas themselves are not at hand (the browser).
 * What JSON Schema can't say (that an address is http, for example) is not checked here; `checkDocument` adds what it knows of.
 */
export function paramsValidatorOf(catalogue: readonly NodeDescriptor[]): ValidateParams {
  const known = validators.get(catalogue);
  if (known) return known;
  const descriptors = new Map(catalogue.map((descriptor) => [descriptor.type, descriptor]));
  const schemas = new Map<string, z.ZodType>();
  const validate: ValidateParams = (type, params) => {
    const descriptor = descriptors.get(type);
    if (!descriptor) return [];
    let schema = schemas.get(type);
    if (!schema) {
      schema = z.fromJSONSchema(descriptor.params);
      schemas.set(type, schema);
    }
    return schema.safeParse(params).error?.issues ?? [];
  };
  validators.set(catalogue, validate);
  return validate;
}
