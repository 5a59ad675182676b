import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { mongo, type Connection } from 'mongoose';
import { RunStatus, type ShownClicks } from '@linkflow/contracts';
import { rangesOf, readSnapshot, type IdRange } from '@linkflow/platform';
import { addCounts, countsIn, keysOf, type Counts, type CountsByKey } from './run-counts';
import { RunCounter, RunTotals, partOf } from './run-totals';

/** With more dirty slices than this, or more runs in them, a reader takes the totals as they are: the roll-up follows within a minute. */
const MAX_DIRTY_SLICES = 60;
const MAX_RANGES = 12;
const MAX_READ_RUNS = 1_000;

export interface FunnelQuery {
  /** What the workflow belongs to, and its id. */
  owner: { kind: 'link' | 'form'; id: string };
  versions: readonly number[];
  clicks: ShownClicks;
}

export interface FunnelCounts {
  /** By version. The counts of a version without runs are empty. */
  versions: Map<number, Counts>;
  /**
   * True: the counts are exact. False: many runs have changed lately, and some of those changes are missing until the roll-up has counted
   * them.
   */
  complete: boolean;
}

/** Reads the counts of funnels, see `run-counts.ts`. A read costs the same however many runs there are. */
@Injectable()
export class Funnels {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly totals: RunTotals,
    private readonly counter: RunCounter,
  ) {}

  read({ owner, versions, clicks }: FunnelQuery): Promise<FunnelCounts> {
    const keys = versions.flatMap((version) => {
      const { human, suspect, bot } = keysOf(owner.id, version);
      return clicks === 'people'
        ? [{ version, key: human }]
        : [human, suspect, bot].map((key) => ({ version, key }));
    });
    return readSnapshot(this.connection, async (session) => {
      const all: CountsByKey = new Map();
      const wanted = keys.map(({ key }) => key);
      const stored = await this.totals.totals.find({ _id: { $in: wanted } }, { session }).toArray();
      for (const { _id, counts } of stored) addCounts(countsIn(all, _id), Object.entries(counts));
      const dirty = await this.totals.slices
        .find({}, { session, projection: { _id: 1 }, limit: MAX_DIRTY_SLICES + 1 })
        .toArray();
      const slices = dirty.map(({ _id }) => _id);
      const live = await this.live(slices, owner, session).catch(nullWithoutIndex);
      if (live) await this.addLive({ all, live, wanted, slices, session });
      const sums = new Map(versions.map((version): [number, Counts] => [version, new Map()]));
      for (const { version, key } of keys) addCounts(sums.get(version) ?? new Map(), all.get(key) ?? []);
      return { versions: sums, complete: live !== null };
    });
  }

  /** Counts the runs of a workflow in dirty slices; null if there are too many. */
  private async live(
    slices: readonly string[],
    owner: FunnelQuery['owner'],
    session: mongo.ClientSession,
  ): Promise<Map<string, CountsByKey> | null> {
    const ranges = slices.length > MAX_DIRTY_SLICES ? null : rangesOf(slices);
    if (ranges === null || ranges.length > MAX_RANGES) return null;
    const runs = { session, hint: INDEX_OF[owner.kind] };
    const read = ranges.map((range) => runsOf(owner, range));
    // Counting the keys of an index first, because too many runs would be read in vain whenever many clicks arrive.
    let left = MAX_READ_RUNS + 1;
    for (const filter of read) {
      left -= await this.counter.countUpTo(left, filter, runs);
      if (left <= 0) return null;
    }
    const counted = new Map<string, CountsByKey>();
    for (const filter of read) await this.counter.count(filter, { ...runs, into: counted });
    return counted;
  }

  /** Replaces what the totals contain of the dirty slices by what was counted. */
  private async addLive(options: {
    all: CountsByKey;
    live: ReadonlyMap<string, CountsByKey>;
    wanted: readonly string[];
    slices: readonly string[];
    session: mongo.ClientSession;
  }): Promise<void> {
    const { all, live, wanted, slices, session } = options;
    if (slices.length === 0) return;
    const keys = new Map(slices.flatMap((slice) => wanted.map((key) => [partOf(slice, key), key])));
    const parts = await this.totals.parts.find({ _id: { $in: [...keys.keys()] } }, { session }).toArray();
    for (const { _id, counts } of parts)
      addCounts(countsIn(all, keys.get(_id) ?? ''), Object.entries(counts), -1);
    for (const ofSlice of live.values())
      for (const [key, counts] of ofSlice) addCounts(countsIn(all, key), counts);
  }
}

const BAD_VALUE = 2;

/** While a new release creates the index, the changes of the last minute are missing. */
function nullWithoutIndex(error: unknown): null {
  if (error instanceof mongo.MongoServerError && error.code === BAD_VALUE) return null;
  throw error;
}

/** The indexes with the owner, the status and the id. They hold the runs of one owner in a range of ids together. */
const INDEX_OF = {
  link: 'context.linkId_1_status_1__id_-1_verdict_1',
  form: 'context.formId_1_status_1__id_-1',
} as const;

const runsOf = ({ kind, id }: FunnelQuery['owner'], range: IdRange): Record<string, unknown> => ({
  [`context.${kind}Id`]: id,
  status: { $in: RunStatus.options },
  _id: range,
});
