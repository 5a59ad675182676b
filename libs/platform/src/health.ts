import { Controller, Get, Inject, Module, Res, type DynamicModule, type Type } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { REDIS } from './redis';
import { withTimeout } from './time';

const PROBE_TIMEOUT_MS = 1_000;
const READY_CHECKS = Symbol('ready-checks');

/** Something besides MongoDB and Redis that an app needs before it can work. */
export abstract class ReadyCheck {
  /** What is missing now, in a few words each. Empty: ready. */
  abstract missing(): string[];
}

/** Body of `/health/ready`. */
interface Readiness {
  status: 'ok' | 'away';
  /** What does not answer or is missing. */
  away: string[];
}

/** Whether the probe resolves to something truthy within a second. Never rejects. */
export async function answers(probe: () => Promise<unknown>): Promise<boolean> {
  try {
    return Boolean(await withTimeout(PROBE_TIMEOUT_MS, probe));
  } catch {
    return false;
  }
}

/** Names of the stores that do not respond. */
export async function storesAway(mongo: Connection, redis: Redis): Promise<string[]> {
  const [mongoAnswers, redisAnswers] = await Promise.all([
    answers(async () => mongo.db?.command({ ping: 1 })),
    answers(() => redis.ping()),
  ]);
  return [...(mongoAnswers ? [] : ['MongoDB']), ...(redisAnswers ? [] : ['Redis'])];
}

/** `/health/live`: the event loop runs. `/health/ready`: 200 while both stores answer and all checks pass, else 503 and what is missing. */
@Controller('health')
class HealthController {
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
    const away = await storesAway(this.mongo, this.redis);
    for (const check of this.checks) away.push(...check.missing());
    if (away.length > 0) reply.status(503);
    return { status: away.length > 0 ? 'away' : 'ok', away };
  }
}

/** Health endpoints of an app that needs both stores. */
@Module({})
export class HealthModule {
  /** `checks`: further conditions of readiness; global modules provide them. */
  static needing(...checks: Type<ReadyCheck>[]): DynamicModule {
    return {
      module: HealthModule,
      controllers: [HealthController],
      providers: [{ provide: READY_CHECKS, useFactory: (...all: ReadyCheck[]) => all, inject: checks }],
    };
  }
}
