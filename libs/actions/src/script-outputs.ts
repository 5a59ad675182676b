import { ScriptOutput, type FactType } from '@linkflow/contracts';
import { dateOf } from '@linkflow/workflow';

interface GivenByScript {
  /** The variables that the script was given. */
  given: Readonly<Record<string, string>>;
  /** All variables after the script has ended. */
  variables: Readonly<Record<string, string>>;
  /** What it returned. */
  output: Readonly<Record<string, unknown>>;
}

/**
 * The values that a script gives to later steps: the variables that it set, and the properties of what it returned, which have precedence.
 * Names that facts cannot have are dropped.
 */
export function givenBy({ given, variables, output }: GivenByScript): Record<string, unknown> {
  const set = Object.entries(variables).filter(([name, value]) => given[name] !== value);
  return Object.fromEntries([...set, ...Object.entries(output)].filter(([name]) => isName(name)));
}

const isName = (name: string): boolean => ScriptOutput.shape.name.safeParse(name).success;

/**
 * The value as one of a type. Texts are converted, because variables are always texts; an empty text is no value. Undefined if the value
 * does not have the type.
 */
export function asType(value: unknown, type: FactType): unknown {
  if (value === null || (value === '' && type !== 'text')) return null;
  switch (type) {
    case 'text':
      if (typeof value === 'string') return value;
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
    case 'number': {
      const number = typeof value === 'string' ? Number(value.trim() || Number.NaN) : value;
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
    }
    case 'boolean':
      if (value === 'true' || value === '1') return true;
      if (value === 'false' || value === '0') return false;
      return typeof value === 'boolean' ? value : undefined;
    case 'date':
      return typeof value === 'string' && dateOf(value) !== undefined ? value : undefined;
    case 'list':
      return Array.isArray(value) ? value : undefined;
  }
}

/** The outputs that a script would declare to give these values. Values without a type, such as objects and null, are left out. */
export function proposedOutputs(values: Readonly<Record<string, unknown>>): ScriptOutput[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const type = name === 'value' ? undefined : typeOf(value);
    return type ? [{ name, type }] : [];
  });
}

function typeOf(value: unknown): FactType | undefined {
  switch (typeof value) {
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'string':
      return dateOf(value) === undefined ? 'text' : 'date';
    default:
      return Array.isArray(value) ? 'list' : undefined;
  }
}
