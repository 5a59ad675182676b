import { Injectable } from '@nestjs/common';
import type { MembershipKind, Page, PageQuery } from '@linkflow/contracts';
import { CrmCollection, CrmStore, countBy } from '../shared/collection';
import type { Source } from '../shared/source';

/**
 * The membership of one contact in one interest, selection or project. An ended membership stays as an inactive document, so that an
 * older click that arrives late does not reactivate it.
 */
export interface MembershipDoc {
  /** `<kind>:<targetId>:<contactId>` */
  _id: string;
  kind: MembershipKind;
  targetId: string;
  contactId: string;
  active: boolean;
  /** Time of the last decision; see newest-wins.ts. */
  setAt: Date;
  setBy: { key: string; previous: boolean }[];
  /** When `active` last changed, and what changed it. Setting the same state again changes neither. */
  since: Date;
  source: Source;
}

export const MEMBERSHIPS = 'memberships';

export const membershipId = (kind: MembershipKind, targetId: string, contactId: string): string =>
  `${kind}:${targetId}:${contactId}`;

@Injectable()
export class MembershipsRepository extends CrmCollection<MembershipDoc> {
  constructor(store: CrmStore) {
    super(store, MEMBERSHIPS, [
      { key: { contactId: 1, kind: 1, active: 1 } },
      { key: { kind: 1, targetId: 1, active: 1, contactId: 1 } },
    ]);
  }

  /** The active memberships of a contact, the newest first. */
  ofContact(contactId: string): Promise<MembershipDoc[]> {
    return this.findMany({ contactId, active: true }, { since: -1, _id: 1 });
  }

  /** The number of active members of each target. */
  counts(kind: MembershipKind, targets: readonly { _id: string }[]): Promise<Map<string, number>> {
    const targetId = { $in: targets.map(({ _id }) => _id) };
    return countBy(this.documents, 'targetId', { kind, targetId, active: true });
  }

  contactIds(kind: MembershipKind, targetId: string): Promise<string[]> {
    return this.documents.distinct('contactId', { kind, targetId, active: true });
  }

  /** @param among only these contacts */
  page({ kind, targetId, among }: MembersOf, query: PageQuery): Promise<Page<MembershipDoc>> {
    const filter = { kind, targetId, active: true, ...(among ? { contactId: { $in: among } } : {}) };
    return this.readPage(filter, query, { sorts: { since: 'since' }, standard: '-since' });
  }

  async removeOf(contactId: string): Promise<void> {
    await this.documents.deleteMany({ contactId });
  }
}

interface MembersOf {
  kind: MembershipKind;
  targetId: string;
  among?: string[] | undefined;
}
