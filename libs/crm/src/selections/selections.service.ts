import { Injectable } from '@nestjs/common';
import type { SaveSelection, SelectionView } from '@linkflow/contracts';
import { Clock } from '@linkflow/platform';
import { NamedListService } from '../lists/named-list.service';
import { MembershipsRepository } from '../memberships/memberships.repository';
import type { SelectionDoc } from './selection.schema';
import { SelectionsRepository } from './selections.repository';

@Injectable()
export class SelectionsService extends NamedListService<SelectionDoc, SelectionView> {
  constructor(
    selections: SelectionsRepository,
    clock: Clock,
    private readonly memberships: MembershipsRepository,
  ) {
    super(selections, clock);
  }

  create({ name, kind }: SaveSelection): Promise<SelectionView> {
    return this.insert(name, { kind });
  }

  /** A selection keeps its kind for life, as its members hang on it. */
  rename(id: string, name: string): Promise<SelectionView> {
    return this.change(id, name, {});
  }

  protected async viewsOf(selections: SelectionDoc[]): Promise<SelectionView[]> {
    const counts = await this.memberships.countOf(
      'selection',
      selections.map(({ _id }) => _id),
    );
    return selections.map(({ _id: id, name, kind, deletedAt }) => ({
      id,
      name,
      kind,
      members: counts.get(id) ?? 0,
      deleted: deletedAt !== null,
    }));
  }
}
