import type { FactDescriptor, FieldDefinition, FormContent, ValueFormat } from '@linkflow/contracts';
import { clickFacts } from './click.facts';
import { companyFacts } from './company.facts';
import { contactFacts, contactFieldFacts } from './contact.facts';
import { describeFact, fromCrm, type Fact, type FactLoader } from './define-facts';
import { formFieldFacts } from './form.facts';
import { linkFacts } from './link.facts';
import { mailingFacts } from './mailing.facts';
import { nowFacts } from './now.facts';

/** All facts except the extra fields of contacts (`contactFieldFacts`), the answers of forms (`formFieldFacts`) and `steps.*` (from the output schemas of the actions). */
const FACTS: readonly Fact[] = [
  ...contactFacts,
  ...companyFacts,
  ...clickFacts,
  ...linkFacts,
  ...mailingFacts,
  ...nowFacts,
];

const byName = new Map(FACTS.map((fact) => [fact.name, fact]));

/** The loader of a fact; undefined if there is no such fact. */
export const loaderOf = (name: string): FactLoader | undefined =>
  byName.get(name)?.load ?? [contactFieldFacts, formFieldFacts].find(({ matches }) => matches(name))?.load;

/** Whether the CRM stores a fact. The CRM then also formats its values. */
export const isFromCrm = (name: string): boolean => loaderOf(name) === fromCrm;

/** Returns how to format the values of a fact that the CRM does not store. */
export function formatOf(name: string): ValueFormat {
  const fact = byName.get(name);
  return fact ? describeFact(fact) : {};
}

let descriptors: readonly FactDescriptor[] | undefined;

/**
 * Returns descriptors of all facts that conditions and texts can use: the fixed ones, one for each field of contacts in `fields`, and in the
 * workflow of a form one for each of its questions.
 */
export function factDescriptors(
  fields: readonly FieldDefinition[],
  form?: Pick<FormContent, 'blocks'>,
): FactDescriptor[] {
  descriptors ??= FACTS.map(describeFact);
  return [
    ...(form ? formFieldFacts.describe(form) : []),
    ...descriptors,
    ...fields.filter(({ entity }) => entity === 'contact').map(contactFieldFacts.describe),
  ];
}

/** Names of the facts about contacts and companies. Those about clicks are not known when a mail is sent. */
export const recipientFactNames = (fields: readonly FieldDefinition[]): string[] =>
  factDescriptors(fields)
    .filter(({ group }) => group === 'contact' || group === 'company')
    .map(({ name }) => name);
