import { Injectable } from '@nestjs/common';
import type { InterestView } from '@linkflow/contracts';
import { Clock } from '@linkflow/platform';
import { NamedListService } from '../lists/named-list.service';
import { MembershipsRepository } from '../memberships/memberships.repository';
import type { InterestDoc } from './interest.schema';
import { InterestsRepository } from './interests.repository';

@Injectable()
export class InterestsService extends NamedListService<InterestDoc, InterestView> {
  constructor(
    interests: InterestsRepository,
    clock: Clock,
    private readonly memberships: MembershipsRepository,
  ) {
    super(interests, clock);
  }

  create(name: string): Promise<InterestView> {
    return this.insert(name, {});
  }

  rename(id: string, name: string): Promise<InterestView> {
    return this.change(id, name, {});
  }

  protected async viewsOf(interests: InterestDoc[]): Promise<InterestView[]> {
    const counts = await this.memberships.countOf(
      'interest',
      interests.map(({ _id }) => _id),
    );
    return interests.map(({ _id: id, name, deletedAt }) => ({
      id,
      name,
      contacts: counts.get(id) ?? 0,
      deleted: deletedAt !== null,
    }));
  }
}
