import { Injectable } from '@nestjs/common';
import type { ContactSummary } from '@linkflow/contracts';
import { CrmNames } from '../names/crm-names';
import type { ContactDoc } from './contact.schema';

@Injectable()
export class ContactViews {
  constructor(private readonly names: CrmNames) {}

  summaries(contacts: ContactDoc[]): Promise<ContactSummary[]> {
    return Promise.all(contacts.map((contact) => this.summary(contact)));
  }

  async summary(contact: ContactDoc): Promise<ContactSummary> {
    const [company, ourContact] = await Promise.all([
      this.names.refOf('company', contact.companyId),
      this.names.refOf('user', contact.ourContactId),
    ]);
    return {
      id: contact._id,
      firstName: contact.firstName,
      lastName: contact.lastName,
      name: contact.name,
      email: contact.email,
      country: contact.country,
      company,
      ourContact,
      updatedAt: contact.updatedAt.toISOString(),
    };
  }
}
