import { Injectable } from '@nestjs/common';
import type { MemberPage, MembershipKind, PageQuery } from '@linkflow/contracts';
import { ContactViews } from '../contacts/contact-views';
import { ContactsRepository } from '../contacts/contacts.repository';
import { mapPage } from '../shared/find-page';
import { toChangeSource } from '../shared/source';
import { MembershipsRepository } from './memberships.repository';

/** As many as a search among members looks through. */
const MOST_FOUND = 5_000;

/** Who belongs to an interest, a selection or a project, since when and through what. */
@Injectable()
export class MembersService {
  constructor(
    private readonly memberships: MembershipsRepository,
    private readonly contacts: ContactsRepository,
    private readonly views: ContactViews,
  ) {}

  async page(kind: MembershipKind, targetId: string, query: PageQuery): Promise<MemberPage> {
    const among = query.q ? await this.contacts.search(query.q, MOST_FOUND) : undefined;
    const page = await this.memberships.page(kind, targetId, query, among);
    return mapPage(page, async (members) => {
      const contacts = await this.contacts.byIds(members.map(({ contactId }) => contactId));
      const rows = members.flatMap(({ contactId, since, source }) => {
        const contact = contacts.get(contactId);
        return contact ? [{ contact, since: since.toISOString(), source: toChangeSource(source) }] : [];
      });
      const summaries = await this.views.summaries(rows.map(({ contact }) => contact));
      return rows.flatMap((row, index) => {
        const contact = summaries[index];
        return contact ? [{ ...row, contact }] : [];
      });
    });
  }

  /** Everybody who belongs there now, for adding them to something. */
  contactIds(kind: MembershipKind, targetId: string): Promise<string[]> {
    return this.memberships.contactIds(kind, targetId);
  }
}
