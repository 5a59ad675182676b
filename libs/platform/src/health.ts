import { Controller, Get, Inject, Module, Res, type DynamicModule, type Type } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { DatabaseClock } from './database-clock';
import { LEASES } from './leases';
import { REDIS, REDIS_PREFIX } from './redis';
import { withTimeout } from './time';

const PROBE_TIMEOUT_MS = 1_000;
const READY_CHECKS = Symbol('ready-checks');

/** Entry in a list of unavailable stores: Redis responds but refuses writes, so that jobs cannot be enqueued. */
const REDIS_REFUSES_WRITES = 'Redis (refuses writes)';
/** The same for MongoDB: nothing can be recorded. */
const MONGO_REFUSES_WRITES = 'MongoDB (refuses writes)';
const PROBE_VALUE = '1';

/** A condition of readiness besides MongoDB and Redis. */
export abstract class ReadyCheck {
  /** What is missing now, in a few words each; empty if the app is ready. */
  abstract missing(): string[];

  /** What needs attention, in a few words each, although the app is ready. */
  attention(): string[] {
    return [];
  }
}

/** What `/health/ready` says about the clock of the machine. */
export interface ClockHealth {
  /** By how much the machine's clock is ahead of the database's, ms. */
  offsetMs: number;
  /** `off`: the difference needs attention. The app does not depend on the machine's clock and stays ready. */
  status: 'ok' | 'off';
}

export const clockHealth = ({ offsetMs, isOff }: DatabaseClock): ClockHealth => ({
  offsetMs,
  status: isOff ? 'off' : 'ok',
});

/** Body of `/health/ready`. */
interface Readiness {
  /** `degraded`: the app is ready, but `clock` or what is in `attention` needs attention. */
  status: 'ok' | 'degraded' | 'away';
  /** What does not respond or is missing. */
  away: string[];
  attention: string[];
  clock: ClockHealth;
}

/** Whether the probe resolves to a truthy value within a second. Never rejects. */
export async function answers(probe: () => Promise<unknown>): Promise<boolean> {
  try {
    return Boolean(await withTimeout(PROBE_TIMEOUT_MS, probe));
  } catch {
    return false;
  }
}

const PROBE_TTL_MS = 60_000;

/** Whether Redis stores a value within a second. Never rejects. */
export const takesWrites = (redis: Redis, prefix: string): Promise<boolean> =>
  answers(() => redis.set(`${prefix}:health`, PROBE_VALUE, 'PX', PROBE_TTL_MS));

/**
 * Whether MongoDB takes a write with a majority within a second. The write changes nothing, because no document matches. Never rejects.
 */
const mongoTakesWrites = (mongo: Connection): Promise<boolean> =>
  answers(async () => {
    const reply = await mongo.db?.command({
      update: LEASES,
      updates: [{ q: { _id: 'health' }, u: { $set: { holder: '' } } }],
      writeConcern: { w: 'majority', wtimeout: PROBE_TIMEOUT_MS },
      maxTimeMS: PROBE_TIMEOUT_MS,
    });
    return reply?.ok === 1 && !reply.writeErrors && !reply.writeConcernError;
  });

/** The stores that a readiness check probes. */
export interface Stores {
  mongo: Connection;
  redis: Redis;
  /** Prefix of our Redis keys. */
  prefix: string;
}

/**
 * Names of the stores that do not respond or refuse writes. Redis refuses them when its memory or disk is full and while it is a replica,
 * MongoDB while it is locked for a backup and while its replica set has no majority.
 */
export async function storesAway({ mongo, redis, prefix }: Stores): Promise<string[]> {
  const [mongoAnswers, takesMongoWrites, redisAnswers, redisTakesWrites] = await Promise.all([
    answers(async () => mongo.db?.command({ ping: 1 })),
    mongoTakesWrites(mongo),
    answers(() => redis.ping()),
    takesWrites(redis, prefix),
  ]);
  const redisState = redisTakesWrites ? [] : redisAnswers ? [REDIS_REFUSES_WRITES] : ['Redis'];
  const mongoState = takesMongoWrites ? [] : mongoAnswers ? [MONGO_REFUSES_WRITES] : ['MongoDB'];
  return [...mongoState, ...redisState];
}

/**
 * `/health/live`: 200 while the event loop runs. `/health/ready`: 200 while both stores respond and all checks pass, else 503 with a
 * list of what is missing.
 */
@Controller('health')
class HealthController {
  constructor(
    @InjectConnection() readonly mongo: Connection,
    @Inject(REDIS) readonly redis: Redis,
    @Inject(REDIS_PREFIX) readonly prefix: string,
    private readonly clock: DatabaseClock,
    @Inject(READY_CHECKS) private readonly checks: ReadyCheck[],
  ) {}

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: { status(code: number): unknown }): Promise<Readiness> {
    const away = await storesAway(this);
    for (const check of this.checks) away.push(...check.missing());
    if (away.length > 0) reply.status(503);
    const clock = clockHealth(this.clock);
    const attention = this.checks.flatMap((check) => check.attention());
    const isDegraded = clock.status === 'off' || attention.length > 0;
    const status = away.length > 0 ? 'away' : isDegraded ? 'degraded' : 'ok';
    return { status, away, attention, clock };
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
