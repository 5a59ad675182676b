import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { LiveEvent } from '@linkflow/contracts';
import {
  LiveEvents,
  Log,
  REDIS,
  REDIS_FACTORY,
  REDIS_PREFIX,
  subscribe,
  withTimeout,
  type RedisFactory,
} from '@linkflow/platform';
import { LinksRepository, type Author } from './library/links.repository';
import { VersionsRepository, type RespondLane } from './library/versions';
import { EPOCH_CHANGED, EpochRepository, SnapshotEpoch, epochKey, snapshotChannel } from './snapshot-epoch';

/** The data of a link that apps/click needs to answer a click. Stored in Redis and in the memory of apps/click. */
export interface LinkSnapshot {
  linkId: string;
  name: string;
  mailingId: string | null;
  /** Number of the live version; 0 if no version is published. */
  version: number;
  /** When the version was published, epoch ms; 0 if no version is published. */
  publishedAt: number;
  /** State of the database that the snapshot was read from; see SnapshotEpoch. Empty in snapshots of an earlier release. */
  epoch: string;
  /** URL of the live version, or of the draft if no version is published. */
  url: string;
  respond: RespondLane | null;
  /** A mailing adds parameters to the address, so that the answer depends on the recipient's mailing. Absent if none does. */
  analytics?: true;
}

/** Redis key of a snapshot. */
const snapshotKey = (prefix: string, linkId: string): string => `${prefix}:link:${linkId}`;

/** Stored form: `<epoch>:<version>:<publishedAt>:<JSON>`, so that a Lua script can compare snapshots without parsing JSON. */
export const packSnapshot = (snapshot: LinkSnapshot): string =>
  `${snapshot.epoch}:${snapshot.version}:${snapshot.publishedAt}:${JSON.stringify(snapshot)}`;

/** Null if the text is not a valid snapshot. Reads those of an earlier release, `<version>:<JSON>`, too. */
export function unpackSnapshot(packed: string): LinkSnapshot | null {
  try {
    const snapshot: unknown = JSON.parse(packed.slice(packed.indexOf('{')));
    return isSnapshot(snapshot) ? { ...UNDATED, ...snapshot } : null;
  } catch {
    return null;
  }
}

const UNDATED = { epoch: '', publishedAt: 0 };

type Age = Pick<LinkSnapshot, 'epoch' | 'version' | 'publishedAt'>;

/**
 * Whether snapshot `one` is newer than snapshot `other` of the same link and replaces it. Either a higher version or a later publication
 * is enough: the clocks of two publishers may differ, and a restored database assigns version numbers a second time. Snapshots of
 * different epochs cannot be compared; the result is false.
 */
export const isNewer = (one: Age, other: Age): boolean =>
  one.epoch === other.epoch && (one.version > other.version || one.publishedAt > other.publishedAt);

/**
 * Whether a value has the fields that decide the answer. The workflow graph is not validated, because only our own processes write
 * snapshots.
 */
const isSnapshot = (value: unknown): value is LinkSnapshot =>
  typeof value === 'object' &&
  value !== null &&
  'linkId' in value &&
  'version' in value &&
  typeof value.version === 'number' &&
  'url' in value &&
  typeof value.url === 'string' &&
  'respond' in value;

/** Builds snapshots from MongoDB. */
@Injectable()
export class SnapshotReader {
  constructor(
    private readonly links: LinksRepository,
    private readonly versions: VersionsRepository,
    private readonly epochs: EpochRepository,
  ) {}

  /** The snapshot of a link, also of a deleted one, because tracked URLs in sent mails keep working. Null if there is no such link. */
  async read(linkId: string): Promise<LinkSnapshot | null> {
    const [link, epoch] = await Promise.all([this.links.head(linkId), this.epochs.current()]);
    if (!link) return null;
    const { name, mailingId, liveVersion } = link;
    const { url } = link.draft;
    const unpublished = {
      linkId,
      name,
      mailingId,
      version: 0,
      publishedAt: 0,
      epoch,
      url,
      respond: null,
      ...(link.analytics && { analytics: link.analytics }),
    };
    if (liveVersion === null) return unpublished;
    const version = await this.versions.responseOf(linkId, liveVersion);
    if (!version) return unpublished;
    const publishedAt = version.publishedAt.getTime();
    return { ...unpublished, version: liveVersion, ...version, publishedAt };
  }
}

/** How long a snapshot stays in Redis. After that, the snapshot of a link that has not changed since is read from MongoDB at each load. */
const TTL_MS = 30 * 24 * 3_600_000;
const PUBLISH_TIMEOUT_MS = 1_000;

/** How long the old snapshot stays in Redis at most while a change is being made. It then expires even if the publisher is killed. */
const CHANGING_TTL_MS = 5_000;
/** Prefix of the link id in the message that announces a change before it is made. */
const CHANGING = '?';

/**
 * Stores a snapshot, unless Redis has one of the same epoch with a higher version that was published at the same time or later:
 * concurrent publishers may arrive in either order. A snapshot of the same version is replaced, because the name or the URL may have
 * changed.
 */
const PUT_SCRIPT = `
local stored = redis.call('GET', KEYS[1])
if stored then
  local epoch, version, at = string.match(stored, '^([^:]*):(%d+):(%d+):')
  if epoch == ARGV[4] and tonumber(version) > tonumber(ARGV[2]) and tonumber(at) >= tonumber(ARGV[5]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return 1`;

/** Stores the epoch, and also the number of publications if it is higher than the stored one. */
const EPOCH_SCRIPT = `
local published = tonumber(redis.call('HGET', KEYS[1], 'published') or '0')
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'published', math.max(published, tonumber(ARGV[2])))
return 1`;

/** A change of a link, as the open pages of colleagues receive it. */
type LinkChange = Pick<Extract<LiveEvent, { type: 'link' }>, 'change' | 'revision' | 'version'> & {
  by: Author;
  at: Date;
};

/** Publishes changes of links: to all processes of apps/click, and to the open pages of colleagues. */
@Injectable()
export class SnapshotPublisher {
  constructor(
    private readonly reader: SnapshotReader,
    private readonly epoch: SnapshotEpoch,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
    private readonly live: LiveEvents,
    private readonly log: Log,
  ) {}

  /** Announces a change to the open pages of colleagues. */
  announce(linkId: string, change: LinkChange): void {
    this.live.announce(() => {
      const { by, at, ...what } = change;
      return { type: 'link', linkId, byUserId: by.id, at: at.toISOString(), ...what };
    });
  }

  /**
   * Runs `work`, which changes a link, and then publishes the link. The change is also announced before `work` runs: if this process is
   * killed in between, apps/click reads the link again within a second instead of at the end of its usual interval.
   */
  async change<T>(linkId: string, work: () => Promise<T>): Promise<T> {
    await this.inRedis(linkId, async () => {
      await this.redis.pexpire(snapshotKey(this.prefix, linkId), CHANGING_TTL_MS);
      await this.redis.publish(snapshotChannel(this.prefix), CHANGING + linkId);
    });
    try {
      return await work();
    } finally {
      await this.publish(linkId);
    }
  }

  /**
   * Stores the snapshot in Redis and announces it. Does not reject if Redis fails: MongoDB has the change, and apps/click reads it from
   * there some seconds later.
   */
  async publish(linkId: string): Promise<void> {
    const snapshot = await this.reader.read(linkId);
    if (!snapshot) return;
    await this.inRedis(linkId, async () => {
      const { epoch, published } = await this.epoch.publication();
      await this.redis.eval(EPOCH_SCRIPT, 1, epochKey(this.prefix), epoch, published);
      const { version, publishedAt } = snapshot;
      const packed = packSnapshot({ ...snapshot, epoch });
      const key = snapshotKey(this.prefix, linkId);
      await this.redis.eval(PUT_SCRIPT, 1, key, packed, version, TTL_MS, epoch, publishedAt);
      await this.redis.publish(snapshotChannel(this.prefix), linkId);
    });
  }

  private async inRedis(linkId: string, work: () => Promise<void>): Promise<void> {
    try {
      await withTimeout(PUBLISH_TIMEOUT_MS, work);
    } catch (error) {
      this.log.warn(
        { err: error, linkId },
        'a link change was not announced over Redis; clicks use it some seconds later',
      );
    }
  }
}

/** Limit for reading a snapshot from Redis; short, because a recipient is waiting. */
const REDIS_TIMEOUT_MS = 150;
const MONGO_TIMEOUT_MS = 1_000;

/** Snapshots from Redis and MongoDB, and the announcements of changes, for apps/click. */
@Injectable()
export class StoredSnapshots {
  constructor(
    private readonly reader: SnapshotReader,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_FACTORY) private readonly connect: RedisFactory,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
  ) {}

  /** The snapshot of a link in Redis. Null if there is none, or if it belongs to an earlier epoch. */
  async fromRedis(linkId: string): Promise<LinkSnapshot | null> {
    const [packed, epoch] = await withTimeout(REDIS_TIMEOUT_MS, () =>
      Promise.all([
        this.redis.get(snapshotKey(this.prefix, linkId)),
        this.redis.hget(epochKey(this.prefix), 'epoch'),
      ]),
    );
    const snapshot = packed === null ? null : unpackSnapshot(packed);
    return epoch === null || snapshot?.epoch === epoch ? snapshot : null;
  }

  fromMongo(linkId: string): Promise<LinkSnapshot | null> {
    return withTimeout(MONGO_TIMEOUT_MS, () => this.reader.read(linkId));
  }

  /**
   * Subscribes to changes of links, on a separate connection.
   * @returns a function that ends the subscription
   */
  listen(on: SnapshotListener): () => void {
    const receive = (message: string): void => {
      if (message === EPOCH_CHANGED) on.epochChanged();
      else if (message.startsWith(CHANGING)) on.changing(message.slice(CHANGING.length));
      else on.changed(message);
    };
    const subscriber = subscribe(this.connect, snapshotChannel(this.prefix), receive, () => on.gap());
    return () => subscriber.disconnect();
  }
}

/** Callbacks for the announcements of changed links. */
export interface SnapshotListener {
  /** A link is about to be changed. */
  changing(linkId: string): void;
  changed(linkId: string): void;
  /** The database was restored from a backup. */
  epochChanged(): void;
  /** Called after every (re)connection, because announcements may have been missed. */
  gap(): void;
}
