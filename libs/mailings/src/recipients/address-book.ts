import { Injectable } from '@nestjs/common';
import { ContactFacts, MembersService, SelectionsService } from '@linkflow/crm';
import { AppError } from '@linkflow/platform';

/** Who can be written to, as the CRM knows them. */
export interface Addressee {
  contactId: string;
  name: string;
  /** Null: nothing can be sent to them. */
  email: string | null;
}

/** What this lib asks of the CRM's contacts and selections. */
@Injectable()
export class AddressBook {
  constructor(
    private readonly facts: ContactFacts,
    private readonly members: MembersService,
    private readonly selections: SelectionsService,
  ) {}

  /** Those of the ids that exist. */
  async contacts(ids: readonly string[]): Promise<Addressee[]> {
    const known = await this.facts.load(ids, ['contact.name', 'contact.email']);
    return [...known].map(([contactId, facts]) => ({
      contactId,
      name: textOf(facts['contact.name']) ?? '',
      email: textOf(facts['contact.email']),
    }));
  }

  /** Everybody in these selections, each once. @throws not-found, selection.not-static */
  async membersOf(selectionIds: readonly string[]): Promise<string[]> {
    const selections = await Promise.all(selectionIds.map((id) => this.selections.get(id)));
    const other = selections.find((selection) => selection.kind !== 'static');
    if (other) throw new AppError('selection.not-static', `“${other.name}” is not a static selection.`);
    const members = await Promise.all(selectionIds.map((id) => this.members.contactIds('selection', id)));
    return [...new Set(members.flat())];
  }
}

const textOf = (fact: unknown): string | null => (typeof fact === 'string' ? fact : null);
