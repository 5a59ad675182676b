import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { MembershipKind, Page, PageQuery } from '@linkflow/contracts';
import type { Model } from 'mongoose';
import { MODELS } from '../model-names';
import { findPage } from '../shared/find-page';
import type { MembershipDoc } from './membership.schema';

@Injectable()
export class MembershipsRepository {
  constructor(@InjectModel(MODELS.membership) private readonly model: Model<MembershipDoc>) {}

  /** What a contact belongs to now. */
  async ofContact(contactId: string): Promise<MembershipDoc[]> {
    return this.model.find({ contactId, active: true }).sort({ since: -1, _id: 1 }).lean<MembershipDoc[]>();
  }

  /** How many contacts belong to each of these now. */
  async countOf(kind: MembershipKind, targetIds: string[]): Promise<Map<string, number>> {
    const counts = await this.model.aggregate<{ _id: string; contacts: number }>([
      { $match: { kind, targetId: { $in: targetIds }, active: true } },
      { $group: { _id: '$targetId', contacts: { $sum: 1 } } },
    ]);
    return new Map(counts.map(({ _id, contacts }) => [_id, contacts]));
  }

  async contactIds(kind: MembershipKind, targetId: string): Promise<string[]> {
    return this.model.distinct('contactId', { kind, targetId, active: true });
  }

  async page(
    kind: MembershipKind,
    targetId: string,
    query: PageQuery,
    among?: string[],
  ): Promise<Page<MembershipDoc>> {
    const filter = { kind, targetId, active: true, ...(among ? { contactId: { $in: among } } : {}) };
    return findPage(this.model, filter, query, { sorts: { since: 'since' }, standard: '-since' });
  }

  async removeOf(contactId: string): Promise<void> {
    await this.model.deleteMany({ contactId });
  }
}
