import { LRUCache } from 'lru-cache';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { EMPTY_WORKFLOW, isHttpUrl, type ClickAnswer, type ClickRecord } from '@linkflow/contracts';
import { StoredSnapshots, isNewer, type LinkSnapshot } from '@linkflow/links';
import { Log } from '@linkflow/platform';
import { compileWorkflow, type CompiledWorkflow } from '@linkflow/workflow';
import { redirectTo, type ClickReply } from '../http/click-messages';
import { SnapshotFile } from './snapshot-file';

/** Sources of snapshots that are not in memory. Each rejects when its store does not answer in time. */
export interface SnapshotSource {
  fromRedis(linkId: string): Promise<LinkSnapshot | null>;
  fromMongo(linkId: string): Promise<LinkSnapshot | null>;
  /** Snapshots that an earlier process saved. Used only when neither store answers. */
  fromFile?(linkId: string): LinkSnapshot | null;
}

export const DEFAULT_LIMITS = {
  /** Maximum number of snapshots in memory. */
  entries: 5_000,
  /** Maximum total size of the snapshots, as characters of JSON. */
  bytes: 24 * 1024 * 1024,
  /** How long a snapshot from MongoDB is used before it is read again, ms. Announcements arrive at once; this covers lost ones. */
  freshMs: 30_000,
  /** How long a snapshot from Redis is used before it is compared with MongoDB, ms. */
  unverifiedMs: 1_000,
  /** How long a missing link is cached as missing, ms. */
  missingMs: 2_000,
  /** For how long a link that is about to be changed is read again every `unverifiedMs`, ms. */
  changingMs: 30_000,
  /** Pause before a store that did not answer is tried again for the same link, ms. */
  retryMs: 2_000,
};

interface Entry<V> extends Pick<LinkSnapshot, 'epoch' | 'version' | 'publishedAt'> {
  /** Null: there is no such link. */
  value: V | null;
  size: number;
  /** Epoch ms. The first click after this time causes a refresh. */
  refreshAt: number;
  /** Epoch ms. Until then the link may change at any moment without an announcement. */
  changingUntil: number;
}

/** Age of a link that is missing. */
const NEVER = { epoch: '', version: 0, publishedAt: 0 };

/**
 * In-memory cache of snapshots for apps/click, in front of Redis and MongoDB, with one load per link at a time. States of a link:
 *
 * - absent: `get` loads it from Redis, else MongoDB, else the file of an earlier process.
 * - fresh (`now < refreshAt`): served from memory.
 * - stale: served from memory, while MongoDB is read in the background. If the stores do not answer, it stays in use and is retried
 *   after `retryMs`. A link that was missing is not served stale: `get` waits for the load.
 *
 * Announced changes (`changed`) reload a cached link at once; `expireAll` makes every link stale; `clear` makes every link absent.
 * `changing` announces a change that may be made without a further announcement, if the publisher is killed.
 *
 * @typeParam V what `prepare` makes of a snapshot, once per load, so that a click has nothing to compute
 */
export class SnapshotCache<V> {
  private readonly entries: LRUCache<string, Entry<V>>;
  private readonly loading = new Map<string, Promise<V | null>>();

  constructor(
    private readonly source: SnapshotSource,
    private readonly prepare: (snapshot: LinkSnapshot) => V,
    private readonly limits = DEFAULT_LIMITS,
    private readonly clock = Date.now,
  ) {
    this.entries = new LRUCache({
      max: limits.entries,
      maxSize: limits.bytes,
      sizeCalculation: (entry) => entry.size,
    });
  }

  /** Synchronous while the link is cached. Null: there is no such link. Rejects if it is not cached and no store answers. */
  get(linkId: string): V | null | Promise<V | null> {
    const entry = this.entries.get(linkId);
    if (!entry) return this.load(linkId, () => this.firstLoad(linkId));
    if (this.clock() >= entry.refreshAt) {
      const refreshed = this.load(linkId, () => this.refresh(linkId, entry));
      if (entry.value === null) return refreshed;
      refreshed.catch(() => undefined);
    }
    return entry.value;
  }

  /** Reloads a link that has changed, if it is cached. Never rejects. */
  async changed(linkId: string): Promise<void> {
    const entry = this.entries.peek(linkId);
    if (!entry) return;
    entry.refreshAt = 0;
    // A load in progress may have read the state before the change.
    await this.loading.get(linkId)?.catch(() => undefined);
    await this.load(linkId, () => this.reload(linkId, entry)).catch(() => undefined);
  }

  /** Reads a cached link more often for a while. */
  changing(linkId: string): void {
    const entry = this.entries.peek(linkId);
    if (!entry) return;
    entry.changingUntil = this.clock() + this.limits.changingMs;
    entry.refreshAt = Math.min(entry.refreshAt, this.clock() + this.limits.unverifiedMs);
  }

  /** Forgets every link, because the database was restored from a backup. */
  clear(): void {
    this.entries.clear();
    this.loading.clear();
  }

  /** Makes every link stale, because announcements may have been missed. */
  expireAll(): void {
    for (const entry of this.entries.values()) entry.refreshAt = 0;
  }

  get size(): number {
    return this.entries.size;
  }

  private load(linkId: string, how: () => Promise<V | null>): Promise<V | null> {
    let load = this.loading.get(linkId);
    if (!load) {
      const started = how().finally(() => {
        if (this.loading.get(linkId) === started) this.loading.delete(linkId);
      });
      load = started;
      this.loading.set(linkId, load);
    }
    return load;
  }

  private async firstLoad(linkId: string): Promise<V | null> {
    const fromRedis = await this.source.fromRedis(linkId).catch(() => null);
    if (fromRedis) return this.store(linkId, fromRedis, this.limits.unverifiedMs);
    try {
      return this.store(linkId, await this.source.fromMongo(linkId), this.limits.freshMs);
    } catch (error) {
      const fromFile = this.source.fromFile?.(linkId);
      if (!fromFile) throw error;
      return this.store(linkId, fromFile, this.limits.retryMs);
    }
  }

  private async refresh(linkId: string, current: Entry<V>): Promise<V | null> {
    try {
      return this.store(linkId, await this.source.fromMongo(linkId), this.limits.freshMs);
    } catch {
      return this.refreshFromRedis(linkId, current);
    }
  }

  /** Redis first: the publisher writes it before the announcement. If it has no newer version, the name has changed, for example. */
  private async reload(linkId: string, current: Entry<V>): Promise<V | null> {
    const fromRedis = await this.source.fromRedis(linkId).catch(() => null);
    if (fromRedis && isNewer(fromRedis, current))
      return this.store(linkId, fromRedis, this.limits.unverifiedMs);
    return this.refresh(linkId, current);
  }

  private async refreshFromRedis(linkId: string, current: Entry<V>): Promise<V | null> {
    current.refreshAt = this.clock() + this.limits.retryMs;
    const fromRedis = await this.source.fromRedis(linkId).catch(() => null);
    if (fromRedis && isNewer(fromRedis, current)) return this.store(linkId, fromRedis, this.limits.retryMs);
    return current.value;
  }

  private store(linkId: string, snapshot: LinkSnapshot | null, freshMs: number): V | null {
    const value = snapshot && this.prepare(snapshot);
    const { epoch, version, publishedAt } = snapshot ?? NEVER;
    const changingUntil = this.entries.peek(linkId)?.changingUntil ?? 0;
    const now = this.clock();
    const isChanging = now < changingUntil;
    const usableMs = snapshot ? freshMs : this.limits.missingMs;
    this.entries.set(linkId, {
      value,
      epoch,
      version,
      publishedAt,
      changingUntil,
      // lru-cache requires a positive size.
      size: snapshot ? JSON.stringify(snapshot).length : 1,
      refreshAt: now + (isChanging ? Math.min(usableMs, this.limits.unverifiedMs) : usableMs),
    });
    return value;
  }
}

const SAVE_EVERY_MS = 5_000;

/** What is recorded of a click, and the reply to it. */
export interface ClickOutcome extends Pick<ClickRecord, 'version' | 'kind' | 'run'> {
  linkId: string;
  reply: ClickReply;
  /** Only if it was decided for this click alone. */
  answer?: ClickAnswer;
}

/** A published link, with everything precomputed that is the same for every click. */
export interface CachedLink extends Pick<LinkSnapshot, 'linkId' | 'name' | 'mailingId' | 'version'> {
  /** The respond lane. */
  workflow: CompiledWorkflow;
  /** The outcome of a GET if it is the same for everyone, as for most links. */
  constant: ClickOutcome | null;
  /** Redirects to the link's own URL, for a workflow that gives no usable answer. Null if that URL is not http(s). */
  fallback: ClickReply | null;
}

/**
 * The links that are clicked, in the memory of this process. Kept current by announcements over Redis; links that are not in memory are
 * loaded from Redis, else MongoDB, else the snapshot file.
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

  /** Whether some clicks could be answered while both stores are down. */
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

function toCachedLink({ linkId, name, mailingId, version, url, respond }: LinkSnapshot): CachedLink {
  const workflow = compileWorkflow(respond?.document ?? EMPTY_WORKFLOW, url, respond?.catalogue ?? []);
  const fallback = isHttpUrl(url) ? redirectTo(url) : null;
  const answer = workflow.constantAnswer;
  const reply =
    answer?.kind !== 'redirect' ? null : isHttpUrl(answer.url) ? redirectTo(answer.url) : fallback;
  const constant = reply && { linkId, version, kind: 'click' as const, run: true, reply };
  return { linkId, name, mailingId, version, workflow, constant, fallback };
}
