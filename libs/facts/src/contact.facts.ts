import type { FactDescriptor, FieldDefinition, Text } from '@linkflow/contracts';
import { LANGUAGE_OPTIONS, countryOptions } from '@linkflow/crm-port';
import { FACT_TYPE_OF_FIELD } from '@linkflow/workflow';
import { defineFacts, describeFact, fromCrm, type FactDefinition } from './define-facts';

const property = (
  label: Text,
  more: Partial<Pick<FactDefinition, 'type' | 'options' | 'of'>> = {},
): FactDefinition => ({ type: 'text', label, ...more, load: fromCrm });

/** Facts from the contact card in the CRM. */
export const contactFacts = defineFacts('contact', {
  firstName: property({ en: 'First name', nb: 'Fornavn' }),
  lastName: property({ en: 'Last name', nb: 'Etternavn' }),
  name: property({ en: 'Name', nb: 'Navn' }),
  email: property({ en: 'E-mail', nb: 'E-post' }),
  title: property({ en: 'Job title', nb: 'Stilling' }),
  phone: property({ en: 'Phone', nb: 'Telefon' }),
  country: property({ en: 'Country', nb: 'Land' }, { options: () => [...countryOptions()] }),
  language: property({ en: 'Language', nb: 'Språk' }, { options: [...LANGUAGE_OPTIONS] }),
  timeZone: property({ en: 'Time zone', nb: 'Tidssone' }),
  hasOurContact: property({ en: 'Has an our contact', nb: 'Har vår kontakt' }, { type: 'boolean' }),
  ourContact: property({ en: 'Our contact', nb: 'Vår kontakt' }, { of: 'user' }),
  interests: property({ en: 'Interests', nb: 'Interesser' }, { type: 'list', of: 'interest' }),
  selections: property({ en: 'Selections', nb: 'Utvalg' }, { type: 'list', of: 'selection' }),
  projects: property({ en: 'Projects', nb: 'Prosjekter' }, { type: 'list', of: 'project' }),
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
