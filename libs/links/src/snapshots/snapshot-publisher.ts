import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Log, REDIS, REDIS_PREFIX } from '@linkflow/platform';
import { within } from '../time/within';
import { packSnapshot, snapshotChannel, snapshotKey } from './link-snapshot';
import { SnapshotReader } from './snapshot-reader';

/** Nobody clicks that long on a link without its snapshot being read from MongoDB in between. */
const KEPT_MS = 30 * 24 * 3_600_000;
const REDIS_MS = 1_000;

/** Never puts an older version over a newer one: two publishers may come here in either order. */
const PUT = `
local there = redis.call('GET', KEYS[1])
local version = there and tonumber(string.match(there, '^(%d+):'))
if version and version > tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return 1`;

/** Tells every apps/click what a link does now. */
@Injectable()
export class SnapshotPublisher {
  constructor(
    private readonly reader: SnapshotReader,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
    private readonly log: Log,
  ) {}

  /**
   * Puts the snapshot into Redis and announces it. When Redis is away the change still stands: apps/click looks into
   * MongoDB by itself, some seconds later.
   */
  async publish(linkId: string): Promise<void> {
    const snapshot = await this.reader.read(linkId);
    if (!snapshot) return;
    try {
      const packed = packSnapshot(snapshot);
      const key = snapshotKey(this.prefix, linkId);
      await within(REDIS_MS, this.redis.eval(PUT, 1, key, packed, snapshot.version, KEPT_MS));
      await within(REDIS_MS, this.redis.publish(snapshotChannel(this.prefix), linkId));
    } catch (error) {
      this.log.warn(
        { err: error, linkId },
        'a link changed and Redis did not take it; clicks will see it late',
      );
    }
  }
}
