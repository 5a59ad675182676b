import { Injectable } from '@nestjs/common';
import { REACH } from '../verdicts';
import { CLICKS, type ClickDoc } from './click-documents';
import { ClicksRepository } from './clicks.repository';

/** The fields of a stored click that a judgement reads: what the verdict depends on, and what is stored about earlier verdicts. */
const JUDGED_FIELDS = [
  'linkId',
  'recipientId',
  'at',
  'kind',
  'run',
  'version',
  'seen',
  'agent',
  'verdict',
  'judgement',
  'correction',
  'history',
  'verdictWrites',
  'follow',
  'untold',
  'reset',
] as const satisfies readonly (keyof ClickDoc)[];
export type JudgedClick = Pick<ClickDoc, '_id' | (typeof JUDGED_FIELDS)[number]>;

const PROJECTION = Object.fromEntries(JUDGED_FIELDS.map((field) => [field, 1]));

/** The newest clicks that are read of a recipient. A click among the last ones has all neighbours that matter among them. */
const MAX_NEWEST = 400;
/** Clicks that are read before and after a time, if it is further back. */
const AROUND = 2 * REACH;
/** Recipients in one query. MongoDB refuses pipelines of more than 1,000 stages. */
const RECIPIENTS_PER_QUERY = 100;

/** When a recipient made a request, which may change the verdicts on clicks before and after it. Epoch ms. */
export interface RequestTime {
  recipientId: string;
  at: number;
}

/** Consecutive clicks of a recipient, in the order of their times. */
export interface ClickWindow {
  recipientId: string;
  clicks: readonly JudgedClick[];
  /** The clicks whose verdicts the given requests can change are at the positions `from` to before `to`. */
  from: number;
  to: number;
  hasEarlier: boolean;
  hasLater: boolean;
}

/**
 * Reads the clicks that can matter for a judgement. A verdict depends on `REACH` requests before and after its own, so a new request changes
 * the verdicts on that many clicks on either side, and these depend on as many again. However often a recipient clicks, a judgement reads a
 * few hundred clicks.
 */
@Injectable()
export class DeliveryWindows {
  constructor(private readonly repository: ClicksRepository) {}

  /**
   * Reads windows around these times, one for each recipient who has clicks.
   * @returns `rest`: times that are in none of the windows because other clicks lie in between; read them next
   */
  async read(times: readonly RequestTime[]): Promise<{ windows: ClickWindow[]; rest: RequestTime[] }> {
    const byRecipient = Map.groupBy(times, ({ recipientId }) => recipientId);
    const newest = await this.newestOf([...byRecipient.keys()]);
    const windows: ClickWindow[] = [];
    const rest: RequestTime[] = [];
    for (const [recipientId, wanted] of byRecipient) {
      const clicks = newest.get(recipientId);
      if (!clicks) continue;
      const hasEarlier = clicks.length >= MAX_NEWEST;
      const found = { recipientId, clicks, hasEarlier, hasLater: false };
      const covered = wanted.filter((time) => isCovered(found, time));
      if (covered.length > 0) {
        windows.push(windowOf(found, covered));
        rest.push(...wanted.filter((time) => !covered.includes(time)));
        continue;
      }
      const [oldest, ...others] = wanted.toSorted((a, b) => a.at - b.at);
      if (!oldest) continue;
      const around = await this.around(oldest);
      const more = others.filter((time) => isCovered(around, time));
      windows.push(windowOf(around, [oldest, ...more]));
      rest.push(...others.filter((time) => !more.includes(time)));
    }
    return { windows, rest };
  }

  /** The newest clicks of each recipient, in order, up to `MAX_NEWEST`. */
  private async newestOf(recipientIds: readonly string[]): Promise<Map<string, JudgedClick[]>> {
    const all: JudgedClick[] = [];
    for (let from = 0; from < recipientIds.length; from += RECIPIENTS_PER_QUERY)
      all.push(...(await this.readNewest(recipientIds.slice(from, from + RECIPIENTS_PER_QUERY))));
    all.sort(inOrder);
    return Map.groupBy(all, ({ recipientId }) => recipientId);
  }

  private async readNewest(recipientIds: readonly string[]): Promise<JudgedClick[]> {
    const { clicks } = this.repository;
    if (recipientIds.length > 1) {
      // Mostly these are all clicks, so that no order is needed to find the newest ones.
      const found = await clicks
        .find<JudgedClick>({ recipientId: { $in: [...recipientIds] } }, { projection: PROJECTION })
        .limit(MAX_NEWEST)
        .toArray();
      if (found.length < MAX_NEWEST) return found;
    }
    const newest = (recipientId: string) => [
      { $match: { recipientId } },
      { $sort: { at: -1, _id: -1 } as const },
      { $limit: MAX_NEWEST },
      { $project: PROJECTION },
    ];
    const [first = '', ...others] = recipientIds;
    return clicks
      .aggregate<JudgedClick>([
        ...newest(first),
        ...others.map((id) => ({ $unionWith: { coll: CLICKS, pipeline: newest(id) } })),
      ])
      .toArray();
  }

  private async around({ recipientId, at }: RequestTime): Promise<Omit<ClickWindow, 'from' | 'to'>> {
    const { clicks } = this.repository;
    const time = new Date(at);
    const [before, after] = await Promise.all([
      clicks
        .find<JudgedClick>({ recipientId, at: { $lte: time } }, { projection: PROJECTION })
        .sort({ at: -1, _id: -1 })
        .limit(AROUND)
        .toArray(),
      clicks
        .find<JudgedClick>({ recipientId, at: { $gt: time } }, { projection: PROJECTION })
        .sort({ at: 1, _id: 1 })
        .limit(AROUND)
        .toArray(),
    ]);
    return {
      recipientId,
      clicks: [...before.toReversed(), ...after],
      hasEarlier: before.length === AROUND,
      hasLater: after.length === AROUND,
    };
  }
}

type FoundClicks = Omit<ClickWindow, 'from' | 'to'>;

const inOrder = (a: JudgedClick, b: JudgedClick): number =>
  a.at.getTime() - b.at.getTime() || (a._id < b._id ? -1 : 1);

/** The positions of the clicks whose verdicts a request can change. They may lie outside of the clicks that were found. */
function reachOf({ clicks }: FoundClicks, { at }: RequestTime): { from: number; to: number } {
  const first = clicks.findIndex((click) => click.at.getTime() >= at);
  const last = clicks.findLastIndex((click) => click.at.getTime() <= at);
  return { from: (first < 0 ? clicks.length : first) - REACH, to: last + 1 + REACH };
}

/** Whether all clicks that a request can matter for were found, with all that they depend on. */
function isCovered(found: FoundClicks, time: RequestTime): boolean {
  const { from, to } = reachOf(found, time);
  return (!found.hasEarlier || from >= REACH) && (!found.hasLater || to <= found.clicks.length - REACH);
}

function windowOf(found: FoundClicks, times: readonly RequestTime[]): ClickWindow {
  const reaches = times.map((time) => reachOf(found, time));
  return {
    ...found,
    from: Math.max(0, Math.min(...reaches.map(({ from }) => from))),
    to: Math.min(found.clicks.length, Math.max(...reaches.map(({ to }) => to))),
  };
}
