import type { FactDescriptor, FieldDefinition, Text } from '@linkflow/contracts';
import { LANGUAGE_OPTIONS, countryOptions } from '@linkflow/crm-port';
import { FACT_TYPE_OF_FIELD } from '@linkflow/workflow';
import { defineFacts, describeFact, fromCrm, type FactDefinition } from './define-facts';

const property = (
  label: Text,
  was: Text,
  more: Partial<Pick<FactDefinition, 'type' | 'options' | 'of'>> = {},
): FactDefinition => ({ type: 'text', label, was, ...more, load: fromCrm });

/** Facts from the contact card in the CRM. */
export const contactFacts = defineFacts('contact', {
  firstName: property(
    { en: 'First name', nb: 'Fornavn' },
    { en: 'The first name was {value}', nb: 'Fornavnet var {value}' },
  ),
  lastName: property(
    { en: 'Last name', nb: 'Etternavn' },
    { en: 'The last name was {value}', nb: 'Etternavnet var {value}' },
  ),
  name: property({ en: 'Name', nb: 'Navn' }, { en: 'The name was {value}', nb: 'Navnet var {value}' }),
  email: property(
    { en: 'E-mail', nb: 'E-post' },
    { en: 'The e-mail address was {value}', nb: 'E-postadressen var {value}' },
  ),
  title: property(
    { en: 'Job title', nb: 'Stilling' },
    { en: 'The job title was {value}', nb: 'Stillingen var {value}' },
  ),
  phone: property(
    { en: 'Phone', nb: 'Telefon' },
    { en: 'The phone number was {value}', nb: 'Telefonnummeret var {value}' },
  ),
  country: property(
    { en: 'Country', nb: 'Land' },
    { en: 'The country was {value}', nb: 'Landet var {value}' },
    { options: () => [...countryOptions()] },
  ),
  language: property(
    { en: 'Language', nb: 'Språk' },
    { en: 'The language was {value}', nb: 'Språket var {value}' },
    { options: [...LANGUAGE_OPTIONS] },
  ),
  timeZone: property(
    { en: 'Time zone', nb: 'Tidssone' },
    { en: 'The time zone was {value}', nb: 'Tidssonen var {value}' },
  ),
  company: property(
    { en: 'Company', nb: 'Firma' },
    { en: 'The company was {value}', nb: 'Firmaet var {value}' },
    { of: 'company' },
  ),
  hasOurContact: property(
    { en: 'Has “our contact”', nb: 'Har vår kontakt' },
    { en: '“Our contact” was set: {value}', nb: 'Vår kontakt var satt: {value}' },
    { type: 'boolean' },
  ),
  ourContact: property(
    { en: 'Our contact', nb: 'Vår kontakt' },
    { en: 'Our contact was {value}', nb: 'Vår kontakt var {value}' },
    { of: 'user' },
  ),
  interests: property(
    { en: 'Interests', nb: 'Interesser' },
    { en: 'The interests were: {value}', nb: 'Interessene var: {value}' },
    { type: 'list', of: 'interest' },
  ),
  selections: property(
    { en: 'Selections', nb: 'Utvalg' },
    { en: 'The selections were: {value}', nb: 'Utvalgene var: {value}' },
    { type: 'list', of: 'selection' },
  ),
  projects: property(
    { en: 'Projects', nb: 'Prosjekter' },
    { en: 'The projects were: {value}', nb: 'Prosjektene var: {value}' },
    { type: 'list', of: 'project' },
  ),
});

const FIELD_PREFIX = 'contact.fields.';
const sameInAllLanguages = (text: string): Text => ({ en: text, nb: text });

/** Extra fields of the contact card, `contact.fields.<key>`. Organisations define them, so their descriptors are created when requested. */
export const contactFieldFacts = {
  matches: (name: string): boolean => name.startsWith(FIELD_PREFIX),
  load: fromCrm,
  describe: ({ key, name, type, options = [] }: FieldDefinition): FactDescriptor =>
    describeFact({
      name: FIELD_PREFIX + key,
      group: 'contact',
      type: FACT_TYPE_OF_FIELD[type],
      format: type,
      label: sameInAllLanguages(name),
      options:
        type === 'list' ? options.map((value) => ({ value, label: sameInAllLanguages(value) })) : undefined,
      load: fromCrm,
    }),
};
