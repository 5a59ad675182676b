import type { Issue, SaveContact } from '@linkflow/contracts';
import { isCountry } from '../facts/countries';
import { issueAt } from '../shared/refusals';
import { searchWords, sortKey } from '../shared/words';
import { isTimeZone } from '../shared/zone';
import type { ContactDoc } from './contact.schema';

/** The properties of a card that every contact has; extra fields are beside them. */
export type ContactProperties = SaveContact;

/** The name, and what follows from it and the e-mail address: how a contact is found and sorted. */
export function identityOf({
  firstName,
  lastName,
  email,
}: Pick<ContactDoc, 'firstName' | 'lastName' | 'email'>): Pick<ContactDoc, 'name' | 'sortName' | 'search'> {
  const name = `${firstName} ${lastName}`.trim();
  return { name, sortName: sortKey(name), search: searchWords(name, email) };
}

/** What is wrong with properties by themselves; whether others exist is asked elsewhere. */
export function propertyIssues({ country, timeZone }: Partial<ContactProperties>): Issue[] {
  const issues: Issue[] = [];
  if (country && !isCountry(country)) {
    issues.push(
      issueAt('country', 'country.unknown', { en: 'There is no such country', nb: 'Landet finnes ikke' }),
    );
  }
  if (timeZone && !isTimeZone(timeZone)) {
    issues.push(
      issueAt('timeZone', 'time-zone.unknown', {
        en: 'There is no such time zone',
        nb: 'Tidssonen finnes ikke',
      }),
    );
  }
  return issues;
}
