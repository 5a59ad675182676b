import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import {
  DatabaseClock,
  REDIS,
  REDIS_PREFIX,
  clockHealth,
  storesAway,
  type ClockHealth,
} from '@linkflow/platform';
import { LinkCache } from '../answer/link-cache';
import { ScriptBreaker } from '../answer/return-script';
import { JournalStats } from '../outbox/journal';

interface Readiness {
  /** `degraded`: clicks are answered, but `away`, `journal` or `clock` needs attention. */
  status: 'ok' | 'degraded';
  /** Names of the stores (MongoDB, Redis) that do not respond or do not accept writes. */
  away: string[];
  /**
   * `full`: the journal has reached its maximum size, or its disk is full, read-only or failing. Clicks that Redis does not store are then
   * kept only in memory.
   */
  journal: 'ok' | 'full';
  clock: ClockHealth;
  /** Ids of return scripts that are not run, because they repeatedly exceeded their time limit. */
  suspendedScripts: string[];
}

/**
 * `/health/live`: the process responds. `/health/ready`: the process can answer clicks, for which it needs MongoDB, Redis or a cached link.
 * It stays ready while one store is down (or both, if it has cached links): otherwise a load balancer would remove all processes, although
 * each can still answer.
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
    private readonly clock: DatabaseClock,
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
    const clock = clockHealth(this.clock);
    return {
      status: away.length > 0 || full || clock.status === 'off' ? 'degraded' : 'ok',
      away,
      journal: full ? 'full' : 'ok',
      clock,
      suspendedScripts: this.scripts.suspended(),
    };
  }
}
