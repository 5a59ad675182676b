import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { readSnapshot, type IdRange } from '@linkflow/platform';
import { NO_CLICKS, type ClickCounts } from './click-counts';
import { ClickSums, addTo, type ClicksOf, type SumsById } from './click-sums';
import { TotalsRepository, type TotalDoc } from './click-totals';
import { hourOf, isHour, keysOfHours, keysOfLinks, linkInMailing, linkOf, ownerOf } from './total-keys';

/** The clicks of an hour. */
export interface HourOfClicks extends Pick<ClickCounts, 'clicks' | 'humanClicks' | 'suspectClicks'> {
  /** When the hour begins. */
  at: Date;
}

/** Hours of a report. */
interface Period {
  from: Date;
  hours: number;
}

/**
 * Counts of clicks by link and by hour, from the totals. They are exact, as those of {@link ClickCounter}. All counts of a report are of one
 * moment, so that they add up while clicks arrive.
 */
@Injectable()
export class ClickReports {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly totals: TotalsRepository,
    private readonly sums: ClickSums,
  ) {}

  /**
   * The counts of a mailing: of all clicks, of each link that was clicked, by the id of the link, and of the hours with clicks.
   * @param period null: without hours
   */
  async ofMailing(
    mailingId: string,
    period: Period | null,
  ): Promise<{ total: ClickCounts; links: Map<string, ClickCounts>; hours: HourOfClicks[] }> {
    const sums = await this.read({
      of: { mailingId },
      ids: [mailingId],
      ranges: [keysOfLinks(mailingId), ...(period ? [keysOf(mailingId, period)] : [])],
    });
    const links = [...sums].filter(([key]) => key !== mailingId && !isHour(key));
    return {
      total: sums.get(mailingId) ?? NO_CLICKS,
      links: new Map(links.map(([key, counts]) => [linkOf(key), counts])),
      hours: hoursIn(sums),
    };
  }

  /** The counts of a link in each of these mailings where it was clicked, by the id of the mailing, and of the hours with clicks. */
  async ofLink(
    linkId: string,
    mailingIds: readonly string[],
    period: Period,
  ): Promise<{ mailings: Map<string, ClickCounts>; hours: HourOfClicks[] }> {
    const ids = mailingIds.map((id) => linkInMailing(id, linkId));
    const sums = await this.read({ of: { linkId }, ids, ranges: [keysOf(linkId, period)] });
    const mailings = [...sums].filter(([key]) => !isHour(key));
    return {
      mailings: new Map(mailings.map(([key, counts]) => [ownerOf(key), counts])),
      hours: hoursIn(sums),
    };
  }

  /** The counts of a link in one mailing. */
  async ofLinkInMailing(linkId: string, mailingId: string): Promise<ClickCounts> {
    const id = linkInMailing(mailingId, linkId);
    return (await this.read({ of: { linkId }, ids: [id], ranges: [] })).get(id) ?? NO_CLICKS;
  }

  /** The counts of keys in ranges or of single keys that have clicks, with the clicks that are not rolled up yet. */
  private async read(wanted: Wanted): Promise<SumsById> {
    const sums = await this.sumsOf(wanted);
    // After a reset, the clicks of a slice are subtracted from totals that stay until the next roll-up.
    return new Map([...sums].filter(([, { clicks, clickers }]) => clicks > 0 || clickers > 0));
  }

  private sumsOf({ of, ids, ranges: wanted }: Wanted): Promise<SumsById> {
    const single = new Set(ids);
    const isWanted = (key: string): boolean =>
      single.has(key) || wanted.some(({ $gte, $lt }) => key >= $gte && key < $lt);
    const filter: mongo.Filter<TotalDoc> = {
      $or: [{ _id: { $in: ids } }, ...wanted.map((range) => ({ _id: range }))],
    };
    return readSnapshot(this.connection, async (session) => {
      const { ranges, slices, counted } = await this.totals.dirtyState(session);
      if (ranges === null) return only(await this.sums.everything(session), isWanted);
      const sums: SumsById = new Map();
      const stored = this.totals.totals.find(filter, { session });
      for await (const { _id, ...counts } of stored) addTo(sums, _id, counts);
      for (const { of: key, ...counts } of counted) if (isWanted(key)) addTo(sums, key, counts, -1);
      for (const [key, counts] of await this.sums.ofSlices(slices, session, of))
        if (isWanted(key)) addTo(sums, key, counts);
      return sums;
    });
  }
}

const only = (sums: SumsById, isWanted: (key: string) => boolean): SumsById =>
  new Map([...sums].filter(([key]) => isWanted(key)));

/** Single keys of totals, and ranges of them, which are all of this link or mailing. */
interface Wanted {
  of: ClicksOf;
  ids: string[];
  ranges: IdRange[];
}

const keysOf = (id: string, { from, hours }: Period): IdRange => keysOfHours(id, from.getTime(), hours);

/** The hours among the keys, the oldest first. */
const hoursIn = (sums: SumsById): HourOfClicks[] =>
  [...sums]
    .filter(([key]) => isHour(key))
    .map(([key, { clicks, humanClicks, suspectClicks }]) => ({
      at: hourOf(key),
      clicks,
      humanClicks,
      suspectClicks,
    }))
    .sort((one, other) => one.at.getTime() - other.at.getTime());
