import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { REDIS, storesAway } from '@linkflow/platform';
import { LinkCache } from '../answer/link-cache';
import { JournalStats } from '../outbox/journal';

interface Readiness {
  /** `degraded`: clicks are answered, but `away` or `journal` needs attention. */
  status: 'ok' | 'degraded';
  /** Stores that do not respond. */
  away: string[];
  /** `full`: clicks that Redis does not take are lost. */
  journal: 'ok' | 'full';
}

/**
 * `/health/live`: the process responds. `/health/ready`: it can answer clicks, for which it needs MongoDB, Redis or a cached link. It
 * stays ready while a store is down: otherwise a load balancer would take every process out, although each could still answer.
 */
@Controller('health')
export class HealthController {
  constructor(
    @InjectConnection() private readonly mongo: Connection,
    @Inject(REDIS) private readonly redis: Redis,
    private readonly links: LinkCache,
    private readonly journal: JournalStats,
  ) {}

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(): Promise<Readiness> {
    const away = await storesAway(this.mongo, this.redis);
    if (away.length === 2 && !this.links.canAnswerOffline)
      throw new ServiceUnavailableException('MongoDB and Redis do not respond, and no link is cached');
    const { full } = this.journal;
    return { status: away.length > 0 || full ? 'degraded' : 'ok', away, journal: full ? 'full' : 'ok' };
  }
}
