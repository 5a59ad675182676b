import { Injectable } from '@nestjs/common';
import type { SubscriptionSource, UnsubscribedView } from '@linkflow/contracts';
import { addressKey } from '@linkflow/crm-port';
import { RecipientsRepository } from '../recipients/recipients.repository';
import { Subscriptions } from './subscriptions';

/** The last change of one address and one type (or everything) that a mailing caused. */
interface LastChange {
  _id: { addressKey: string; typeId: string | null };
  kind: 'unsubscribed' | 'resubscribed' | 'complained';
  source: SubscriptionSource;
  at: Date;
}

interface Paging {
  page: number;
  pageSize: number;
  /** `false`: without the people who reported the mailing as spam. */
  complaints: 'true' | 'false';
}

/** The people who unsubscribed by a mailing, without those who undid it. */
@Injectable()
export class UnsubscribedByMailing {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly recipients: RecipientsRepository,
  ) {}

  /** The number of recipients; `complained`: how many of them reported the mailing as spam. */
  async count(mailingId: string): Promise<{ all: number; complained: number }> {
    const complaint = { $cond: [{ $eq: ['$kind', 'complained'] }, 1, 0] };
    const [result] = await this.subscriptions.events
      .aggregate<{ all: number; complained: number }>([
        ...lastChanges(mailingId),
        { $group: { _id: '$_id.addressKey', complained: { $max: complaint } } },
        { $group: { _id: null, all: { $sum: 1 }, complained: { $sum: '$complained' } } },
      ])
      .toArray();
    return { all: result?.all ?? 0, complained: result?.complained ?? 0 };
  }

  /** The latest first. A recipient who left several things has a row for each. */
  async page(
    mailingId: string,
    { page, pageSize, complaints }: Paging,
  ): Promise<{ items: UnsubscribedView[]; total: number }> {
    const [result] = await this.subscriptions.events
      .aggregate<{ rows: LastChange[]; all: { count: number }[] }>([
        ...lastChanges(mailingId),
        ...(complaints === 'false' ? WITHOUT_COMPLAINERS : []),
        { $sort: { at: -1, _id: 1 } },
        {
          $facet: {
            rows: [{ $skip: (page - 1) * pageSize }, { $limit: pageSize }],
            all: [{ $count: 'count' }],
          },
        },
      ])
      .toArray();
    const { rows = [], all = [] } = result ?? {};
    const found = await this.recipients.documents
      .find({
        mailingId,
        addressKey: { $in: rows.map(({ _id }) => _id.addressKey), $type: 'string' },
        test: { $exists: false },
      })
      .toArray();
    const byKey = new Map(found.map((recipient) => [addressKey(recipient.email), recipient]));
    const items = rows.flatMap(({ _id, kind, source, at }): UnsubscribedView[] => {
      const recipient = byKey.get(_id.addressKey);
      if (!recipient) return [];
      const from = kind === 'complained' ? 'complaint' : _id.typeId === null ? 'all' : 'type';
      const { _id: recipientId, name, email, contactId } = recipient;
      return [{ recipientId, name, email, contactId, at: at.toISOString(), from, source }];
    });
    return { items, total: all[0]?.count ?? 0 };
  }
}

/** Leaves out all changes of people who complained, as `count` does. */
const WITHOUT_COMPLAINERS: object[] = [
  { $group: { _id: '$_id.addressKey', kinds: { $addToSet: '$kind' }, changes: { $push: '$$ROOT' } } },
  { $match: { kinds: { $ne: 'complained' } } },
  { $unwind: '$changes' },
  { $replaceRoot: { newRoot: '$changes' } },
];

/** The last change of each address and type, unless it was undone. */
const lastChanges = (mailingId: string): object[] => [
  { $match: { mailingId, kind: { $in: ['unsubscribed', 'resubscribed', 'complained'] } } },
  { $sort: { at: 1, _id: 1 } },
  {
    $group: {
      _id: { addressKey: '$addressKey', typeId: '$typeId' },
      kind: { $last: '$kind' },
      source: { $last: '$source' },
      at: { $last: '$at' },
    },
  },
  { $match: { kind: { $ne: 'resubscribed' } } },
];
