import { Inject, Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { OpsOverview, QueueView } from '@linkflow/contracts';
import { Repairs, RunCounts } from '@linkflow/engine';
import { ClickRate, SetAsideClicks, SuspendedScripts } from '@linkflow/links';
import { Clock, REDIS, REDIS_PREFIX, answers, takesWrites } from '@linkflow/platform';
import { QueueStats } from '@linkflow/queues';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';

/** Number of minutes that the click chart shows. */
const CHART_MINUTES = 15;

/** The state of the system on one page. Every part is a count over an index or a cached value. */
@Injectable()
export class Overview {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
    private readonly suspended: SuspendedScripts,
    private readonly queues: QueueStats,
    private readonly counts: RunCounts,
    private readonly rate: ClickRate,
    private readonly repairs: Repairs,
    private readonly setAside: SetAsideClicks,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<OpsOverview> {
    const at = this.clock.now().toISOString();
    const [
      mongo,
      { redis, queues, suspendedScripts },
      runs,
      minutes,
      { since, enqueued, started },
      setAside,
      overdue,
    ] = await Promise.all([
      answers(async () => this.connection.db?.command({ ping: 1 })),
      this.readRedis(),
      this.counts.read(),
      this.rate.lastMinutes(CHART_MINUTES),
      this.repairs.read(),
      this.setAside.count(),
      this.counts.overdue(),
    ]);
    const recentClicks = minutes.slice(-STORM_MINUTES).reduce((sum, { clicks }) => sum + clicks, 0);
    const retrying = runs.retrying ?? 0;
    return {
      at,
      stores: { mongo, redis },
      queues,
      runs,
      clicksPerMinute: minutes.map((one) => ({ ...one, minute: one.minute.toISOString() })),
      retrying: { runs: retrying, storm: isRetryStorm(retrying, recentClicks) },
      repairs: { since: since?.toISOString() ?? null, enqueued, started },
      overdue,
      setAside,
      suspendedScripts,
    };
  }

  /** Reads everything that needs Redis. Without Redis, returns `redis: false`, so that the rest of the overview is still served. */
  private async readRedis(): Promise<Pick<OpsOverview, 'queues' | 'suspendedScripts'> & { redis: boolean }> {
    let queues: QueueView[] = [];
    let suspendedScripts: OpsOverview['suspendedScripts'] = [];
    const redis = await answers(async () => {
      queues = await this.queues.read();
      suspendedScripts = (await this.suspended.list()).map((script) => ({
        ...script,
        until: script.until.toISOString(),
      }));
      return takesWrites(this.redis, this.prefix);
    });
    return { redis, queues, suspendedScripts };
  }
}

/** With this many retrying runs or fewer, no storm is reported. */
const MIN_STORM_RUNS = 100;
/**
 * A storm needs more retrying runs than this share of the recent clicks. If only one link or one contact fails, the share is far smaller.
 */
const MIN_STORM_SHARE = 0.05;
/** The clicks of this many minutes count as recent. */
const STORM_MINUTES = 10;

/**
 * True if so many runs wait for another attempt that an external system or the network must be down. Backoffs last seconds to minutes, so
 * the retrying runs are compared with the clicks of the last `STORM_MINUTES`. If the traffic has just ended, there are few recent clicks;
 * more than `MIN_STORM_RUNS` retrying runs are then reported as a storm even if there is no outage.
 */
export const isRetryStorm = (retrying: number, recentClicks: number): boolean =>
  retrying > MIN_STORM_RUNS && retrying > recentClicks * MIN_STORM_SHARE;
