import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { readSnapshot, type IdRange } from '@linkflow/platform';
import type { ClickCounts } from './click-counts';
import { ClickSums, addTo, type SumsById } from './click-recount';
import { TotalsRepository, type TotalDoc } from './click-totals';
import { hourOf, keysOfHours, keysOfLinks, linkInMailing, linkOf } from './total-keys';

/** The clicks of an hour. */
export interface HourOfClicks extends Pick<ClickCounts, 'clicks' | 'humanClicks' | 'suspectClicks'> {
  /** When the hour begins. */
  at: Date;
}

/** Counts of clicks by link and by hour, from the totals. They are exact, as those of {@link ClickCounter}. */
@Injectable()
export class ClickReports {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly totals: TotalsRepository,
    private readonly sums: ClickSums,
  ) {}

  /** The counts of each link that was clicked in a mailing, by the id of the link. */
  async linksOfMailing(mailingId: string): Promise<Map<string, ClickCounts>> {
    const sums = await this.read({ keys: [keysOfLinks(mailingId)] });
    return new Map([...sums].map(([key, counts]) => [linkOf(key), counts]));
  }

  /** The counts of a link in each of these mailings, by the id of the mailing. */
  async mailingsOfLink(linkId: string, mailingIds: readonly string[]): Promise<Map<string, ClickCounts>> {
    const keys = new Map(mailingIds.map((id) => [linkInMailing(id, linkId), id]));
    const sums = await this.read({ ids: [...keys.keys()] });
    return new Map(
      [...sums].flatMap(([key, counts]) => (keys.has(key) ? [[keys.get(key) ?? '', counts]] : [])),
    );
  }

  /** The hours with clicks on a link or in a mailing, the oldest first. An hour begins when an hour of UTC does. */
  async hoursOf(id: string, { from, hours }: { from: Date; hours: number }): Promise<HourOfClicks[]> {
    const sums = await this.read({ keys: [keysOfHours(id, from.getTime(), hours)] });
    return [...sums]
      .map(([key, { clicks, humanClicks, suspectClicks }]) => ({
        at: hourOf(key),
        clicks,
        humanClicks,
        suspectClicks,
      }))
      .sort((one, other) => one.at.getTime() - other.at.getTime());
  }

  /** The counts of keys in ranges or of single keys that have clicks, with the clicks that are not rolled up yet. */
  private async read(wanted: { keys?: IdRange[]; ids?: string[] }): Promise<SumsById> {
    const sums = await this.sumsOf(wanted);
    // After a reset, the clicks of a slice are subtracted from totals that stay until the next roll-up.
    return new Map([...sums].filter(([, { clicks, clickers }]) => clicks > 0 || clickers > 0));
  }

  private sumsOf({ keys = [], ids = [] }: { keys?: IdRange[]; ids?: string[] }): Promise<SumsById> {
    const single = new Set(ids);
    const isWanted = (key: string): boolean =>
      single.has(key) || keys.some(({ $gte, $lt }) => key >= $gte && key < $lt);
    const filter: mongo.Filter<TotalDoc> =
      keys.length > 0 ? { $or: keys.map((range) => ({ _id: range })) } : { _id: { $in: ids } };
    return readSnapshot(this.connection, async (session) => {
      const { ranges, counted } = await this.totals.dirtyState(session);
      if (ranges === null) return only(await this.sums.everything(session), isWanted);
      const sums: SumsById = new Map();
      const stored = this.totals.totals.find(filter, { session });
      for await (const { _id, ...counts } of stored) addTo(sums, _id, counts);
      for (const { of, ...counts } of counted) if (isWanted(of)) addTo(sums, of, counts, -1);
      if (ranges.length === 0) return sums;
      for (const slice of (await this.sums.bySlice(ranges, session)).values())
        for (const [key, counts] of slice) if (isWanted(key)) addTo(sums, key, counts);
      return sums;
    });
  }
}

const only = (sums: SumsById, isWanted: (key: string) => boolean): SumsById =>
  new Map([...sums].filter(([key]) => isWanted(key)));
