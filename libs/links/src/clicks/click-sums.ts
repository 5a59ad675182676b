import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import type { Verdict } from '@linkflow/contracts';
import { rangesOf, sliceExpression, type IdRange } from '@linkflow/platform';
import { ARCHIVED_SUMS, NO_CLICKS, addCounts, countsOf, type ClickCounts } from './click-counts';
import { COUNTED_CLICKS } from './click-documents';
import { inRanges } from './click-totals';
import { ClicksRepository } from './clicks.repository';
import { hourOfSlice, inHour, linkInMailing } from './total-keys';

/** Counts by key: the id of a link or mailing, or a part of its counts; see total-keys.ts. */
export type SumsById = Map<string, ClickCounts>;

/** Adds counts to those of a key, or takes them away. */
export function addTo(sums: SumsById, id: string, counts: Partial<ClickCounts>, sign: 1 | -1 = 1): void {
  let sum = sums.get(id);
  if (!sum) sums.set(id, (sum = { ...NO_CLICKS }));
  addCounts(sum, counts, sign);
}

/** One group of an aggregation over clicks or clickers. */
interface Group extends Partial<ClickCounts> {
  _id: { slice: string | null; linkId: string; mailingId: string };
  /** Present if the group contains clickers: those that count for the link, or for the mailing (`first: true`, one per recipient). */
  countsFor?: 'link' | 'mailing';
}

/** A number of clicks. Those of each verdict are a group, because MongoDB takes half as long for that as for a sum with a condition. */
interface Clicks<Key> {
  _id: Key & { verdict?: Verdict | null };
  n: number;
}
type Clickers<Key> = Clicks<Key & { first: boolean; mailingVerdict?: Verdict | null }>;

/** One link or one mailing; empty for all. */
export type ClicksOf = Partial<Record<'linkId' | 'mailingId', string>>;

interface HourKey {
  of: string;
  hour: Date;
}

/** Up to this many hours are read one by one, so that MongoDB need not compute the slice of each click. */
const MAX_HOURS = 4;
/** See `ClickSums.groups`. No slice has this id. */
const OWN_SLICE = 'own';
/** Greater than every id of a click. */
const AFTER_ALL_IDS = 'g';
const MAJORITY: mongo.AggregateOptions = { readConcern: { level: 'majority' }, allowDiskUse: true };

/** Sums up the documents of `clicks` and `clickers`, and the deleted clicks (see ClickArchive). The totals are made from these sums. */
@Injectable()
export class ClickSums {
  constructor(private readonly repository: ClicksRepository) {}

  /**
   * Counts the clicks and clickers in the id ranges. Returns the sums of each slice, by the id of the slice.
   */
  async bySlice(ranges: readonly IdRange[], session: mongo.ClientSession): Promise<Map<string, SumsById>> {
    const bySlice = new Map<string, SumsById>();
    for await (const group of this.groups(ranges, { slice: OWN_SLICE, only: {}, options: { session } })) {
      const slice = group._id.slice ?? '';
      let sums = bySlice.get(slice);
      if (!sums) bySlice.set(slice, (sums = new Map()));
      addGroup(sums, group);
    }
    return bySlice;
  }

  /**
   * Counts the clicks and clickers of slices. Of their times, only the hours are kept.
   * @param only counts those on this link, or in this mailing
   */
  async ofSlices(slices: readonly string[], session: mongo.ClientSession, only: ClicksOf): Promise<SumsById> {
    const byHour = [...Map.groupBy(slices, hourOfSlice).values()];
    const parts =
      byHour.length > MAX_HOURS
        ? [{ slice: OWN_SLICE, ranges: rangesOf(slices) }]
        : byHour.map((ofHour) => ({ slice: ofHour[0] ?? '', ranges: rangesOf(ofHour) }));
    const sums: SumsById = new Map();
    for (const { slice, ranges } of parts)
      for await (const group of this.groups(ranges, { slice, only, options: { session } }))
        addGroup(sums, group);
    return sums;
  }

  /**
   * Counts all clicks and clickers before a slice, and all deleted clicks. Reads only majority-committed data, because a counted click must
   * not be rolled back later.
   */
  before(slice: string): Promise<SumsById> {
    return this.sumUp([{ $gte: '', $lt: slice }], MAJORITY);
  }

  /** Counts all clicks and clickers, the deleted clicks included, in the snapshot of the session. */
  everything(session: mongo.ClientSession): Promise<SumsById> {
    return this.sumUp([{ $gte: '', $lt: AFTER_ALL_IDS }], { session, allowDiskUse: true });
  }

  private async sumUp(ranges: readonly IdRange[], options: mongo.AggregateOptions): Promise<SumsById> {
    const sums: SumsById = new Map();
    for await (const group of this.groups(ranges, { slice: null, only: {}, options })) addGroup(sums, group);
    // Separately, because there are far fewer hours of links and of mailings than of links in mailings.
    for (const field of ['linkId', 'mailingId'] as const)
      for await (const { _id, n } of this.hours(field, ranges, options))
        addTo(sums, inHour(_id.of, _id.hour.getTime()), countsOf('clicks', _id.verdict, n));
    const archived = this.repository.clickers.aggregate<Group>(
      [
        { $match: { archivedClicks: { $gt: 0 } } },
        {
          $group: {
            _id: { slice: null, linkId: '$linkId', mailingId: '$mailingId' },
            ...ARCHIVED_SUMS,
          },
        },
      ],
      options,
    );
    for await (const group of archived) addGroup(sums, group);
    return sums;
  }

  /** Ids of the slices, from `slice` on, that contain clicks or clickers. */
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
    {
      slice,
      only,
      options,
    }: {
      /** The slice that the groups get; `OWN_SLICE`: each its own; null: none. */
      slice: string | null;
      only: ClicksOf;
      options: mongo.AggregateOptions;
    },
  ): AsyncGenerator<Group> {
    const groupId = (key: '_id' | 'createdByClick') => ({
      slice: slice === OWN_SLICE ? sliceExpression(`$${key}`) : { $literal: slice },
      linkId: '$linkId',
      mailingId: '$mailingId',
    });
    const clicks = this.repository.clicks.aggregate<Clicks<Group['_id']>>(
      [
        { $match: inRanges(ranges, '_id', { ...COUNTED_CLICKS, ...only }) },
        { $group: { _id: { ...groupId('_id'), verdict: '$verdict' }, n: { $sum: 1 } } },
      ],
      options,
    );
    for await (const { _id, n } of clicks) yield { _id, ...countsOf('clicks', _id.verdict, n) };
    const byVerdicts = { first: '$first', verdict: '$verdict', mailingVerdict: '$mailingVerdict' };
    const clickers = this.repository.clickers.aggregate<Clickers<Group['_id']>>(
      [
        // The condition comes after the range, because MongoDB may choose the index of links for both.
        { $match: inRanges(ranges, 'createdByClick', {}) },
        ...(Object.keys(only).length > 0 ? [{ $match: only }] : []),
        { $group: { _id: { ...groupId('createdByClick'), ...byVerdicts }, n: { $sum: 1 } } },
      ],
      options,
    );
    for await (const { _id, n } of clickers) {
      yield { _id, ...countsOf('clickers', _id.verdict, n), countsFor: 'link' };
      if (_id.first) yield { _id, ...countsOf('clickers', _id.mailingVerdict, n), countsFor: 'mailing' };
    }
  }

  /** The clicks by hour, of each link or of each mailing. */
  private hours(
    field: 'linkId' | 'mailingId',
    ranges: readonly IdRange[],
    options: mongo.AggregateOptions,
  ): AsyncIterable<Clicks<HourKey>> {
    // Ids begin with the time of the click, so the hour needs no field that is not in the index.
    const hour = { $dateTrunc: { date: { $toDate: { $toObjectId: '$_id' } }, unit: 'hour' } };
    return this.repository.clicks.aggregate<Clicks<HourKey>>(
      [
        { $match: inRanges(ranges, '_id', COUNTED_CLICKS) },
        { $group: { _id: { of: `$${field}`, hour, verdict: '$verdict' }, n: { $sum: 1 } } },
      ],
      options,
    );
  }
}

function addGroup(sums: SumsById, { _id, countsFor, ...counts }: Group): void {
  const { linkId, mailingId, slice } = _id;
  if (countsFor !== 'mailing') {
    addTo(sums, linkId, counts);
    addTo(sums, linkInMailing(mailingId, linkId), counts);
  }
  if (countsFor !== 'link') addTo(sums, mailingId, counts);
  if (countsFor !== undefined) return;
  // The hours of clicks that are not counted by slice are summed up on their own; deleted clicks are counted without them.
  if (slice === null) return;
  const at = hourOfSlice(slice);
  addTo(sums, inHour(linkId, at), counts);
  addTo(sums, inHour(mailingId, at), counts);
}
