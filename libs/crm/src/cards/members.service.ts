import { Injectable } from '@nestjs/common';
import type { MemberPage, MembershipKind, PageQuery } from '@linkflow/contracts';
import { CrmError, CrmMembers } from '@linkflow/crm-port';
import { SelectionsService } from '../lists/lists.service';
import { mapPage } from '../shared/collection';
import { toChangeSource } from '../shared/source';
import { ContactsRepository } from './contacts.repository';
import { MembershipsRepository } from './memberships.repository';

/** The number of contacts that a search among members considers. */
const MAX_SEARCH_HITS = 5_000;

/** The members of an interest, a selection or a project, with the time and the source of each membership. */
@Injectable()
export class MembersService extends CrmMembers {
  constructor(
    private readonly memberships: MembershipsRepository,
    private readonly contacts: ContactsRepository,
    private readonly selections: SelectionsService,
  ) {
    super();
  }

  async page(kind: MembershipKind, targetId: string, query: PageQuery): Promise<MemberPage> {
    const among = query.q ? await this.contacts.search(query.q, MAX_SEARCH_HITS) : undefined;
    const page = await this.memberships.page({ kind, targetId, among }, query);
    return mapPage(page, async (members) => {
      const contacts = await this.contacts.summariesById(members.map(({ contactId }) => contactId));
      return members.flatMap(({ contactId, since, source }) => {
        const contact = contacts.get(contactId);
        return contact ? [{ contact, since: since.toISOString(), source: toChangeSource(source) }] : [];
      });
    });
  }

  async contactIds(kind: MembershipKind, targetId: string): Promise<string[]> {
    const selection = kind === 'selection' ? await this.selections.findById(targetId) : undefined;
    if (selection === null) throw new CrmError('selection.missing', {});
    if (selection && selection.kind !== 'static') {
      throw new CrmError('selection.not-static', { name: selection.name, kind: selection.kind });
    }
    return this.memberships.contactIds(kind, targetId);
  }
}
