/** What a person has written in a form, checked and read. Pure: apps/click, the worker and the preview of the builder use it. */
import { cleanLine } from '../clean-line';
import type { FieldDefinition, FieldValue } from '../fields';
import { pick, phrase, type Language, type Text } from '../texts';
import { isDay } from '../time-zone';
import { EmailAddress } from '../written-texts';
import type { FormConsent, FormContent, FormQuestion, FormValue, FormValues } from './form-content';
import {
  CONTACT_FIELDS,
  FORM_PROPERTIES,
  MAX_FORM_LINE,
  MAX_FORM_TEXT,
  type FormProperty,
} from './form-parts';

/** The texts that were sent, by the names of the blocks, each as often as it was sent. */
export type RawAnswers = Readonly<Record<string, readonly string[]>>;

export interface ReadAnswers {
  values: FormValues;
  consents: FormConsent[];
  /** What is wrong, by the name of the block. Empty: the answers can be stored. */
  errors: Record<string, Text>;
}

const ERRORS = {
  required: { en: 'Please fill in this field', nb: 'Fyll ut dette feltet' },
  choose: { en: 'Please choose', nb: 'Velg ett av svarene' },
  consent: { en: 'Tick the box to continue', nb: 'Kryss av for å gå videre' },
  email: {
    en: 'This does not look like an e-mail address. Write it as name@example.com',
    nb: 'Dette ser ikke ut som en e-postadresse. Skriv den som navn@eksempel.no',
  },
  phone: {
    en: 'Write a phone number with digits, such as +47 22 33 44 55',
    nb: 'Skriv telefonnummeret med sifre, for eksempel 22 33 44 55',
  },
  number: { en: 'Write a number, such as 12', nb: 'Skriv et tall, for eksempel 12' },
  whole: { en: 'Write a whole number, such as 12', nb: 'Skriv et helt tall, for eksempel 12' },
  min: { en: 'The number must be {min} or more', nb: 'Tallet må være {min} eller mer' },
  max: { en: 'The number must be {max} or less', nb: 'Tallet må være {max} eller mindre' },
  date: { en: 'Write a date that exists', nb: 'Skriv en dato som finnes' },
  option: { en: 'Choose one of the answers', nb: 'Velg et av svarene i listen' },
  long: { en: 'At most {max} characters', nb: 'Høyst {max} tegn' },
} satisfies Record<string, Text>;

/** Reads and checks answers by the version of the form that the person saw. */
export function readAnswers({ blocks }: Pick<FormContent, 'blocks'>, raw: RawAnswers): ReadAnswers {
  const values: FormValues = {};
  const consents: FormConsent[] = [];
  const errors: Record<string, Text> = {};
  for (const block of blocks) {
    if (block.type === 'heading' || block.type === 'paragraph') continue;
    const sent = raw[block.name] ?? [];
    if (block.type === 'consent') {
      const { name, wording, typeId, required } = block;
      const given = isTicked(sent);
      consents.push({ name, wording, given, typeId });
      if (required && !given) errors[name] = ERRORS.consent;
      continue;
    }
    if (block.type === 'hidden') {
      values[block.name] = cleanLine(sent[0] ?? block.value).slice(0, MAX_FORM_LINE) || null;
      continue;
    }
    const read = readAnswer(block, sent);
    values[block.name] = read.value;
    if (read.error) errors[block.name] = read.error;
  }
  return { values, consents, errors };
}

interface ReadAnswer {
  value: FormValue;
  error?: Text;
}

function readAnswer(block: FormQuestion, sent: readonly string[]): ReadAnswer {
  if (block.type === 'check') {
    const value = isTicked(sent);
    return block.required && !value ? { value, error: ERRORS.consent } : { value };
  }
  if (block.type === 'choice' && block.display === 'boxes') {
    const chosen = [...new Set(sent.map(cleanLine).filter(Boolean))];
    if (chosen.length === 0) return block.required ? { value: null, error: ERRORS.choose } : { value: null };
    return chosen.every((one) => block.options.includes(one))
      ? { value: chosen }
      : { value: null, error: ERRORS.option };
  }
  const text = block.type === 'text' && block.multiline ? cleanText(sent[0] ?? '') : cleanLine(sent[0] ?? '');
  if (text === '') {
    const missing = block.type === 'choice' ? ERRORS.choose : ERRORS.required;
    return block.required ? { value: null, error: missing } : { value: null };
  }
  return readText(block, text);
}

function readText(block: Exclude<FormQuestion, { type: 'check' }>, text: string): ReadAnswer {
  switch (block.type) {
    case 'text': {
      const max = block.multiline ? MAX_FORM_TEXT : MAX_FORM_LINE;
      return text.length > max ? { value: null, error: phrase(ERRORS.long, { max }) } : { value: text };
    }
    case 'email': {
      const address = EmailAddress.safeParse(text);
      return address.success ? { value: address.data } : { value: null, error: ERRORS.email };
    }
    case 'phone':
      return /^\+?[\d\s().\-/]{4,30}$/.test(text) && /\d.*\d.*\d.*\d/.test(text)
        ? { value: text }
        : { value: null, error: ERRORS.phone };
    case 'number':
      return readNumber(block, text);
    case 'date': {
      const day = dayOf(text);
      return day === undefined ? { value: null, error: ERRORS.date } : { value: day };
    }
    case 'choice':
      return block.options.includes(text) ? { value: text } : { value: null, error: ERRORS.option };
  }
}

function readNumber(
  { min, max, whole }: { min: number | null; max: number | null; whole: boolean },
  text: string,
): ReadAnswer {
  const plain = text.replace(/[\s\u00a0]/g, '').replace(',', '.');
  const value = /^[+-]?\d{1,15}(\.\d{1,10})?$/.test(plain) ? Number(plain) : Number.NaN;
  if (Number.isNaN(value)) return { value: null, error: whole ? ERRORS.whole : ERRORS.number };
  if (whole && !Number.isInteger(value)) return { value: null, error: ERRORS.whole };
  if (min !== null && value < min) return { value: null, error: phrase(ERRORS.min, { min }) };
  if (max !== null && value > max) return { value: null, error: phrase(ERRORS.max, { max }) };
  return { value };
}

/** A day as browsers send it, or as it is written in Norway: `2026-05-17`, `17.05.2026`, `17.5.2026`. */
function dayOf(text: string): string | undefined {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(text) ?? [];
  const iso = year === '' ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) && isDay(iso) ? iso : undefined;
}

const isTicked = (sent: readonly string[]): boolean => sent.some((value) => value !== '' && value !== '0');

/** A text with several lines: one kind of line break, no characters that cannot be stored. */
const cleanText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]|\p{Surrogate}/gu, '')
    .normalize('NFC')
    .trim();

/** The address in a submission: the answer of the block that is bound to it, else that of the first block for an address. */
export function addressIn({ blocks }: Pick<FormContent, 'blocks'>, values: FormValues): string | null {
  const asked = blocks.filter((block) => block.type === 'email');
  const block = asked.find(({ bind }) => bind === 'contact.email') ?? asked[0];
  const value = block && values[block.name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** What a submission says about the card of a contact. */
export interface CardChanges {
  properties: Partial<Record<FormProperty, string>>;
  /** Extra fields by key. */
  fields: Record<string, FieldValue>;
  /** Names of the facts that may be replaced although the contact has another value. */
  overwrite: string[];
}

/** What the answers say about a contact. Answers that do not fit their field any more are left out. */
export function cardChangesOf(
  { blocks }: Pick<FormContent, 'blocks'>,
  values: FormValues,
  fields: readonly Pick<FieldDefinition, 'key' | 'type' | 'options'>[],
): CardChanges {
  const changes: CardChanges = { properties: {}, fields: {}, overwrite: [] };
  for (const block of blocks) {
    if (!('bind' in block) || block.bind === null) continue;
    const value = values[block.name] ?? null;
    if (value === null || value === '') continue;
    const { bind } = block;
    if (bind.startsWith(CONTACT_FIELDS)) {
      const key = bind.slice(CONTACT_FIELDS.length);
      const field = fields.find((one) => one.key === key);
      const stored = field && fieldValueOf(field, value);
      if (stored !== undefined) changes.fields[key] = stored;
    } else if (isProperty(bind)) {
      changes.properties[bind] = asText(value);
    }
    if (block.overwrite) changes.overwrite.push(bind);
  }
  return changes;
}

const isProperty = (bind: string): bind is FormProperty =>
  FORM_PROPERTIES.some((property) => property === bind);
const asText = (value: FormValue): string => (Array.isArray(value) ? value.join(', ') : String(value));

/** An answer as the value of an extra field; undefined if the field cannot have it. */
function fieldValueOf(
  { type, options }: Pick<FieldDefinition, 'type' | 'options'>,
  value: FormValue,
): FieldValue | undefined {
  switch (type) {
    case 'text':
    case 'long-text':
      return asText(value).slice(0, type === 'text' ? MAX_FORM_LINE : MAX_FORM_TEXT);
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
    case 'time':
    case 'timespan':
      return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
    case 'decimal':
      return typeof value === 'number' ? value : undefined;
    case 'date':
      return typeof value === 'string' && isDay(value) ? value : undefined;
    case 'date-time':
      return typeof value === 'string' && isDay(value) ? `${value}T00:00:00.000Z` : undefined;
    case 'list': {
      const text = asText(value);
      return options?.includes(text) ? text : undefined;
    }
  }
}

/** The error texts of one language, for pages. */
export const errorsIn = (errors: Record<string, Text>, language: Language): Record<string, string> =>
  Object.fromEntries(Object.entries(errors).map(([name, text]) => [name, pick(text, language)]));
