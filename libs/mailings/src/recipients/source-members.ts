import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import type { AudienceSourceDoc } from './audience-sources';
import { RecipientsRepository, type RecipientDoc } from './recipients.repository';

type Member = Pick<RecipientDoc, '_id' | 'sources' | 'removedAt' | 'blocked'>;
type SourceRef = Pick<AudienceSourceDoc, '_id' | 'mailingId'>;

/** The recipients of a source. They are removed with it, or when they have left its group, unless they are in another source. */
@Injectable()
export class SourceMembers {
  private readonly documents: mongo.Collection<RecipientDoc>;

  constructor(recipients: RecipientsRepository) {
    this.documents = recipients.documents;
  }

  count({ _id, mailingId }: SourceRef): Promise<number> {
    return this.documents.countDocuments({ sources: _id, mailingId });
  }

  some(source: SourceRef, limit: number, session: mongo.ClientSession): Promise<Member[]> {
    return this.find(source, {}, session, limit);
  }

  /**
   * Removes recipients who have left the group, in a range of contact ids: greater than `from`, up to `to` or without end.
   * @param present the contacts in this range who are in the group
   * @returns how many of the removed recipients got the mailing
   */
  async removeGone(
    source: SourceRef,
    range: { from: string | null; to: string | undefined; present: readonly string[]; at: Date },
    session: mongo.ClientSession,
  ): Promise<number> {
    const { from, to, present, at } = range;
    const contactId = { $gt: from ?? '', ...(to !== undefined && { $lte: to }) };
    const stays = new Set<string | null>(present);
    const members = await this.find(source, { contactId }, session);
    const gone = members.filter((member) => !stays.has(member.contactId));
    return this.leave(gone, { sourceId: source._id, at }, session);
  }

  /** Takes recipients out of a source; those of no other source are removed. Returns how many of them got the mailing. */
  async leave(
    members: readonly Member[],
    { sourceId, at }: { sourceId: string; at: Date },
    session: mongo.ClientSession,
  ): Promise<number> {
    if (members.length === 0) return 0;
    const only = members.filter(({ sources = [], removedAt }) => sources.length === 1 && !removedAt);
    const ids = (of: readonly Member[]): string[] => of.map(({ _id }) => _id);
    await this.documents.updateMany({ _id: { $in: ids(only) } }, { $set: { removedAt: at } }, { session });
    await this.documents.updateMany(
      { _id: { $in: ids(members) } },
      { $pull: { sources: sourceId } },
      { session },
    );
    return only.filter(({ blocked }) => !blocked).length;
  }

  private find(
    { _id, mailingId }: SourceRef,
    filter: mongo.Filter<RecipientDoc>,
    session: mongo.ClientSession,
    limit = 0,
  ): Promise<(Member & Pick<RecipientDoc, 'contactId'>)[]> {
    return this.documents
      .find({ sources: _id, mailingId, ...filter }, { session })
      .limit(limit)
      .project<Member & Pick<RecipientDoc, 'contactId'>>({
        contactId: 1,
        sources: 1,
        removedAt: 1,
        blocked: 1,
      })
      .toArray();
  }
}
