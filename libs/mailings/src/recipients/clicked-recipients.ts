import { Injectable } from '@nestjs/common';
import { ClickingRecipients, type ClickersOfMailing, type RowPage } from '@linkflow/links';
import {
  RecipientsRepository,
  type RecipientDoc,
  type RecipientFilter,
  type RecipientQuery,
} from './recipients.repository';

/**
 * Up to this many clickers, their recipients are found by id. If there are more, the recipients are read in the order of the list, and each
 * batch is compared with the clickers.
 */
const FEW = 1_000;
/** Recipients that are compared with the clickers at a time, at most. */
const MAX_BATCH = 500;

/**
 * The recipients of a mailing who clicked in it. A page near the beginning costs a few queries, whether few or most of the recipients
 * clicked. With a search or another filter besides, the total of more than `FEW` clickers reads all recipients that match.
 */
@Injectable()
export class ClickedRecipients {
  constructor(
    private readonly recipients: RecipientsRepository,
    private readonly clicking: ClickingRecipients,
  ) {}

  async page(query: Omit<RecipientQuery, 'among'>, which: ClickersOfMailing): Promise<RowPage<RecipientDoc>> {
    const few = await this.clicking.fewInMailing(which, FEW);
    if (few) return this.recipients.page({ ...query, among: few });
    const start = (query.page - 1) * query.pageSize;
    const end = start + query.pageSize;
    const total = isFiltered(query) ? undefined : this.total(which);
    const ids: string[] = [];
    let matching = 0;
    // If most have clicked, a page near the beginning is found among twice as many.
    const size = total ? Math.min(MAX_BATCH, 2 * end) : MAX_BATCH;
    for await (const batch of this.recipients.idsInOrder(query, size)) {
      const clicked = await this.clicking.among(which, batch);
      for (const id of batch) {
        if (!clicked.has(id)) continue;
        if (matching >= start && matching < end) ids.push(id);
        matching += 1;
      }
      if (total && matching >= end) break;
    }
    const byId = new Map((await this.recipients.rows(ids)).map((row) => [row._id, row]));
    return { rows: ids.flatMap((id) => byId.get(id) ?? []), total: (await total) ?? matching };
  }

  /** All that match, in batches. */
  async *all(
    filter: Omit<RecipientFilter, 'among'>,
    which: ClickersOfMailing,
  ): AsyncGenerator<RecipientDoc[]> {
    const few = await this.clicking.fewInMailing(which, FEW);
    if (few) return yield* this.recipients.all({ ...filter, among: few });
    for await (const batch of this.recipients.all(filter)) {
      const clicked = await this.clicking.among(
        which,
        batch.map(({ _id }) => _id),
      );
      yield batch.filter(({ _id }) => clicked.has(_id));
    }
  }

  /** Number of clickers who are recipients still. */
  private async total(which: ClickersOfMailing): Promise<number> {
    const [clickers, removed] = await Promise.all([
      this.clicking.countInMailing(which),
      this.recipients.removedFrom(which.mailingId),
    ]);
    const removedClickers = await this.clicking.among(which, removed);
    return clickers - removedClickers.size;
  }
}

const isFiltered = ({ q, state, sourceId }: Pick<RecipientQuery, 'q' | 'state' | 'sourceId'>): boolean =>
  Boolean(q) || state !== undefined || sourceId !== undefined;
