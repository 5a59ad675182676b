import type { Text } from '@linkflow/contracts';

/** What a schema says of one thing that is wrong; zod says more than the standard for schemas asks for. */
export interface SchemaIssue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[];
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

/** A stable code and a sentence a person understands, in both languages. */
export function issueText(issue: SchemaIssue): { code: string; text: Text } {
  const own = issue.params?.code;
  if (typeof own === 'string') return { code: own, text: OWN[own] ?? same(issue.message) };
  switch (issue.code) {
    case 'invalid_type':
      return isAbsent(issue)
        ? { code: 'value.missing', text: { en: 'This is missing', nb: 'Dette mangler' } }
        : {
            code: 'value.type',
            text: { en: `This should be ${kind(issue).en}`, nb: `Dette skal være ${kind(issue).nb}` },
          };
    case 'too_small':
      return { code: 'value.too-small', text: tooSmall(issue) };
    case 'too_big':
      return { code: 'value.too-large', text: tooLarge(issue) };
    case 'invalid_format':
      return { code: 'value.format', text: FORMAT[issue.format ?? ''] ?? NOT_RIGHT };
    case 'invalid_value': {
      const values = (issue.values ?? []).map(String).join(', ');
      return { code: 'value.choice', text: { en: `Choose one of ${values}`, nb: `Velg en av ${values}` } };
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

const same = (text: string): Text => ({ en: text, nb: text });
const NOT_RIGHT: Text = { en: 'This value is not right', nb: 'Denne verdien er ikke riktig' };

const OWN: Record<string, Text> = {
  'url.scheme': {
    en: 'An address starts with http:// or https://',
    nb: 'En adresse begynner med http:// eller https://',
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

/** Zod leaves the input out of an issue unless it is asked; its message still says when there was none. */
const isAbsent = (issue: SchemaIssue): boolean => /received undefined/.test(issue.message);

function tooSmall({ origin, minimum }: SchemaIssue): Text {
  if (origin === 'string') {
    return minimum === 1
      ? { en: 'This can not be empty', nb: 'Dette kan ikke være tomt' }
      : { en: `At least ${minimum} characters`, nb: `Minst ${minimum} tegn` };
  }
  if (origin === 'array') return { en: `At least ${minimum} of them`, nb: `Minst ${minimum} av dem` };
  return { en: `At least ${minimum}`, nb: `Minst ${minimum}` };
}

function tooLarge({ origin, maximum }: SchemaIssue): Text {
  if (origin === 'string') return { en: `At most ${maximum} characters`, nb: `Høyst ${maximum} tegn` };
  if (origin === 'array') return { en: `At most ${maximum} of them`, nb: `Høyst ${maximum} av dem` };
  return { en: `At most ${maximum}`, nb: `Høyst ${maximum}` };
}
