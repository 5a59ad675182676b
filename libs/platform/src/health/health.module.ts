import { Controller, Get, Inject, Module, ServiceUnavailableException } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { REDIS } from '../redis/redis.module';

const PROBE_MS = 1_000;

/** `/health/live`: the process turns. `/health/ready`: it can do its work, that is, its stores answer. */
@Controller('health')
export class HealthController {
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
    const [mongo, redis] = await Promise.all([
      within(PROBE_MS, async () => this.mongo.db?.command({ ping: 1 })),
      within(PROBE_MS, () => this.redis.ping()),
    ]);
    if (!mongo || !redis) {
      const away = [mongo ? '' : 'MongoDB', redis ? '' : 'Redis'].filter(Boolean).join(' and ');
      throw new ServiceUnavailableException(`${away} did not answer`);
    }
    return { status: 'ok' };
  }
}

async function within(ms: number, probe: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return Boolean(await Promise.race([probe(), late]));
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

@Module({ controllers: [HealthController] })
export class HealthModule {}
