import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { readSnapshot } from '@linkflow/platform';
import { ClickSums, addTo, type SumsById } from './click-sums';
import { ClicksRepository } from './clicks.repository';
import { NO_CLICKS, areEqual, type ClickCounts } from './click-counts';
import { TotalsRepository } from './click-totals';
import { isHour, ownerOf } from './total-keys';

/** A link or a mailing whose totals differ from its clicks. */
export interface TotalsDifference {
  /** Id of the link or the mailing. */
  id: string;
  isMailing: boolean;
  totals: ClickCounts;
  counted: ClickCounts;
}

/** Compares the totals that readers see with a count of all clicks and clickers, at one moment. */
@Injectable()
export class TotalsCheck {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly totals: TotalsRepository,
    private readonly clicks: ClicksRepository,
    private readonly sums: ClickSums,
  ) {}

  /** `checked`: number of links and mailings that were compared; 0 while a recount is in progress, because no totals are used then. */
  async run(): Promise<{ checked: number; differences: TotalsDifference[] }> {
    const [totals, counted] = await readSnapshot(this.connection, async (session) => [
      await this.readTotals(session),
      await this.sums.everything(session),
    ]);
    if (!totals) return { checked: 0, differences: [] };
    // The totals of hours contain deleted clicks, whose hours cannot be counted any more.
    const ids = new Set([...totals.keys(), ...counted.keys()].filter((key) => !isHour(key)));
    const differences: Omit<TotalsDifference, 'isMailing'>[] = [];
    // A link or mailing whose counts are right may have a part that is not. It is reported once.
    const reported = new Set<string>();
    const owners = new Set([...ids].map(ownerOf));
    for (const key of [...ids].sort()) {
      const id = ownerOf(key);
      const difference = { id, totals: totals.get(key) ?? NO_CLICKS, counted: counted.get(key) ?? NO_CLICKS };
      if (areEqual(difference.totals, difference.counted) || reported.has(id)) continue;
      reported.add(id);
      differences.push(difference);
    }
    const mailings = await this.mailingsAmong(differences.map(({ id }) => id));
    return {
      checked: owners.size,
      differences: differences.map((one) => ({ ...one, isMailing: mailings.has(one.id) })),
    };
  }

  /** Totals and sums hold links and mailings by their ids alone; the clickers tell which of them are mailings. */
  private async mailingsAmong(ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    return new Set(await this.clicks.clickers.distinct('mailingId', { mailingId: { $in: [...ids] } }));
  }

  /** The counts that readers see; null if they count the clicks instead of using the totals. */
  private async readTotals(session: mongo.ClientSession): Promise<SumsById | null> {
    const { ranges, counted } = await this.totals.dirtyState(session);
    if (ranges === null) return null;
    const sums: SumsById = new Map();
    for await (const { _id, ...counts } of this.totals.totals.find({}, { session })) addTo(sums, _id, counts);
    for (const { of, ...counts } of counted) addTo(sums, of, counts, -1);
    if (ranges.length === 0) return sums;
    for (const slice of (await this.sums.bySlice(ranges, session)).values())
      for (const [id, counts] of slice) addTo(sums, id, counts);
    return sums;
  }
}
