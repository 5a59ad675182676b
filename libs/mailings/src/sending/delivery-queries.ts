import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { DELIVERY_STATES, type DeliveryCounts, type DeliveryState } from '@linkflow/contracts';
import { containingSearchable, retrySnapshot } from '@linkflow/platform';
import { RecipientsRepository, type RecipientDoc } from '../recipients/recipients.repository';
import { WITHOUT_DELIVERY } from './deliveries.repository';

/** Which messages of a mailing: those in a state, those to names or addresses that contain a text. */
interface DeliveryFilter {
  mailingId: string;
  state?: DeliveryState | undefined;
  q?: string | undefined;
}

/** Without tests. For each state the index has the messages in the order of the list, and MongoDB merges those of several. */
const conditionOf = ({ mailingId, state, q }: DeliveryFilter): mongo.Filter<RecipientDoc> => ({
  mailingId,
  test: { $exists: false },
  'delivery.state': { $in: state ? [state] : [...DELIVERY_STATES] },
  ...(q && { searchText: containingSearchable(q) }),
});

/** Lists and counts the messages of mailings. */
@Injectable()
export class DeliveryQueries {
  private readonly documents: mongo.Collection<RecipientDoc>;

  constructor(recipients: RecipientsRepository) {
    this.documents = recipients.documents;
  }

  /** Number of recipients in each state, without tests. */
  async counts(mailingId: string): Promise<DeliveryCounts> {
    // Both counts use an index only. A condition that excludes the tests, which are few, would read every recipient.
    const [all, tests] = await Promise.all([
      this.countStates({ mailingId }),
      this.countStates({ mailingId, test: true }),
    ]);
    const counts = Object.fromEntries(DELIVERY_STATES.map((state) => [state, 0])) as DeliveryCounts;
    for (const state of DELIVERY_STATES) counts[state] = (all.get(state) ?? 0) - (tests.get(state) ?? 0);
    return counts;
  }

  /** One page of the messages of a mailing, without tests: those whose state changed last first. */
  page(filter: DeliveryFilter, page: number, pageSize: number): Promise<RecipientDoc[]> {
    return this.documents
      .find(conditionOf(filter))
      .sort({ 'delivery.at': -1, _id: -1 })
      .skip((page - 1) * pageSize)
      .limit(pageSize)
      .toArray();
  }

  /** Number of messages of a mailing, without tests. */
  async count(filter: DeliveryFilter): Promise<number> {
    if (filter.q) return this.documents.countDocuments(conditionOf(filter));
    const counts = await this.counts(filter.mailingId);
    const states: readonly DeliveryState[] = filter.state ? [filter.state] : DELIVERY_STATES;
    return states.reduce((sum, state) => sum + counts[state], 0);
  }

  /** Number of messages of a mailing that came back after a server had taken them. */
  countBounced(mailingId: string): Promise<number> {
    return this.documents.countDocuments({
      mailingId,
      'delivery.state': 'failed',
      'delivery.reason.code': 'mail.bounced',
    });
  }

  /** Number of messages of a mailing that were sent since then, without tests. */
  async sentSince(mailingId: string, since: Date): Promise<number> {
    const filter = { mailingId, 'delivery.state': 'sent', 'delivery.at': { $gte: since } } as const;
    const [all, tests] = await Promise.all([
      this.documents.countDocuments(filter),
      this.documents.countDocuments({ ...filter, test: true }),
    ]);
    return all - tests;
  }

  /** Number of recipients who have no delivery and would get one. */
  countWaiting(mailingId: string): Promise<number> {
    return this.documents.countDocuments({
      mailingId,
      ...WITHOUT_DELIVERY,
      addressKey: { $type: 'string' },
    });
  }

  private async countStates(filter: mongo.Filter<RecipientDoc>): Promise<Map<DeliveryState, number>> {
    // Counting the keys of one state after the other costs half as much as grouping them.
    const countOf = (state: DeliveryState) => [
      { $match: { ...filter, 'delivery.state': state } },
      { $group: { _id: { $literal: state }, n: { $sum: 1 } } },
    ];
    const [first, ...others] = DELIVERY_STATES.map(countOf);
    const coll = this.documents.collectionName;
    const groups = await retrySnapshot(() =>
      this.documents
        .aggregate<{ _id: DeliveryState; n: number }>(
          [...(first ?? []), ...others.map((pipeline) => ({ $unionWith: { coll, pipeline } }))],
          // One point in time: a message that changes its state meanwhile would be counted twice, or not at all.
          { readConcern: { level: 'snapshot' } },
        )
        .toArray(),
    );
    return new Map(groups.map(({ _id, n }) => [_id, n]));
  }
}
