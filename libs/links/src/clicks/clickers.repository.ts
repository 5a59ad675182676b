import { Injectable } from '@nestjs/common';
import type { PageQuery } from '@linkflow/contracts';
import type { ClickerDoc, RecipientDoc } from '../store/documents';
import { LinkStore } from '../store/link-store';

/** Reads the collection `clickers`. */
@Injectable()
export class ClickersRepository {
  constructor(private readonly store: LinkStore) {}

  /** Who clicked a link, the latest first, with the address it was sent to. */
  async page(
    linkId: string,
    query: PageQuery,
  ): Promise<{ rows: (ClickerDoc & { recipient: RecipientDoc | null })[]; total: number }> {
    const [rows, total] = await Promise.all([
      this.store.clickers
        .find({ linkId })
        .sort({ lastAt: -1, _id: 1 })
        .skip((query.page - 1) * query.pageSize)
        .limit(query.pageSize)
        .toArray(),
      this.store.clickers.countDocuments({ linkId }),
    ]);
    const recipients = await this.store.recipients
      .find({ _id: { $in: rows.map((row) => row.recipientId) } })
      .toArray();
    const byId = new Map(recipients.map((recipient) => [recipient._id, recipient]));
    return { rows: rows.map((row) => ({ ...row, recipient: byId.get(row.recipientId) ?? null })), total };
  }
}
