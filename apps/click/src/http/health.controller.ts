import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { REDIS, REDIS_PREFIX, storesAway } from '@linkflow/platform';
import { LinkCache } from '../answer/link-cache';
import { ScriptBreaker } from '../answer/return-script';
import { JournalStats } from '../outbox/journal';

interface Readiness {
  /** `degraded`: clicks are answered, but `away` or `journal` needs attention. */
  status: 'ok' | 'degraded';
  /** Stores that do not respond or do not take writes. */
  away: string[];
  /** `full`: it has its maximum size, or its disk is full, read-only or fails. Clicks that Redis does not take are only in memory. */
  journal: 'ok' | 'full';
  /** Ids of scripts for redirects that are not run, because they exceeded their time repeatedly. */
  suspendedScripts: string[];
}

/**
 * `/health/live`: the process responds. `/health/ready`: it can answer clicks, for which it needs MongoDB, Redis or a cached link. It
 * stays ready while a store is down: otherwise a load balancer would take every process out, although each could still answer.
 */
@Controller('health')
export class HealthController {
  constructor(
    @InjectConnection() readonly mongo: Connection,
    @Inject(REDIS) readonly redis: Redis,
    @Inject(REDIS_PREFIX) readonly prefix: string,
    private readonly links: LinkCache,
    private readonly journal: JournalStats,
    private readonly scripts: ScriptBreaker,
  ) {}

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(): Promise<Readiness> {
    const away = await storesAway(this);
    if (away.length === 2 && !this.links.canAnswerOffline)
      throw new ServiceUnavailableException('MongoDB and Redis do not respond, and no link is cached');
    const { full } = this.journal;
    return {
      status: away.length > 0 || full ? 'degraded' : 'ok',
      away,
      journal: full ? 'full' : 'ok',
      suspendedScripts: this.scripts.suspended(),
    };
  }
}
