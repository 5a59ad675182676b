import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { REDIS, answers } from '@linkflow/platform';
import { LiveLinks } from '../answer/live-links';
import { JournalNumbers } from '../journal/journal-numbers';

interface Readiness {
  /** `degraded`: recipients are answered, and somebody should look at what is named. */
  status: 'ok' | 'degraded';
  /** What does not answer. */
  away: string[];
  /** `full`: clicks that Redis does not take are lost. */
  journal: 'ok' | 'full';
}

/**
 * `/health/live`: the process turns. `/health/ready`: it can answer recipients, for which it needs one of its two stores or
 * a link that it knows. Were it not ready while Redis is away, a balancer would send recipients nowhere although every one
 * of us could have answered them.
 */
@Controller('health')
export class ClickHealthController {
  constructor(
    @InjectConnection() private readonly mongo: Connection,
    @Inject(REDIS) private readonly redis: Redis,
    private readonly links: LiveLinks,
    private readonly journal: JournalNumbers,
  ) {}

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(): Promise<Readiness> {
    const [mongo, redis] = await Promise.all([
      answers(async () => this.mongo.db?.command({ ping: 1 })),
      answers(() => this.redis.ping()),
    ]);
    if (!mongo && !redis && !this.links.knowsAny)
      throw new ServiceUnavailableException('Neither MongoDB nor Redis did answer, and no link is known');
    const away = [...(mongo ? [] : ['MongoDB']), ...(redis ? [] : ['Redis'])];
    const { full } = this.journal;
    return { status: away.length > 0 || full ? 'degraded' : 'ok', away, journal: full ? 'full' : 'ok' };
  }
}
