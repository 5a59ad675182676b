import {
  CONTACT_FIELDS,
  type FieldDefinition,
  type FormBlock,
  type FormBlockType,
  type FormProperty,
  type Language,
  pick,
} from '@linkflow/contracts';
import { builderTexts } from './builder.texts';

/** A name for a new block that no other block of the form has: `text`, `text2`, … */
export function freeName(wanted: string, blocks: readonly Pick<FormBlock, 'name'>[]): string {
  const base = wanted.replace(/[^A-Za-z0-9]/g, '').replace(/^[^a-z]+/i, '') || 'block';
  const first = base.charAt(0).toLowerCase() + base.slice(1, 36);
  const taken = new Set(blocks.map(({ name }) => name));
  let name = first;
  for (let number = 2; taken.has(name); number += 1) name = `${first}${number}`;
  return name;
}

/** A block of a type, with the usual settings. */
export function newBlock(type: FormBlockType, blocks: readonly FormBlock[], language: Language): FormBlock {
  const name = freeName(type, blocks);
  const question = {
    name,
    label: '',
    help: '',
    required: false,
    width: 'full' as const,
    bind: null,
    overwrite: false,
  };
  const t = (text: { en: string; nb: string }): string => pick(text, language);
  switch (type) {
    case 'text':
      return { type, ...question, multiline: false };
    case 'email':
      return {
        type,
        ...question,
        label: t({ en: 'E-mail address', nb: 'E-postadresse' }),
        required: true,
        bind: isBound(blocks, 'contact.email') ? null : 'contact.email',
      };
    case 'phone':
      return {
        type,
        ...question,
        label: t({ en: 'Phone', nb: 'Telefon' }),
        bind: isBound(blocks, 'contact.phone') ? null : 'contact.phone',
      };
    case 'number':
      return { type, ...question, min: null, max: null, whole: true };
    case 'date':
      return { type, ...question };
    case 'choice':
      return {
        type,
        ...question,
        options: [t({ en: 'Yes', nb: 'Ja' }), t({ en: 'No', nb: 'Nei' })],
        display: 'radio',
      };
    case 'check':
      return { type, ...question };
    case 'consent':
      return { type, name, wording: '', required: true, typeId: null };
    case 'hidden':
      return { type, name, value: '', bind: null, overwrite: false };
    case 'heading':
      return { type, name, text: '' };
    case 'paragraph':
      return { type, name, text: '' };
  }
}

/** A block whose answer is written to a property of the contact. */
export function propertyBlock(
  property: FormProperty,
  blocks: readonly FormBlock[],
  language: Language,
): FormBlock {
  const type =
    property === 'contact.email' ? 'email' : property === 'contact.phone' ? 'phone' : ('text' as const);
  const name = freeName(property.slice('contact.'.length), blocks);
  const label = pick(builderTexts.properties[property], language);
  return { ...newBlock(type, blocks, language), name, label, bind: property } as FormBlock;
}

const BLOCK_OF_FIELD: Record<FieldDefinition['type'], FormBlockType> = {
  text: 'text',
  'long-text': 'text',
  integer: 'number',
  decimal: 'number',
  boolean: 'check',
  date: 'date',
  'date-time': 'date',
  time: 'number',
  timespan: 'number',
  list: 'choice',
};

/** A block whose answer is written to an extra field of the contact. */
export function fieldBlock(
  field: FieldDefinition,
  blocks: readonly FormBlock[],
  language: Language,
): FormBlock {
  const block = newBlock(BLOCK_OF_FIELD[field.type], blocks, language);
  const name = freeName(field.key.slice(2), blocks);
  const bound = { ...block, name, label: field.name, bind: `${CONTACT_FIELDS}${field.key}` };
  if (bound.type === 'choice') return { ...bound, options: [...(field.options ?? [])] };
  if (bound.type === 'number') return { ...bound, whole: field.type === 'integer' };
  if (bound.type === 'text') return { ...bound, multiline: field.type === 'long-text' };
  return bound;
}

export const isBound = (blocks: readonly FormBlock[], bind: string): boolean =>
  blocks.some((block) => 'bind' in block && block.bind === bind);

/** The list with the block at `from` moved to `to`. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(Math.max(0, Math.min(to, next.length)), 0, item);
  return next;
}
