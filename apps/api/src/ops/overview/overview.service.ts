import { Inject, Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { OpsOverview, QueueView } from '@linkflow/contracts';
import { ClickRate } from '@linkflow/links';
import { Clock, REDIS, answers } from '@linkflow/platform';
import { QueueStats } from '@linkflow/queues';
import { Repairs, RunCounts } from '@linkflow/engine';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { STORM_MINUTES, isRetryStorm } from './retry-storm';

const MINUTES = 15;

/** How the engine stands, on one page. Asks everything at once; nothing here reads more than an index. */
@Injectable()
export class Overview {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @Inject(REDIS) private readonly redis: Redis,
    private readonly queues: QueueStats,
    private readonly counts: RunCounts,
    private readonly rate: ClickRate,
    private readonly repairs: Repairs,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<OpsOverview> {
    const at = this.clock.now().toISOString();
    const [mongo, { redis, queues }, runs, minutes, { since, rung, begun }, setAside] = await Promise.all([
      answers(async () => this.connection.db?.command({ ping: 1 })),
      this.redisSide(),
      this.counts.read(),
      this.rate.lastMinutes(MINUTES),
      this.repairs.read(),
      this.setAside(),
    ]);
    const recent = minutes.slice(-STORM_MINUTES).reduce((sum, { clicks }) => sum + clicks, 0);
    const retrying = runs.retrying ?? 0;
    return {
      at,
      stores: { mongo, redis },
      queues,
      runs,
      clicksPerMinute: minutes.map(({ minute, clicks }) => ({ minute: minute.toISOString(), clicks })),
      retrying: { runs: retrying, storm: isRetryStorm(retrying, recent) },
      repairs: { since: since?.toISOString() ?? null, rung, begun },
      setAside,
    };
  }

  /** Without Redis there is still the rest to see. */
  private async redisSide(): Promise<{ redis: boolean; queues: QueueView[] }> {
    let queues: QueueView[] = [];
    const redis = await answers(async () => {
      await this.redis.ping();
      queues = await this.queues.read();
      return true;
    });
    return { redis, queues };
  }

  /** By the number that MongoDB keeps of a collection: nobody minds one more or less just after a crash. */
  private setAside(): Promise<number> {
    return this.connection.collection('clicks_set_aside').estimatedDocumentCount();
  }
}
