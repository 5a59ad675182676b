import {
  SCRIPT_PARAM_PROBLEMS,
  ADDRESS_PROBLEMS,
  phrase,
  verbatim,
  type Issue,
  type RouteDefinition,
  type Text,
} from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import type { z } from 'zod';

/** Maximum number of issues in an error response. */
const MAX_ISSUES = 50;

/** The parts of a request that routes declare schemas for. */
type RequestParts = Readonly<Record<'params' | 'query' | 'body', unknown>>;

/**
 * Parses the declared parts of a request with their schemas. Undeclared parts are ignored.
 * @throws AppError `validation.failed` with one issue for each invalid value of the first invalid part
 */
export function parseParts(
  { params, query, body }: Pick<RouteDefinition, 'params' | 'query' | 'body'>,
  request: RequestParts,
): Partial<RequestParts> {
  return {
    ...(params && { params: parseParams(params, request.params as Record<string, unknown>) }),
    ...(query && { query: parsePart(query, request.query, []) }),
    ...(body && { body: parsePart(body, request.body, []) }),
  };
}

const parseParams = (
  schemas: Readonly<Record<string, z.ZodType>>,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, parsePart(schema, values[name], [name])]),
  );

/** @param at path of the value in the request; the paths of its issues start with it */
function parsePart(schema: z.ZodType, value: unknown, at: readonly string[]): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new AppError('validation.failed', 'The request contains invalid values.', {
    issues: result.error.issues.slice(0, MAX_ISSUES).map((issue) => toIssue(issue, at)),
  });
}

function toIssue(issue: SchemaIssue, at: readonly string[]): Issue {
  const { code, text } = issueText(issue);
  return { code, message: text, path: [...at, ...(issue.path ?? [])].map(String).join('.') };
}

/** The fields of zod issues, of all kinds, from which the texts are made. */
interface SchemaIssue {
  message: string;
  path?: readonly PropertyKey[];
  code?: string;
  origin?: string;
  minimum?: number | bigint;
  maximum?: number | bigint;
  format?: string;
  expected?: string;
  input?: unknown;
  params?: { code?: unknown };
  values?: readonly unknown[];
}

/** @returns a stable code for programs, and a sentence for users in both languages */
function issueText(issue: SchemaIssue): { code: string; text: Text } {
  const own = issue.params?.code;
  if (typeof own === 'string') return { code: own, text: OWN[own] ?? verbatim(issue.message) };
  switch (issue.code) {
    case 'invalid_type':
      return isAbsent(issue)
        ? { code: 'value.missing', text: { en: 'This is missing', nb: 'Dette mangler' } }
        : {
            code: 'value.type',
            text: phrase(
              { en: 'This should be {kind}', nb: 'Dette skal være {kind}' },
              { kind: kind(issue) },
            ),
          };
    case 'too_small':
      return { code: 'value.too-small', text: tooSmall(issue) };
    case 'too_big':
      return { code: 'value.too-large', text: tooLarge(issue) };
    case 'invalid_format':
      return { code: 'value.format', text: FORMAT[issue.format ?? ''] ?? NOT_RIGHT };
    case 'invalid_value': {
      const values = (issue.values ?? []).map(String).join(', ');
      const text = phrase(
        { en: 'Choose one of these: {values}', nb: 'Velg én av disse: {values}' },
        { values },
      );
      return { code: 'value.choice', text };
    }
    case 'unrecognized_keys':
      return {
        code: 'value.unknown-key',
        text: { en: 'There is no such field', nb: 'Det finnes ikke noe slikt felt' },
      };
    default:
      return { code: 'value.invalid', text: NOT_RIGHT };
  }
}

const NOT_RIGHT: Text = { en: 'This value is not right', nb: 'Denne verdien er ikke riktig' };

const OWN: Record<string, Text> = {
  ...ADDRESS_PROBLEMS,
  ...SCRIPT_PARAM_PROBLEMS,
  'workflow.too-large': {
    en: 'The workflow has too many settings; divide it, or make its conditions and texts simpler',
    nb: 'Arbeidsflyten har for mange innstillinger. Del den opp, eller gjør betingelser og tekster enklere',
  },
};

const FORMAT: Record<string, Text> = {
  email: { en: 'This is not an e-mail address', nb: 'Dette er ikke en e-postadresse' },
  datetime: { en: 'This is not a point in time', nb: 'Dette er ikke et tidspunkt' },
  url: { en: 'This is not an address', nb: 'Dette er ikke en adresse' },
};

const KINDS: Record<string, Text> = {
  string: { en: 'a text', nb: 'en tekst' },
  number: { en: 'a number', nb: 'et tall' },
  int: { en: 'a whole number', nb: 'et helt tall' },
  boolean: { en: 'yes or no', nb: 'ja eller nei' },
  array: { en: 'a list', nb: 'en liste' },
  object: { en: 'an object', nb: 'et objekt' },
  record: { en: 'an object', nb: 'et objekt' },
};
const kind = (issue: SchemaIssue): Text =>
  KINDS[issue.expected ?? ''] ?? { en: 'something else', nb: 'noe annet' };

/** True if the value is missing. zod does not add the input to its issues by default, so this reads the message. */
const isAbsent = (issue: SchemaIssue): boolean => /received undefined/.test(issue.message);

/** Texts about a minimum or maximum, by the type of the value. */
const AT_LEAST: Record<string, Text> = {
  string: { en: 'At least {limit} characters', nb: 'Minst {limit} tegn' },
  array: { en: 'At least {limit} in the list', nb: 'Minst {limit} i listen' },
};
const AT_MOST: Record<string, Text> = {
  string: { en: 'At most {limit} characters', nb: 'Høyst {limit} tegn' },
  array: { en: 'At most {limit} in the list', nb: 'Høyst {limit} i listen' },
};

function tooSmall({ origin = '', minimum }: SchemaIssue): Text {
  if (origin === 'string' && minimum === 1)
    return { en: 'This cannot be empty', nb: 'Dette kan ikke være tomt' };
  const text = AT_LEAST[origin] ?? { en: 'At least {limit}', nb: 'Minst {limit}' };
  return phrase(text, { limit: String(minimum) });
}

function tooLarge({ origin = '', maximum }: SchemaIssue): Text {
  const text = AT_MOST[origin] ?? { en: 'At most {limit}', nb: 'Høyst {limit}' };
  return phrase(text, { limit: String(maximum) });
}
