import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { within } from '@linkflow/links';
import { REDIS } from '@linkflow/platform';

const PROBE_MS = 1_000;

/**
 * `/health/live`: the process turns. `/health/ready`: it can answer recipients, which takes one of its two stores. Were it not
 * ready while Redis is away, a balancer would send recipients nowhere although every one of us could have answered them.
 */
@Controller('health')
export class ClickHealthController {
  constructor(
    @InjectConnection() private readonly mongo: Connection,
    @Inject(REDIS) private readonly redis: Redis,
  ) {}

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(): Promise<{ status: 'ok' }> {
    try {
      await Promise.any([
        within(PROBE_MS, this.redis.ping()),
        within(PROBE_MS, Promise.resolve(this.mongo.db?.command({ ping: 1 }))),
      ]);
    } catch {
      throw new ServiceUnavailableException('Neither MongoDB nor Redis did answer');
    }
    return { status: 'ok' };
  }
}
