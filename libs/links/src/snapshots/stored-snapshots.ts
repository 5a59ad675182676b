import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { REDIS, REDIS_FACTORY, REDIS_PREFIX, type RedisFactory } from '@linkflow/platform';
import { within } from '../time/within';
import { snapshotChannel, snapshotKey, unpackSnapshot, type LinkSnapshot } from './link-snapshot';
import { SnapshotReader } from './snapshot-reader';
import type { SnapshotSource } from './snapshot-store';

/** A recipient waits meanwhile, so a store that hangs is given up soon. */
const REDIS_MS = 150;
const MONGO_MS = 1_000;

/** Snapshots as Redis and MongoDB hold them, and the announcements of changes. */
@Injectable()
export class StoredSnapshots implements SnapshotSource {
  constructor(
    private readonly reader: SnapshotReader,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_FACTORY) private readonly connect: RedisFactory,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
  ) {}

  async fromRedis(linkId: string): Promise<LinkSnapshot | null> {
    const packed = await within(REDIS_MS, this.redis.get(snapshotKey(this.prefix, linkId)));
    return packed === null ? null : unpackSnapshot(packed);
  }

  fromMongo(linkId: string): Promise<LinkSnapshot | null> {
    return within(MONGO_MS, this.reader.read(linkId));
  }

  /**
   * Listens for changed links on a connection of its own.
   * @param missed called when announcements may have been lost: after every (re)connection
   * @returns ends it
   */
  listen(changed: (linkId: string) => void, missed: () => void): () => void {
    const subscriber = this.connect();
    subscriber.on('message', (_channel, linkId) => changed(linkId));
    // Each time the connection is made: one that never came about could not subscribe again by itself.
    subscriber.on('ready', () => {
      subscriber.subscribe(snapshotChannel(this.prefix)).then(missed, () => undefined);
    });
    return () => subscriber.disconnect();
  }
}
