import { LRUCache } from 'lru-cache';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { EMPTY_WORKFLOW, isHttpUrl, type ClickAnswer, type ClickRecord } from '@linkflow/contracts';
import { StoredSnapshots, isNewer, type LinkSnapshot } from '@linkflow/links';
import { Log } from '@linkflow/platform';
import { compileWorkflow, type CompiledWorkflow } from '@linkflow/workflow';
import { redirectTo, type ClickReply } from '../http/click-messages';
import { SnapshotFile } from './snapshot-file';

/** Where snapshots are loaded from. `fromRedis` and `fromMongo` reject if the store does not answer in time. */
export interface SnapshotSource {
  fromRedis(linkId: string): Promise<LinkSnapshot | null>;
  fromMongo(linkId: string): Promise<LinkSnapshot | null>;
  /** The snapshot that an earlier process saved on disk. Used only if MongoDB does not answer and Redis gives no snapshot. */
  fromFile?(linkId: string): LinkSnapshot | null;
}

export const DEFAULT_LIMITS = {
  /** Maximum number of snapshots in memory. */
  entries: 5_000,
  /** Maximum total size of the snapshots in memory, in characters of JSON. */
  bytes: 24 * 1024 * 1024,
  /**
   * How long a snapshot from MongoDB is used before MongoDB is read again, ms. Changes are announced at once; reading again covers
   * announcements that are lost.
   */
  freshMs: 30_000,
  /** How long a snapshot from Redis is used before it is compared with MongoDB, ms. */
  unverifiedMs: 1_000,
  /** How long the cache remembers that a link does not exist, ms. */
  missingMs: 2_000,
  /** How long a link is read again every `unverifiedMs` after `changing` was called for it, ms. */
  changingMs: 30_000,
  /** Delay before the stores are read again for the same link if MongoDB did not answer, ms. */
  retryMs: 2_000,
};

interface Entry<V> extends Pick<LinkSnapshot, 'epoch' | 'version' | 'publishedAt'> {
  /** Null: there is no such link. */
  value: V | null;
  size: number;
  /** By the clock of the cache, as the next one. The first click after this time causes a refresh. */
  refreshAt: number;
  /** Until then the link is refreshed every `unverifiedMs`, because it may be changed without a further announcement. */
  changingUntil: number;
}

/** A load in progress. */
interface Load<V> {
  readonly linkId: string;
  result: Promise<V | null>;
  /** As `Entry.changingUntil`, of a link that may have no entry yet. */
  changingUntil: number;
  /** Announcements were missed since the load began: its result is stale at once. */
  isStale: boolean;
  /** The database was restored since the load began: its result is not used. */
  isCancelled: boolean;
}

/** Stored instead of a snapshot's epoch, version and time of publication if the link does not exist. */
const NEVER = { epoch: '', version: 0, publishedAt: 0 };

/**
 * In-memory cache of snapshots for apps/click, in front of Redis and MongoDB, with one load per link at a time. States of a link:
 *
 * - absent: `get` loads it from Redis, else MongoDB, else the file of an earlier process.
 * - fresh (`now < refreshAt`): served from memory.
 * - stale: served from memory, while MongoDB is read in the background. If MongoDB does not answer, the snapshot stays in use (unless Redis
 *   has a newer one), and the stores are read again after `retryMs`. Exception: if the cache has recorded that the link does not exist,
 *   `get` waits for the read.
 *
 * Announced changes (`changed`) reload a cached link at once; `expireAll` makes every link stale; `clear` makes every link absent. All of
 * them apply to loads in progress too, which may have read the state before the change.
 * `changing` announces that a publisher is about to change the link. If the publisher is killed after the change, no `changed` follows;
 * therefore the link is refreshed often for `changingMs`.
 *
 * @typeParam V the cached value: the result of `prepare`, which runs once per load, so that a click has nothing to compute
 */
export class SnapshotCache<V> {
  private readonly entries: LRUCache<string, Entry<V>>;
  private readonly loading = new Map<string, Load<V>>();

  constructor(
    private readonly source: SnapshotSource,
    private readonly prepare: (snapshot: LinkSnapshot) => V,
    private readonly limits = DEFAULT_LIMITS,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.entries = new LRUCache({
      max: limits.entries,
      maxSize: limits.bytes,
      sizeCalculation: (entry) => entry.size,
    });
  }

  /**
   * Returns the link at once if it is cached, otherwise a promise. Null: the link does not exist. The promise rejects if the link is not
   * cached and no source has it while MongoDB does not answer.
   */
  get(linkId: string): V | null | Promise<V | null> {
    const entry = this.entries.get(linkId);
    if (!entry) return this.load(linkId, (load) => this.firstLoad(load));
    if (this.clock() >= entry.refreshAt) {
      const refreshed = this.load(linkId, (load) => this.refresh(load, entry));
      if (entry.value === null) return refreshed;
      refreshed.catch(() => undefined);
    }
    return entry.value;
  }

  /** Reloads a link that has changed, if it is cached or being loaded. Never rejects. */
  async changed(linkId: string): Promise<void> {
    const cached = this.entries.peek(linkId);
    if (cached) cached.refreshAt = 0;
    // A load in progress may have read the state before the change.
    await this.loading.get(linkId)?.result.catch(() => undefined);
    const entry = this.entries.peek(linkId);
    if (!entry) return;
    await this.load(linkId, (load) => this.reload(load, entry)).catch(() => undefined);
  }

  /** Refreshes a link that is cached or being loaded every `unverifiedMs` for `changingMs`, because a publisher is about to change it. */
  changing(linkId: string): void {
    const changingUntil = this.clock() + this.limits.changingMs;
    const load = this.loading.get(linkId);
    if (load) load.changingUntil = changingUntil;
    const entry = this.entries.peek(linkId);
    if (!entry) return;
    entry.changingUntil = changingUntil;
    entry.refreshAt = Math.min(entry.refreshAt, this.clock() + this.limits.unverifiedMs);
  }

  /** Makes every link absent, because the database was restored from a backup. */
  clear(): void {
    this.entries.clear();
    for (const load of this.loading.values()) load.isCancelled = true;
    this.loading.clear();
  }

  /** Makes every link stale, because announcements may have been missed. */
  expireAll(): void {
    for (const entry of this.entries.values()) entry.refreshAt = 0;
    for (const load of this.loading.values()) load.isStale = true;
  }

  get size(): number {
    return this.entries.size;
  }

  private load(linkId: string, how: (load: Load<V>) => Promise<V | null>): Promise<V | null> {
    const current = this.loading.get(linkId);
    if (current) return current.result;
    const load: Load<V> = {
      linkId,
      result: Promise.resolve(null),
      changingUntil: 0,
      isStale: false,
      isCancelled: false,
    };
    this.loading.set(linkId, load);
    load.result = this.finish(load, how(load));
    return load.result;
  }

  private async finish(load: Load<V>, loaded: Promise<V | null>): Promise<V | null> {
    try {
      const value = await loaded;
      return load.isCancelled ? await this.get(load.linkId) : value;
    } finally {
      if (this.loading.get(load.linkId) === load) this.loading.delete(load.linkId);
    }
  }

  private async firstLoad(load: Load<V>): Promise<V | null> {
    const { linkId } = load;
    const fromRedis = await this.source.fromRedis(linkId).catch(() => null);
    if (fromRedis) return this.store(load, fromRedis, this.limits.unverifiedMs);
    try {
      return this.store(load, await this.source.fromMongo(linkId), this.limits.freshMs);
    } catch (error) {
      const fromFile = this.source.fromFile?.(linkId);
      if (!fromFile) throw error;
      return this.store(load, fromFile, this.limits.retryMs);
    }
  }

  private async refresh(load: Load<V>, current: Entry<V>): Promise<V | null> {
    try {
      return this.store(load, await this.source.fromMongo(load.linkId), this.limits.freshMs);
    } catch {
      return this.refreshFromRedis(load, current);
    }
  }

  /**
   * Loads a link whose change was announced. Redis is read first, because the publisher writes the snapshot there before it announces the
   * change. If Redis has no newer version, MongoDB is read: the change may be one without a new version, such as a new name.
   */
  private async reload(load: Load<V>, current: Entry<V>): Promise<V | null> {
    const fromRedis = await this.source.fromRedis(load.linkId).catch(() => null);
    if (fromRedis && isNewer(fromRedis, current))
      return this.store(load, fromRedis, this.limits.unverifiedMs);
    return this.refresh(load, current);
  }

  private async refreshFromRedis(load: Load<V>, current: Entry<V>): Promise<V | null> {
    current.refreshAt = this.clock() + this.limits.retryMs;
    const fromRedis = await this.source.fromRedis(load.linkId).catch(() => null);
    if (fromRedis && isNewer(fromRedis, current)) return this.store(load, fromRedis, this.limits.retryMs);
    return current.value;
  }

  private store(load: Load<V>, snapshot: LinkSnapshot | null, freshMs: number): V | null {
    if (load.isCancelled) return null;
    const { linkId } = load;
    const value = snapshot && this.prepare(snapshot);
    const { epoch, version, publishedAt } = snapshot ?? NEVER;
    const changingUntil = Math.max(this.entries.peek(linkId)?.changingUntil ?? 0, load.changingUntil);
    const now = this.clock();
    const isChanging = now < changingUntil;
    const usableMs = snapshot ? freshMs : this.limits.missingMs;
    const limitMs = load.isStale ? 0 : isChanging ? this.limits.unverifiedMs : usableMs;
    this.entries.set(linkId, {
      value,
      epoch,
      version,
      publishedAt,
      changingUntil,
      // lru-cache requires a positive size.
      size: snapshot ? JSON.stringify(snapshot).length : 1,
      refreshAt: now + Math.min(usableMs, limitMs),
    });
    return value;
  }
}

const SAVE_EVERY_MS = 5_000;

/** What is recorded about a click, and the reply that is sent to its recipient. */
export interface ClickOutcome extends Pick<ClickRecord, 'version' | 'kind' | 'run'> {
  linkId: string;
  reply: ClickReply;
  /** How the answer was decided. Absent if all clicks on the link get the same answer. */
  answer?: ClickAnswer;
}

/** A published link, with everything precomputed that is the same for every click. */
export interface CachedLink extends Pick<
  LinkSnapshot,
  'linkId' | 'name' | 'mailingId' | 'version' | 'analytics'
> {
  /** The compiled respond lane. */
  workflow: CompiledWorkflow;
  /** The outcome of a GET if it is the same for every recipient, as for most links; otherwise null. */
  constant: ClickOutcome | null;
  /** Redirect to the link's own URL. Used if the workflow gives no usable URL. Null if the link's own URL is not http(s). */
  fallback: ClickReply | null;
}

/**
 * The links that this process has in memory. Announcements over Redis keep them current. A link that is not in memory is loaded from Redis,
 * else MongoDB, else the snapshot file.
 */
@Injectable()
export class LinkCache extends SnapshotCache<CachedLink> implements OnModuleInit, OnApplicationShutdown {
  private stopListening = (): void => {};
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly stored: StoredSnapshots,
    private readonly file: SnapshotFile,
    private readonly log: Log,
  ) {
    super(
      {
        fromRedis: (linkId) => stored.fromRedis(linkId),
        fromMongo: (linkId) => stored.fromMongo(linkId),
        fromFile: (linkId) => file.find(linkId),
      },
      (snapshot) => {
        file.put(snapshot);
        return toCachedLink(snapshot);
      },
    );
  }

  /** Whether some clicks can be answered while MongoDB and Redis are both down: a link is in memory or in the snapshot file. */
  get canAnswerOffline(): boolean {
    return this.size > 0 || this.file.size > 0;
  }

  async onModuleInit(): Promise<void> {
    await this.file.load();
    this.timer = setInterval(() => void this.save(), SAVE_EVERY_MS);
    this.stopListening = this.stored.listen({
      changing: (linkId) => this.changing(linkId),
      changed: (linkId) => void this.changed(linkId),
      epochChanged: () => {
        this.clear();
        this.file.clear();
      },
      gap: () => this.expireAll(),
    });
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stopListening();
    await this.save();
  }

  private async save(): Promise<void> {
    await this.file.save().catch((error: unknown) => {
      this.log.warn({ err: error }, 'link snapshots could not be saved to their file');
    });
  }
}

function toCachedLink({
  linkId,
  name,
  mailingId,
  version,
  url,
  respond,
  analytics,
}: LinkSnapshot): CachedLink {
  const workflow = compileWorkflow(respond?.document ?? EMPTY_WORKFLOW, url, respond?.catalogue ?? []);
  const fallback = isHttpUrl(url) ? redirectTo(url) : null;
  const answer = workflow.constantAnswer;
  const reply =
    answer?.kind !== 'redirect' ? null : isHttpUrl(answer.url) ? redirectTo(answer.url) : fallback;
  // With analytics, the URL depends on the recipient's mailing.
  const constant = reply && !analytics ? { linkId, version, kind: 'click' as const, run: true, reply } : null;
  return { linkId, name, mailingId, version, workflow, constant, fallback, analytics };
}
