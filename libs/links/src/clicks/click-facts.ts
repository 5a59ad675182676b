import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import type { Tally } from '../store/documents';
import { LinkStore } from '../store/link-store';
import { inRanges } from './live-slices';
import { sliceIn, type IdRange } from './slices';

/** Clicks and clickers of links and mailings, by the id of the link or mailing. */
export type Tallies = Map<string, Tally>;

interface Group {
  _id: { slice: string | null; linkId: string; mailingId: string };
  clicks?: number;
  clickers?: number;
  /** Of the clickers, those that are the first of their recipient. */
  people?: number;
}

/** Counts clicks and clickers from themselves, for totals to be made of. */
@Injectable()
export class ClickFacts {
  constructor(private readonly store: LinkStore) {}

  /** By slice. */
  async inSlices(ranges: readonly IdRange[], session: mongo.ClientSession): Promise<Map<string, Tallies>> {
    const bySlice = new Map<string, Tallies>();
    await this.each(ranges, true, session, (group) => {
      const slice = group._id.slice ?? '';
      let tallies = bySlice.get(slice);
      if (!tallies) bySlice.set(slice, (tallies = new Map()));
      add(tallies, group);
    });
    return bySlice;
  }

  /** All of them up to a slice. */
  async before(slice: string): Promise<Tallies> {
    const tallies: Tallies = new Map();
    await this.each([{ $gte: '', $lt: slice }], false, undefined, (group) => add(tallies, group));
    return tallies;
  }

  private async each(
    ranges: readonly IdRange[],
    bySlice: boolean,
    session: mongo.ClientSession | undefined,
    take: (group: Group) => void,
  ): Promise<void> {
    const by = (key: '_id' | 'born') => ({
      slice: bySlice ? sliceIn(`$${key}`) : null,
      linkId: '$linkId',
      mailingId: '$mailingId',
    });
    // Acknowledged by a majority, as what is counted must not be taken back.
    const options: mongo.AggregateOptions = session
      ? { session }
      : { readConcern: { level: 'majority' }, allowDiskUse: true };
    const clicks = this.store.clicks.aggregate<Group>(
      [
        { $match: inRanges(ranges, '_id', { kind: 'click' }) },
        { $group: { _id: by('_id'), clicks: { $sum: 1 } } },
      ],
      options,
    );
    for await (const group of clicks) take(group);
    const clickers = this.store.clickers.aggregate<Group>(
      [
        { $match: inRanges(ranges, 'born', {}) },
        {
          $group: {
            _id: by('born'),
            clickers: { $sum: 1 },
            people: { $sum: { $cond: ['$first', 1, 0] } },
          },
        },
      ],
      options,
    );
    for await (const group of clickers) take(group);
  }
}

function add(tallies: Tallies, { _id: { linkId, mailingId }, ...group }: Group): void {
  const { clicks = 0, clickers = 0, people = 0 } = group;
  addTo(tallies, linkId, { clicks, clickers });
  addTo(tallies, mailingId, { clicks, clickers: people });
}

/** Adds up. */
export function addTo(tallies: Tallies, of: string, { clicks, clickers }: Tally): void {
  const known = tallies.get(of);
  if (known) {
    known.clicks += clicks;
    known.clickers += clickers;
  } else {
    tallies.set(of, { clicks, clickers });
  }
}
