import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Redis } from 'ioredis';
import type { Connection, mongo } from 'mongoose';
import {
  Log,
  PeriodicTasks,
  REDIS,
  REDIS_PREFIX,
  collectionOf,
  newId,
  withTimeout,
} from '@linkflow/platform';

/** Collection `link_epochs`: one document. */
interface EpochDoc {
  _id: 'links';
  /** Identifies this state of the database. Replaced when a restore from a backup is detected. */
  epoch: string;
  /** Number of snapshots published to Redis. */
  published: number;
}

const ID = 'links';
const CHECK_EVERY_MS = 5_000;
const REDIS_TIMEOUT_MS = 1_000;

/** Redis key of a hash with the fields of EpochDoc, as of the last snapshot that was stored in Redis. */
export const epochKey = (prefix: string): string => `${prefix}:links-epoch`;
/** Redis channel on which the ids of changed links, and `EPOCH_CHANGED`, are published. */
export const snapshotChannel = (prefix: string): string => `${prefix}:links-changed`;
/** Message on that channel: every snapshot outside MongoDB may be wrong. */
export const EPOCH_CHANGED = '*';

/** The current epoch as stored in MongoDB. */
@Injectable()
export class EpochRepository {
  readonly documents: mongo.Collection<EpochDoc>;

  constructor(@InjectConnection() connection: Connection) {
    this.documents = collectionOf(connection, 'link_epochs');
  }

  /** The current epoch. Empty until apps/api has been started with this database. */
  async current(): Promise<string> {
    return (await this.find())?.epoch ?? '';
  }

  find(): Promise<EpochDoc | null> {
    return this.documents.findOne({ _id: ID });
  }

  /** Increments the number of published snapshots. Returns the changed document. */
  countPublished(): Promise<EpochDoc | null> {
    return this.documents.findOneAndUpdate(
      { _id: ID },
      { $inc: { published: 1 }, $setOnInsert: { epoch: newId() } },
      { upsert: true, returnDocument: 'after' },
    );
  }

  /** Begins a new epoch, unless another process has begun one since `seen` was read. Returns the current document. */
  async begin(seen: EpochDoc | null, published: number): Promise<EpochDoc | null> {
    if (!seen) {
      const $setOnInsert = { epoch: newId(), published };
      return this.documents.findOneAndUpdate(
        { _id: ID },
        { $setOnInsert },
        { upsert: true, returnDocument: 'after' },
      );
    }
    await this.documents.updateOne(
      { _id: ID, epoch: seen.epoch },
      { $set: { epoch: newId() }, $max: { published } },
    );
    return this.find();
  }
}

/**
 * Detects that MongoDB was restored from a backup while Redis kept its data: Redis has a different epoch, or has counted a publication
 * that MongoDB has not. It then begins a new epoch. Snapshots of an earlier epoch, in Redis, in memory or in a file, are no longer used
 * while Redis or MongoDB responds, and every later publication replaces them.
 */
@Injectable()
export class SnapshotEpoch implements OnModuleInit {
  constructor(
    private readonly stored: EpochRepository,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
    private readonly log: Log,
    tasks: PeriodicTasks,
  ) {
    tasks.add({ name: 'link-epoch', everyMs: CHECK_EVERY_MS, run: () => this.check() });
  }

  /** Runs the first check. If it fails, e.g. because Redis does not respond, the periodic task repeats it. */
  async onModuleInit(): Promise<void> {
    await this.check().catch((error: unknown) =>
      this.log.warn({ err: error }, 'the link epoch could not be checked; the check is repeated'),
    );
  }

  /** Counts the publication of a snapshot. @returns the epoch and the count, to be stored in Redis with the snapshot */
  async publication(): Promise<Pick<EpochDoc, 'epoch' | 'published'>> {
    const inRedis = await this.inRedis();
    const counted = await this.stored.countPublished();
    if (!counted) throw new Error('The epoch of the links is missing');
    return this.isOlder(counted, inRedis, 1) ? this.begin(counted, inRedis.published) : counted;
  }

  async check(): Promise<void> {
    // Redis is read first, because a publication is counted in MongoDB before it is counted in Redis. MongoDB is therefore never behind,
    // unless it was restored.
    const inRedis = await this.inRedis();
    const inMongo = await this.stored.find();
    if (!inMongo || inRedis.epoch === null || this.isOlder(inMongo, inRedis))
      await this.begin(inMongo, inRedis.published, inRedis.epoch !== null);
  }

  private isOlder(mongo: EpochDoc, redis: { epoch: string | null; published: number }, since = 0): boolean {
    if (redis.epoch === null) return false;
    return redis.epoch !== mongo.epoch || mongo.published - since < redis.published;
  }

  private async begin(seen: EpochDoc | null, published: number, wasRestored = true): Promise<EpochDoc> {
    const current = seen && !wasRestored ? seen : await this.stored.begin(seen, published);
    if (!current) throw new Error('The epoch of the links is missing');
    if (wasRestored)
      this.log.warn(
        { epoch: current.epoch },
        'MongoDB is older than Redis, as after a restore: link snapshots in Redis are not used any more',
      );
    await withTimeout(REDIS_TIMEOUT_MS, () =>
      this.redis.hset(epochKey(this.prefix), { epoch: current.epoch, published: current.published }),
    );
    await withTimeout(REDIS_TIMEOUT_MS, () =>
      this.redis.publish(snapshotChannel(this.prefix), EPOCH_CHANGED),
    );
    return current;
  }

  private async inRedis(): Promise<{ epoch: string | null; published: number }> {
    const found = await withTimeout(REDIS_TIMEOUT_MS, () => this.redis.hgetall(epochKey(this.prefix)));
    return { epoch: found.epoch ?? null, published: Number(found.published ?? 0) };
  }
}
