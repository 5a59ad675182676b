import type { FactDescriptor, FactType, FieldDefinition, FieldType, Text } from '@linkflow/contracts';
import { countryOptions } from './countries';

const same = (text: string): Text => ({ en: text, nb: text });

const LANGUAGES = [
  { value: 'en', label: { en: 'English', nb: 'Engelsk' } },
  { value: 'nb', label: { en: 'Norwegian', nb: 'Norsk' } },
];

const WEEKDAYS = [
  { value: 'mon', label: { en: 'Monday', nb: 'Mandag' } },
  { value: 'tue', label: { en: 'Tuesday', nb: 'Tirsdag' } },
  { value: 'wed', label: { en: 'Wednesday', nb: 'Onsdag' } },
  { value: 'thu', label: { en: 'Thursday', nb: 'Torsdag' } },
  { value: 'fri', label: { en: 'Friday', nb: 'Fredag' } },
  { value: 'sat', label: { en: 'Saturday', nb: 'Lørdag' } },
  { value: 'sun', label: { en: 'Sunday', nb: 'Søndag' } },
];

/** What a field's value is to a condition. A choice from a list is a text with options: one contact has one of them. */
const FACT_TYPE: Record<FieldType, FactType> = {
  text: 'text',
  'long-text': 'text',
  list: 'text',
  integer: 'number',
  decimal: 'number',
  time: 'number',
  timespan: 'number',
  boolean: 'boolean',
  date: 'date',
  'date-time': 'date',
};

function about(
  name: string,
  type: FactType,
  label: Text,
  more: Pick<FactDescriptor, 'options' | 'of'> = {},
): FactDescriptor {
  return { name, type, label, group: groupOf(name), ...more };
}

const GROUPS = ['contact', 'company', 'click', 'link', 'mailing', 'now', 'steps'] as const;
const groupOf = (name: string): FactDescriptor['group'] =>
  GROUPS.find((group) => name.startsWith(`${group}.`)) ?? 'contact';

/** The facts that are always there to ask for; `steps.*` come from the actions, extra fields from {@link factDescriptors}. */
function standing(): FactDescriptor[] {
  const countries = [...countryOptions()];
  return [
    about('contact.firstName', 'text', { en: 'First name', nb: 'Fornavn' }),
    about('contact.lastName', 'text', { en: 'Last name', nb: 'Etternavn' }),
    about('contact.name', 'text', { en: 'Name', nb: 'Navn' }),
    about('contact.email', 'text', { en: 'E-mail', nb: 'E-post' }),
    about('contact.title', 'text', { en: 'Job title', nb: 'Stilling' }),
    about('contact.phone', 'text', { en: 'Phone', nb: 'Telefon' }),
    about('contact.country', 'text', { en: 'Country', nb: 'Land' }, { options: countries }),
    about('contact.language', 'text', { en: 'Language', nb: 'Språk' }, { options: LANGUAGES }),
    about('contact.timeZone', 'text', { en: 'Time zone', nb: 'Tidssone' }),
    about('contact.hasOurContact', 'boolean', { en: 'Has an our contact', nb: 'Har vår kontakt' }),
    about('contact.ourContact', 'text', { en: 'Our contact', nb: 'Vår kontakt' }, { of: 'user' }),
    about('contact.interests', 'list', { en: 'Interests', nb: 'Interesser' }, { of: 'interest' }),
    about('contact.selections', 'list', { en: 'Selections', nb: 'Utvalg' }, { of: 'selection' }),
    about('contact.projects', 'list', { en: 'Projects', nb: 'Prosjekter' }, { of: 'project' }),
    about('company.name', 'text', { en: 'Company name', nb: 'Firmanavn' }),
    about('company.country', 'text', { en: 'Company country', nb: 'Firmaets land' }, { options: countries }),
    about('click.first', 'boolean', {
      en: 'The first click on this link',
      nb: 'Det første klikket på denne koblingen',
    }),
    about('link.hits', 'number', { en: 'Clicks on the link', nb: 'Klikk på koblingen' }),
    about('mailing.id', 'text', { en: 'Mailing', nb: 'Utsendelse' }, { of: 'mailing' }),
    about('now.weekday', 'text', { en: 'Day of the week', nb: 'Ukedag' }, { options: WEEKDAYS }),
    about('now.hour', 'number', { en: 'Hour of the day', nb: 'Time på dagen' }),
    about('now.date', 'date', { en: 'Today', nb: 'Dagens dato' }),
  ];
}

let known: readonly FactDescriptor[] | undefined;

/** What conditions and texts may ask for: the standing facts, and one for each extra field of the contact card. */
export function factDescriptors(fields: readonly FieldDefinition[]): FactDescriptor[] {
  known ??= standing();
  return [...known, ...fields.filter(({ entity }) => entity === 'contact').map(ofField)];
}

const ofField = ({ key, name, type, options }: FieldDefinition): FactDescriptor =>
  about(
    `contact.fields.${key}`,
    FACT_TYPE[type],
    same(name),
    type === 'list' ? { options: (options ?? []).map((value) => ({ value, label: same(value) })) } : {},
  );
