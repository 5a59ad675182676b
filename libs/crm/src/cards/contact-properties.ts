import { Injectable } from '@nestjs/common';
import { isTimeZone, type Issue, type SaveContact } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { isCountry, CrmNames, type CrmRefKind } from '@linkflow/crm-port';
import { UNKNOWN_COUNTRY, issueAt } from '../shared/refusals';
import type { Source } from '../shared/source';
import { ChangeLog } from './change-log';
import type { ContactDoc } from './contacts.repository';

/** The built-in properties, which every contact has. Extra fields are stored separately, in `ContactDoc.fields`. */
export type ContactProperties = SaveContact;
type Property = keyof ContactProperties;

/**
 * The name of each property in history lines. The UI shows its own text instead, which it finds by the id of the line's target,
 * `contact.<property>`.
 */
export const PROPERTY_LABEL: Record<Property, string> = {
  firstName: 'First name',
  lastName: 'Last name',
  email: 'E-mail',
  title: 'Job title',
  phone: 'Phone',
  country: 'Country',
  language: 'Language',
  timeZone: 'Time zone',
  companyId: 'Company',
  ourContactId: 'Our contact',
  formerEmployee: 'Former employee',
};
const NAMED: Partial<Record<Property, CrmRefKind>> = { companyId: 'company', ourContactId: 'user' };

const UNKNOWN_TIME_ZONE = issueAt('timeZone', 'time-zone.unknown', {
  en: 'There is no such time zone',
  nb: 'Tidssonen finnes ikke',
});
const COMPANY_MISSING = issueAt('companyId', 'company.missing', {
  en: 'There is no such company',
  nb: 'Firmaet finnes ikke',
});
const OUR_CONTACT_MISSING = issueAt('ourContactId', 'user.missing', {
  en: 'Our contact must be an active user',
  nb: 'Vår kontakt må være en aktiv bruker',
});

type PropertyValue = string | boolean | null;

const valueOf = (contact: ContactDoc, property: Property): PropertyValue =>
  property === 'formerEmployee' ? (contact.formerEmployee ?? false) : contact[property];

/** Names of the properties that are given in `properties` and differ from those of `before`. */
export const changedProperties = (before: ContactDoc, properties: Partial<ContactProperties>): Property[] =>
  // The cast is safe: the keys of PROPERTY_LABEL are exactly the properties.
  (Object.keys(PROPERTY_LABEL) as Property[]).filter(
    (property) => properties[property] !== undefined && properties[property] !== valueOf(before, property),
  );

/** Validates the properties of a contact, including its references to a company and a user, and records their changes in the history. */
@Injectable()
export class ContactPropertyRules {
  constructor(
    private readonly log: ChangeLog,
    private readonly names: CrmNames,
  ) {}

  /**
   * Returns one issue for each property that is not valid.
   * @param before the stored contact. A company or account manager (`ourContactId`) that it already has is accepted, even if the company
   * was deleted or the user deactivated since.
   */
  async issuesOf(properties: Partial<ContactProperties>, before?: ContactDoc): Promise<Issue[]> {
    const { companyId, ourContactId, country, timeZone } = properties;
    const [company, ourContact] = await Promise.all([
      this.names.refOf('company', companyId ?? null),
      this.names.refOf('user', ourContactId ?? null),
    ]);
    const checks: [isWrong: boolean | undefined, issue: Issue][] = [
      [Boolean(country) && !isCountry(country ?? ''), UNKNOWN_COUNTRY],
      [Boolean(timeZone) && !isTimeZone(timeZone ?? ''), UNKNOWN_TIME_ZONE],
      [company?.missing && companyId !== before?.companyId, COMPANY_MISSING],
      [ourContact?.missing && ourContactId !== before?.ourContactId, OUR_CONTACT_MISSING],
    ];
    return checks.flatMap(([isWrong, issue]) => (isWrong ? [issue] : []));
  }

  /** Adds one line to the history for each changed property. Call it after the contact was updated. */
  async recordChanges(
    before: ContactDoc,
    properties: Partial<ContactProperties>,
    by: { at: Date; source: Source },
  ): Promise<void> {
    await Promise.all(
      changedProperties(before, properties).map(async (property) =>
        this.log.write({
          _id: newId(),
          contactId: before._id,
          kind: 'field-set',
          target: { id: `contact.${property}`, name: PROPERTY_LABEL[property] },
          value: await this.displayed(property, properties[property] ?? null),
          previous: await this.displayed(property, valueOf(before, property)),
          at: by.at,
          applied: true,
          source: by.source,
        }),
      ),
    );
  }

  /** The value as the history shows it: a company or a user by name, because an id means nothing to a reader. */
  private async displayed(property: Property, value: PropertyValue): Promise<PropertyValue> {
    const kind = NAMED[property];
    return kind && typeof value === 'string' ? (await this.names.nameOf(kind, value)).name : value;
  }
}
