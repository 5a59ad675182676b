import { Controller, Get, Inject, Res } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { REDIS } from '../redis/redis.module';
import { answers } from './answers';
import type { ReadyCheck, Readiness } from './ready-check';

export const READY_CHECKS = Symbol('ready-checks');

/** `/health/live`: the process turns. `/health/ready`: its stores answer and it does its work; if not, the body says what is away. */
@Controller('health')
export class HealthController {
  constructor(
    @InjectConnection() private readonly mongo: Connection,
    @Inject(REDIS) private readonly redis: Redis,
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
    const away = [...(mongo ? [] : ['MongoDB']), ...(redis ? [] : ['Redis']), ...missing];
    if (away.length > 0) reply.status(503);
    return { status: away.length > 0 ? 'away' : 'ok', away };
  }
}
