import { Injectable } from '@nestjs/common';
import {
  PersonalData,
  type PersonalDataOwner,
  type PersonalDocuments,
  type Stored,
} from '@linkflow/platform';
import { CrmStore } from './shared/collection';

/** Collections whose documents name one contact in `contactId`. An erasure deletes these documents. */
const OF_CONTACT = ['memberships', 'changes', 'follow_ups', 'requests'] as const;

/** The personal data in this lib: contacts, their memberships, history, follow-ups and requests. An erasure deletes all of it. */
@Injectable()
export class CrmPersonalData implements PersonalDataOwner {
  readonly name = 'crm';
  readonly order = 2;
  readonly collections = {
    contacts: ['*'],
    memberships: ['contactId'],
    changes: ['contactId', 'target', 'value', 'previous'],
    follow_ups: ['contactId', 'text'],
    requests: ['contactId', 'title', 'body'],
  };

  constructor(
    data: PersonalData,
    private readonly store: CrmStore,
  ) {
    data.add(this);
  }

  async erase(contactId: string): Promise<void> {
    await this.store.collection('contacts').deleteOne({ _id: contactId });
    for (const name of OF_CONTACT) await this.of(name).deleteMany({ contactId });
  }

  async export(contactId: string): Promise<PersonalDocuments> {
    const documents: PersonalDocuments = {
      contacts: await this.store.collection('contacts').find({ _id: contactId }).toArray(),
    };
    for (const name of OF_CONTACT) documents[name] = await this.of(name).find({ contactId }).toArray();
    return documents;
  }

  private of(name: string) {
    return this.store.collection<Stored & { contactId: string }>(name);
  }
}
