import { z } from 'zod';
import type { NodeDescriptor } from '@linkflow/contracts';
import type { ValidateParams } from './node-params';

const validators = new WeakMap<readonly NodeDescriptor[], ValidateParams>();

/**
 * Returns a function that validates parameters with the JSON Schemas of the catalogue. It is for the browser, which does not have the zod
 * schemas. It does not check rules that JSON Schema cannot express, for example that an address is http(s); `checkDocument` checks
 * addresses.
 */
export function paramsValidatorOf(catalogue: readonly NodeDescriptor[]): ValidateParams {
  const cached = validators.get(catalogue);
  if (cached) return cached;
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
