import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { LiveEvent } from '@linkflow/contracts';
import {
  LiveEvents,
  Log,
  REDIS,
  REDIS_FACTORY,
  REDIS_PREFIX,
  withTimeout,
  type RedisFactory,
} from '@linkflow/platform';
import { LinksRepository, type Author } from './library/links.repository';
import { VersionsRepository, type RespondLane } from './library/versions';

/** What a click needs of a link. Stored in Redis and kept in the memory of apps/click. */
export interface LinkSnapshot {
  linkId: string;
  name: string;
  mailingId: string | null;
  /** 0: no version is published. */
  version: number;
  /** URL of the live version, or of the draft if no version is published. */
  url: string;
  respond: RespondLane | null;
}

/** Redis key of a snapshot. */
const snapshotKey = (prefix: string, linkId: string): string => `${prefix}:link:${linkId}`;
/** Redis channel on which the ids of changed links are published. */
const snapshotChannel = (prefix: string): string => `${prefix}:links-changed`;

/** Stored form: `<version>:<JSON>`, so that a Lua script can compare versions without parsing JSON. */
export const packSnapshot = (snapshot: LinkSnapshot): string =>
  `${snapshot.version}:${JSON.stringify(snapshot)}`;

/** Null if the text is not a valid snapshot. */
export function unpackSnapshot(packed: string): LinkSnapshot | null {
  try {
    const snapshot: unknown = JSON.parse(packed.slice(packed.indexOf(':') + 1));
    return isSnapshot(snapshot) ? snapshot : null;
  } catch {
    return null;
  }
}

/** Checks the fields that decide the answer. The graph is not validated, because only our own processes write snapshots. */
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
  ) {}

  /** Deleted links have a snapshot too, because their links in mails keep working. Null: there is no such link. */
  async read(linkId: string): Promise<LinkSnapshot | null> {
    const link = await this.links.head(linkId);
    if (!link) return null;
    const { name, mailingId, liveVersion } = link;
    const unpublished = { linkId, name, mailingId, version: 0, url: link.draft.url, respond: null };
    if (liveVersion === null) return unpublished;
    const version = await this.versions.responseOf(linkId, liveVersion);
    return version ? { ...unpublished, version: liveVersion, ...version } : unpublished;
  }
}

/** A link that is clicked later than this after its last change is read from MongoDB. */
const TTL_MS = 30 * 24 * 3_600_000;
const PUBLISH_TIMEOUT_MS = 1_000;

/** Stores a snapshot unless a newer version is stored: concurrent publishers may arrive in either order. */
const PUT_SCRIPT = `
local stored = redis.call('GET', KEYS[1])
local version = stored and tonumber(string.match(stored, '^(%d+):'))
if version and version > tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return 1`;

/** A change as open pages see it. */
type LinkChange = Pick<Extract<LiveEvent, { type: 'link' }>, 'change' | 'revision' | 'version'> & {
  by: Author;
  at: Date;
};

/** Sends changes of links to all processes of apps/click. */
@Injectable()
export class SnapshotPublisher {
  constructor(
    private readonly reader: SnapshotReader,
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
   * Stores the snapshot in Redis and announces it. Never rejects because of Redis: MongoDB has the change, and apps/click reads it
   * there some seconds later.
   */
  async publish(linkId: string): Promise<void> {
    const snapshot = await this.reader.read(linkId);
    if (!snapshot) return;
    try {
      const packed = packSnapshot(snapshot);
      const key = snapshotKey(this.prefix, linkId);
      await withTimeout(PUBLISH_TIMEOUT_MS, () =>
        this.redis.eval(PUT_SCRIPT, 1, key, packed, snapshot.version, TTL_MS),
      );
      await withTimeout(PUBLISH_TIMEOUT_MS, () => this.redis.publish(snapshotChannel(this.prefix), linkId));
    } catch (error) {
      this.log.warn({ err: error, linkId }, 'link change was not announced over Redis; clicks use it later');
    }
  }
}

/** Short, because a recipient is waiting. */
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

  async fromRedis(linkId: string): Promise<LinkSnapshot | null> {
    const packed = await withTimeout(REDIS_TIMEOUT_MS, () =>
      this.redis.get(snapshotKey(this.prefix, linkId)),
    );
    return packed === null ? null : unpackSnapshot(packed);
  }

  fromMongo(linkId: string): Promise<LinkSnapshot | null> {
    return withTimeout(MONGO_TIMEOUT_MS, () => this.reader.read(linkId));
  }

  /**
   * Subscribes to changes of links, on a separate connection.
   * @param onChange called with the id of a changed link
   * @param onGap called after every (re)connection, because announcements may have been missed
   * @returns ends the subscription
   */
  listen(onChange: (linkId: string) => void, onGap: () => void): () => void {
    const subscriber = this.connect();
    subscriber.on('message', (_channel, linkId) => onChange(linkId));
    // At each connection: ioredis only restores subscriptions that succeeded once.
    subscriber.on('ready', () => {
      subscriber.subscribe(snapshotChannel(this.prefix)).then(onGap, () => undefined);
    });
    return () => subscriber.disconnect();
  }
}
