import { Injectable } from '@nestjs/common';
import type { Tally } from '../store/documents';
import { LinkStore } from '../store/link-store';
import { LiveSlices, inRanges, type Live } from './live-slices';

/** Clicks, without the button of a confirm page, and the recipients who made them. */
export type ClickCounts = Tally;

const NONE: ClickCounts = { clicks: 0, clickers: 0 };

/**
 * Counts, each exact whenever it is asked: the totals of the slices that are rolled up, and the clicks themselves where
 * these are still being written. There is no counter that could be wrong: totals are made from the clicks, and can be again.
 */
@Injectable()
export class ClickCounter {
  constructor(
    private readonly store: LinkStore,
    private readonly live: LiveSlices,
  ) {}

  /** For one page of links: two round trips. */
  async ofLinks(linkIds: readonly string[]): Promise<(linkId: string) => ClickCounts> {
    const counts = await this.count('linkId', linkIds, ['clicks', 'clickers']);
    return (linkId) => counts.get(linkId) ?? NONE;
  }

  /** For one page of mailings: two round trips. Somebody who clicked two links of a mailing is one clicker. */
  async ofMailings(mailingIds: readonly string[]): Promise<(mailingId: string) => ClickCounts> {
    const counts = await this.count('mailingId', mailingIds, ['clicks', 'clickers']);
    return (mailingId) => counts.get(mailingId) ?? NONE;
  }

  /** How often each link was clicked, for `linkHits`. A link that never was is absent. */
  async hitsOf(linkIds: readonly string[]): Promise<Map<string, number>> {
    const counts = await this.count('linkId', linkIds, ['clicks']);
    return new Map([...counts].flatMap(([id, { clicks }]) => (clicks > 0 ? [[id, clicks]] : [])));
  }

  /** Clicks of each recipient, for one page of recipients. */
  ofRecipients(recipientIds: readonly string[]): Promise<Map<string, number>> {
    return this.byRecipient({ recipientId: { $in: [...recipientIds] } });
  }

  /** Clicks of each recipient on one link. */
  onLink(linkId: string, recipientIds: readonly string[]): Promise<Map<string, number>> {
    return this.byRecipient({ linkId, recipientId: { $in: [...recipientIds] } });
  }

  private async byRecipient(which: Record<string, unknown>): Promise<Map<string, number>> {
    const groups = await this.store.clicks
      .aggregate<{ _id: string; n: number }>([
        { $match: { ...which, kind: 'click' } },
        { $group: { _id: '$recipientId', n: { $sum: 1 } } },
      ])
      .toArray();
    return new Map(groups.map((group) => [group._id, group.n]));
  }

  private async count(
    field: 'linkId' | 'mailingId',
    ids: readonly string[],
    what: readonly (keyof Tally)[],
  ): Promise<Map<string, Tally>> {
    if (ids.length === 0) return new Map();
    const wanted = new Set(ids);
    return this.store.atOneMoment(async (session) => {
      const live = await this.live.find(session);
      const parts = await this.store.totals
        .aggregate<Tally & { _id: string }>(this.pipeline(field, [...wanted], what, live), { session })
        .toArray();
      const sums = new Map<string, Tally>();
      for (const { _id, clicks, clickers } of parts) if (wanted.has(_id)) sums.set(_id, { clicks, clickers });
      for (const { of, clicks, clickers } of live.counted) {
        const sum = sums.get(of);
        if (!sum) continue;
        sum.clicks -= clicks;
        sum.clickers -= clickers;
      }
      return sums;
    });
  }

  /** The totals of the ids, and with them what is counted live. */
  private pipeline(
    field: 'linkId' | 'mailingId',
    ids: string[],
    what: readonly (keyof Tally)[],
    { ranges }: Live,
  ): Record<string, unknown>[] {
    const within = { [field]: { $in: ids } };
    const added = (coll: string, match: Record<string, unknown>, kind: keyof Tally) => ({
      $unionWith: {
        coll,
        pipeline: [{ $match: match }, { $group: { _id: `$${field}`, [kind]: { $sum: 1 } } }],
      },
    });
    const clicks = inRanges(ranges, '_id', {
      kind: 'click',
      ...((ranges === null || field === 'linkId') && within),
    });
    // What is live is little, and all of it is looked at: asked for by link, MongoDB may think that all clickers of a link are less.
    const people = inRanges(ranges, 'born', {
      ...(ranges === null && within),
      // A recipient has one clicker for each link, but is one person in the mailing.
      ...(field === 'mailingId' && { first: true }),
    });
    const none = ranges?.length === 0;
    return [
      { $match: { _id: { $in: ranges === null ? [] : ids } } },
      ...(none || !what.includes('clicks') ? [] : [added('clicks', clicks, 'clicks')]),
      ...(none || !what.includes('clickers') ? [] : [added('clickers', people, 'clickers')]),
      { $group: { _id: '$_id', clicks: { $sum: '$clicks' }, clickers: { $sum: '$clickers' } } },
    ];
  }
}
