import { Injectable } from '@nestjs/common';
import type { RefKind } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { ChangeLog } from '../changes/change-log';
import { CrmNames } from '../names/crm-names';
import type { Source } from '../shared/source';
import type { ContactDoc } from './contact.schema';
import type { ContactProperties } from './contact-properties';

type Property = keyof ContactProperties;

/** What the history calls a property; the target's id is `contact.<property>`, by which a screen finds its own words. */
const LABEL: Record<Property, string> = {
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
};
const NAMED: Partial<Record<Property, RefKind>> = { companyId: 'company', ourContactId: 'user' };

/** Writes a line for each property of a card that a person changed. */
@Injectable()
export class PropertyHistory {
  constructor(
    private readonly log: ChangeLog,
    private readonly names: CrmNames,
  ) {}

  /** To be called once the contact has its new properties. */
  async write(
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
          target: { id: `contact.${property}`, name: LABEL[property] },
          value: await this.shown(property, properties[property] ?? null),
          previous: await this.shown(property, before[property]),
          at: by.at,
          applied: true,
          source: by.source,
        }),
      ),
    );
  }

  /** A company or a colleague is told by name, as an id says nothing to a reader. */
  private async shown(property: Property, value: string | null): Promise<string | null> {
    const kind = NAMED[property];
    return kind && value !== null ? (await this.names.nameOf(kind, value)).name : value;
  }
}

/** Those that are given and differ from what stands there. */
export const changedProperties = (before: ContactDoc, properties: Partial<ContactProperties>): Property[] =>
  // The keys of LABEL are exactly the properties.
  (Object.keys(LABEL) as Property[]).filter(
    (property) => properties[property] !== undefined && properties[property] !== before[property],
  );
