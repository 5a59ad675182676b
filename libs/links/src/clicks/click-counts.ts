import { Injectable } from '@nestjs/common';
import { LinkStore } from '../store/link-store';

export interface ClickCounts {
  /** Clicks; the button of a confirm page is not counted as another one. */
  clicks: number;
  /** Recipients who clicked. */
  clickers: number;
}

const NONE: ClickCounts = { clicks: 0, clickers: 0 };

/** Counts, always from the clicks themselves. There is no counter that could be wrong. */
@Injectable()
export class ClickCounter {
  constructor(private readonly store: LinkStore) {}

  /** For one page of links: one round trip. */
  async ofLinks(linkIds: readonly string[]): Promise<(linkId: string) => ClickCounts> {
    const counts = await this.countBy('linkId', linkIds, '$_id');
    return (linkId) => counts.get(linkId) ?? NONE;
  }

  /** For one page of mailings: one round trip. Somebody who clicked two links of a mailing is one clicker. */
  async ofMailings(mailingIds: readonly string[]): Promise<(mailingId: string) => ClickCounts> {
    const counts = await this.countBy('mailingId', mailingIds, '$recipientId');
    return (mailingId) => counts.get(mailingId) ?? NONE;
  }

  /** Clicks of each recipient, for one page of recipients. */
  async ofRecipients(recipientIds: readonly string[]): Promise<Map<string, number>> {
    const groups = await this.store.clicks
      .aggregate<{ _id: string; n: number }>([
        { $match: { recipientId: { $in: [...recipientIds] }, kind: 'click' } },
        { $group: { _id: '$recipientId', n: { $sum: 1 } } },
      ])
      .toArray();
    return new Map(groups.map((group) => [group._id, group.n]));
  }

  /** Clicks of each recipient on one link. */
  async onLink(linkId: string, recipientIds: readonly string[]): Promise<Map<string, number>> {
    const groups = await this.store.clicks
      .aggregate<{ _id: string; n: number }>([
        { $match: { linkId, recipientId: { $in: [...recipientIds] }, kind: 'click' } },
        { $group: { _id: '$recipientId', n: { $sum: 1 } } },
      ])
      .toArray();
    return new Map(groups.map((group) => [group._id, group.n]));
  }

  /** How often each link was clicked, for `linkHits`. A link that never was is absent. */
  async hitsOf(linkIds: readonly string[]): Promise<Map<string, number>> {
    if (linkIds.length === 0) return new Map();
    const groups = await this.store.clicks
      .aggregate<{ _id: string; n: number }>([
        { $match: { linkId: { $in: [...linkIds] }, kind: 'click' } },
        { $group: { _id: '$linkId', n: { $sum: 1 } } },
      ])
      .toArray();
    return new Map(groups.map((group) => [group._id, group.n]));
  }

  private async countBy(
    field: 'linkId' | 'mailingId',
    ids: readonly string[],
    distinct: '$_id' | '$recipientId',
  ): Promise<Map<string, ClickCounts>> {
    if (ids.length === 0) return new Map();
    const within = { [field]: { $in: [...ids] } };
    const people =
      distinct === '$_id'
        ? [{ $group: { _id: `$${field}`, clickers: { $sum: 1 } } }]
        : [
            { $group: { _id: { of: `$${field}`, who: distinct } } },
            { $group: { _id: '$_id.of', clickers: { $sum: 1 } } },
          ];
    const groups = await this.store.clicks
      .aggregate<{ _id: string } & ClickCounts>([
        { $match: { ...within, kind: 'click' } },
        { $group: { _id: `$${field}`, clicks: { $sum: 1 } } },
        { $unionWith: { coll: 'clickers', pipeline: [{ $match: within }, ...people] } },
        { $group: { _id: '$_id', clicks: { $sum: '$clicks' }, clickers: { $sum: '$clickers' } } },
      ])
      .toArray();
    return new Map(groups.map(({ _id, clicks, clickers }) => [_id, { clicks, clickers }]));
  }
}
