/** What keeps a form from being published. Pure: the API and the builder use the same function. */
import { addressProblem, addressProblemText, mendAddress } from '../addresses';
import type { FieldDefinition } from '../fields';
import type { Text } from '../texts';
import type { FormBlock, FormContent } from './form-content';
import { CONTACT_FIELDS } from './form-parts';

export interface FormProblem {
  code: string;
  message: Text;
  /** Name of the block; absent if the problem is one of the form. */
  block?: string;
  /** Name of the property of the block or of the settings. */
  property?: string;
}

const TEXTS = {
  empty: { en: 'Add at least one question', nb: 'Legg til minst ett spørsmål' },
  title: { en: 'Give the form a title', nb: 'Gi skjemaet en tittel' },
  label: { en: 'Write the question', nb: 'Skriv spørsmålet' },
  wording: { en: 'Write what people consent to', nb: 'Skriv hva folk samtykker til' },
  type: {
    en: 'Choose the subscription type that people sign up for',
    nb: 'Velg abonnementstypen folk melder seg på',
  },
  noType: {
    en: 'The subscription type is out of use. Choose another one',
    nb: 'Abonnementstypen er ute av bruk. Velg en annen',
  },
  consentEmail: {
    en: 'Ask for the e-mail address, because the consent is given for it',
    nb: 'Spør om e-postadressen. Samtykket gjelder den',
  },
  text: { en: 'Write a text, or remove the block', nb: 'Skriv en tekst, eller fjern blokken' },
  options: { en: 'Write at least two answers', nb: 'Skriv minst to svar' },
  sameOption: { en: 'Two answers are the same', nb: 'To svar er like' },
  range: {
    en: 'The smallest number is larger than the largest',
    nb: 'Det minste tallet er større enn det største',
  },
  field: {
    en: 'The field does not exist any more. Choose another one',
    nb: 'Feltet finnes ikke lenger. Velg et annet',
  },
  fieldType: {
    en: 'Answers of this kind cannot be stored in the field',
    nb: 'Svar av denne typen kan ikke lagres i feltet',
  },
  sameField: { en: 'Another block writes to the same field', nb: 'En annen blokk skriver til samme felt' },
  sameName: { en: 'Two blocks have the same name', nb: 'To blokker har samme navn' },
  email: {
    en: 'Ask for the e-mail address, because the confirmation is sent there',
    nb: 'Spør om e-postadressen. Bekreftelsen sendes dit',
  },
  onceEmail: {
    en: 'Ask for the e-mail address, by which answers are told apart',
    nb: 'Spør om e-postadressen. Den skiller svarene fra hverandre',
  },
  redirect: { en: 'Write the address of the page', nb: 'Skriv adressen til siden' },
} satisfies Record<string, Text>;

/** Types of extra fields that the answers of a block fit. */
const FITTING: Partial<Record<FormBlock['type'], readonly FieldDefinition['type'][]>> = {
  text: ['text', 'long-text'],
  email: ['text', 'long-text'],
  phone: ['text', 'long-text'],
  number: ['integer', 'decimal', 'text', 'long-text'],
  date: ['date', 'date-time', 'text'],
  choice: ['list', 'text', 'long-text'],
  check: ['boolean'],
  hidden: ['text', 'long-text', 'list'],
};

/** Whether the answers of a block of this type can be written to an extra field of this type. */
export const fitsBlock = (block: FormBlock['type'], field: FieldDefinition['type']): boolean =>
  FITTING[block]?.includes(field) ?? false;

/** What forms refer to. */
export interface FormTargets {
  /** The extra fields of contacts. */
  fields: readonly Pick<FieldDefinition, 'key' | 'type'>[];
  /** Ids of the subscription types in use. */
  types: readonly string[];
}

export function formProblems(
  { blocks, settings }: FormContent,
  { fields, types }: FormTargets,
): FormProblem[] {
  const problems: FormProblem[] = [];
  const add = (code: string, message: Text, where: Pick<FormProblem, 'block' | 'property'> = {}): void => {
    problems.push({ code: `form.${code}`, message, ...where });
  };
  if (settings.title === '') add('no-title', TEXTS.title, { property: 'title' });
  if (!blocks.some((block) => !['heading', 'paragraph', 'hidden'].includes(block.type)))
    add('empty', TEXTS.empty);
  const asksAddress = blocks.some((block) => block.type === 'email' && block.required);
  const names = new Set<string>();
  const bound = new Set<string>();
  for (const block of blocks) {
    const at = (property: string) => ({ block: block.name, property });
    if (names.has(block.name)) add('same-name', TEXTS.sameName, at('name'));
    names.add(block.name);
    if ('label' in block && block.label === '') add('no-label', TEXTS.label, at('label'));
    if (block.type === 'consent' && block.wording.trim() === '')
      add('no-wording', TEXTS.wording, at('wording'));
    if (block.type === 'consent' && block.typeId !== null && !types.includes(block.typeId))
      add('wrong-type', TEXTS.noType, at('typeId'));
    if (block.type === 'consent' && block.forMail) {
      if (block.typeId === null) add('no-type', TEXTS.type, at('typeId'));
      if (!asksAddress && !settings.doubleOptIn) add('no-address', TEXTS.consentEmail, at('typeId'));
    }
    if ((block.type === 'heading' || block.type === 'paragraph') && block.text.trim() === '')
      add('no-text', TEXTS.text, at('text'));
    if (block.type === 'choice') {
      const options = block.options.filter(Boolean);
      if (options.length < 2 || options.length < block.options.length)
        add('few-options', TEXTS.options, at('options'));
      else if (new Set(options).size < options.length) add('same-option', TEXTS.sameOption, at('options'));
    }
    if (block.type === 'number' && block.min !== null && block.max !== null && block.min > block.max)
      add('wrong-range', TEXTS.range, at('min'));
    if (!('bind' in block) || block.bind === null) continue;
    if (bound.has(block.bind)) add('same-field', TEXTS.sameField, at('bind'));
    bound.add(block.bind);
    if (!block.bind.startsWith(CONTACT_FIELDS)) continue;
    const field = fields.find(({ key }) => CONTACT_FIELDS + key === block.bind);
    if (!field) add('no-field', TEXTS.field, at('bind'));
    else if (!fitsBlock(block.type, field.type)) add('wrong-field', TEXTS.fieldType, at('bind'));
  }
  if (settings.doubleOptIn && !asksAddress) add('no-address', TEXTS.email, { property: 'doubleOptIn' });
  else if (settings.duplicates === 'once' && !asksAddress)
    add('no-address', TEXTS.onceEmail, { property: 'duplicates' });
  if (settings.thanks.kind === 'redirect') {
    const problem = settings.thanks.url === '' ? null : addressProblem(mendAddress(settings.thanks.url));
    if (settings.thanks.url === '') add('no-redirect', TEXTS.redirect, { property: 'thanks' });
    else if (problem) add('no-redirect', addressProblemText(problem), { property: 'thanks' });
  }
  return problems;
}
