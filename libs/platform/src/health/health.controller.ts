import { Controller, Get, Inject, Res } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { REDIS } from '../redis/redis.module';
import { answers } from './answers';
import type { ReadyCheck, Readiness } from './ready-check';

/** `both`: without one of them this app can do nothing. `one`: it can work on the other. */
export type StoresNeeded = 'both' | 'one';
export const STORES_NEEDED = Symbol('stores-needed');
export const READY_CHECKS = Symbol('ready-checks');

/** `/health/live`: the process turns. `/health/ready`: it can do its work; if not, the body says what is away. */
@Controller('health')
export class HealthController {
  constructor(
    @InjectConnection() private readonly mongo: Connection,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(STORES_NEEDED) private readonly needed: StoresNeeded,
    @Inject(READY_CHECKS) private readonly checks: ReadyCheck[],
  ) {}

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: { status(code: number): unknown }): Promise<Readiness> {
    const [mongo, redis] = await Promise.all([
      answers(async () => this.mongo.db?.command({ ping: 1 })),
      answers(() => this.redis.ping()),
    ]);
    const missing = this.checks.flatMap((check) => check.missing());
    const stores = this.needed === 'both' ? mongo && redis : mongo || redis;
    const ready = stores && missing.length === 0;
    if (!ready) reply.status(503);
    return {
      status: ready ? 'ok' : 'away',
      away: [...(mongo ? [] : ['MongoDB']), ...(redis ? [] : ['Redis']), ...missing],
    };
  }
}
