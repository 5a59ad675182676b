import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { REDIS, REDIS_PREFIX, withTimeout } from '@linkflow/platform';

const REDIS_MS = 100;

const COUNT_SCRIPT = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return count`;

/** Counts in Redis that begin with their first increment and end after a time. Only a hash of what is counted is kept. */
@Injectable()
export class WindowCounts {
  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
  ) {}

  /** Counts one more of `what`. Undefined while Redis does not answer. */
  async count(kind: string, what: string, seconds: number): Promise<number | undefined> {
    const hash = createHash('sha256').update(what).digest('hex').slice(0, 24);
    try {
      const count = await withTimeout(REDIS_MS, () =>
        this.redis.eval(COUNT_SCRIPT, 1, `${this.prefix}:${kind}:${hash}`, seconds),
      );
      return Number(count);
    } catch {
      return undefined;
    }
  }
}
