import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { inRanges, type ClickCounts } from './click-totals';
import { ClicksRepository } from './clicks.repository';
import { sliceExpression, type IdRange } from './slices';

/** Counts by the id of a link or mailing. */
export type SumsById = Map<string, ClickCounts>;

export function addTo(sums: SumsById, id: string, { clicks, clickers }: ClickCounts): void {
  const sum = sums.get(id);
  if (sum) {
    sum.clicks += clicks;
    sum.clickers += clickers;
  } else {
    sums.set(id, { clicks, clickers });
  }
}

/** One group of an aggregation over clicks or clickers. */
interface Group {
  _id: { slice: string | null; linkId: string; mailingId: string };
  clicks?: number;
  clickers?: number;
  /** Of the clickers, those that count in the mailing. */
  mailingClickers?: number;
}

/** Sums up the documents of clicks and clickers, from which totals are made. */
@Injectable()
export class ClickSums {
  constructor(private readonly repository: ClicksRepository) {}

  /** Sums of each slice in the ranges. */
  async bySlice(ranges: readonly IdRange[], session: mongo.ClientSession): Promise<Map<string, SumsById>> {
    const bySlice = new Map<string, SumsById>();
    for await (const group of this.groups(ranges, { perSlice: true, session })) {
      const slice = group._id.slice ?? '';
      let sums = bySlice.get(slice);
      if (!sums) bySlice.set(slice, (sums = new Map()));
      addGroup(sums, group);
    }
    return bySlice;
  }

  /** Sums of everything before a slice. Reads majority-committed data only, because it must not be rolled back after it was counted. */
  async before(slice: string): Promise<SumsById> {
    const sums: SumsById = new Map();
    for await (const group of this.groups([{ $gte: '', $lt: slice }], { perSlice: false }))
      addGroup(sums, group);
    return sums;
  }

  /** The slices from this one on that contain clicks or clickers. */
  async slicesFrom(slice: string, session: mongo.ClientSession): Promise<Set<string>> {
    const { clicks, clickers } = this.repository;
    const slices = new Set<string>();
    const group = (key: string): Record<string, unknown>[] => [
      { $match: { [key]: { $gte: slice } } },
      { $group: { _id: sliceExpression(`$${key}`) } },
    ];
    for await (const { _id } of clicks.aggregate<{ _id: string }>(group('_id'), { session })) slices.add(_id);
    for await (const { _id } of clickers.aggregate<{ _id: string }>(group('createdByClick'), { session }))
      slices.add(_id);
    return slices;
  }

  private async *groups(
    ranges: readonly IdRange[],
    { perSlice, session }: { perSlice: boolean; session?: mongo.ClientSession },
  ): AsyncGenerator<Group> {
    const groupId = (key: '_id' | 'createdByClick') => ({
      slice: perSlice ? sliceExpression(`$${key}`) : null,
      linkId: '$linkId',
      mailingId: '$mailingId',
    });
    const options: mongo.AggregateOptions = session
      ? { session }
      : { readConcern: { level: 'majority' }, allowDiskUse: true };
    yield* this.repository.clicks.aggregate<Group>(
      [
        { $match: inRanges(ranges, '_id', { kind: 'click' }) },
        { $group: { _id: groupId('_id'), clicks: { $sum: 1 } } },
      ],
      options,
    );
    yield* this.repository.clickers.aggregate<Group>(
      [
        { $match: inRanges(ranges, 'createdByClick', {}) },
        {
          $group: {
            _id: groupId('createdByClick'),
            clickers: { $sum: 1 },
            mailingClickers: { $sum: { $cond: ['$first', 1, 0] } },
          },
        },
      ],
      options,
    );
  }
}

function addGroup(sums: SumsById, { _id, clicks = 0, clickers = 0, mailingClickers = 0 }: Group): void {
  addTo(sums, _id.linkId, { clicks, clickers });
  addTo(sums, _id.mailingId, { clicks, clickers: mailingClickers });
}
