import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { REDIS, REDIS_PREFIX } from '@linkflow/platform';

const Suspension = z.object({ name: z.string(), until: z.number() });

/** A script for redirects that apps/click does not run for now, because it exceeded its time limit repeatedly. */
export interface SuspendedScript {
  id: string;
  name: string;
  until: Date;
}

/**
 * The whole list expires this long after a script was last added, because a process of apps/click may stop without removing its scripts.
 */
const TTL_MS = 10 * 60_000;

/** The list, in Redis, of the scripts that processes of apps/click have suspended, for ops. A process adds a script when it suspends it. */
@Injectable()
export class SuspendedScripts {
  private readonly key: string;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_PREFIX) prefix: string,
  ) {
    this.key = `${prefix}:suspended-scripts`;
  }

  async add({ id, name, until }: SuspendedScript): Promise<void> {
    await this.redis.hset(this.key, id, JSON.stringify({ name, until: until.getTime() }));
    await this.redis.pexpire(this.key, TTL_MS);
  }

  async remove(id: string): Promise<void> {
    await this.redis.hdel(this.key, id);
  }

  async list(): Promise<SuspendedScript[]> {
    const now = Date.now();
    return Object.entries(await this.redis.hgetall(this.key)).flatMap(([id, stored]) => {
      const { name, until } = Suspension.parse(JSON.parse(stored));
      return until > now ? [{ id, name, until: new Date(until) }] : [];
    });
  }
}
