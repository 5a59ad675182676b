import type { LinkSnapshot } from './link-snapshot';

/** Where snapshots come from when memory has none. Each rejects when its store doesn't answer in time. */
export interface SnapshotSource {
  fromRedis(linkId: string): Promise<LinkSnapshot | null>;
  fromMongo(linkId: string): Promise<LinkSnapshot | null>;
  /** What an earlier process knew. Asked only when memory knows nothing and neither store answers. */
  lastKnown?(linkId: string): LinkSnapshot | null;
}

export interface SnapshotStoreLimits {
  /** Snapshots kept in memory. */
  entries: number;
  /** Their size as JSON, all together. */
  bytes: number;
  /** How long a snapshot from MongoDB is believed, ms. Announcements come at once; this is for those that got lost. */
  freshMs: number;
  /** How long one from Redis is believed before MongoDB is asked, ms. */
  unverifiedMs: number;
  /** How long it is remembered that there is no such link, ms. */
  missingMs: number;
  /** Pause before a store that did not answer is asked again for the same link, ms. */
  retryMs: number;
}

export const DEFAULT_LIMITS: SnapshotStoreLimits = {
  entries: 5_000,
  bytes: 24 * 1024 * 1024,
  freshMs: 30_000,
  unverifiedMs: 1_000,
  missingMs: 2_000,
  retryMs: 2_000,
};

interface Entry<V> {
  value: V | null;
  version: number;
  bytes: number;
  dueAt: number;
  /** Asked for since the eviction hand last passed. */
  used: boolean;
}

/**
 * What apps/click knows of links: memory first, then Redis, then MongoDB, one load per link at a time. What is known is
 * served on while a newer one is fetched, and as long as the stores are away.
 * @typeParam V what a snapshot is made into once, so that a click has nothing to prepare
 */
export class SnapshotStore<V> {
  private readonly entries = new Map<string, Entry<V>>();
  private readonly loading = new Map<string, Promise<V | null>>();
  private bytes = 0;

  constructor(
    private readonly source: SnapshotSource,
    private readonly prepare: (snapshot: LinkSnapshot) => V,
    private readonly limits: SnapshotStoreLimits = DEFAULT_LIMITS,
    private readonly clock: () => number = Date.now,
  ) {}

  /** At once when memory has it. Null: there is no such link. Rejects when it is not known and no store answers. */
  get(linkId: string): V | null | Promise<V | null> {
    const entry = this.entries.get(linkId);
    if (!entry) return this.load(linkId, () => this.firstLoad(linkId));
    entry.used = true;
    if (this.clock() >= entry.dueAt) {
      const refreshed = this.load(linkId, () => this.refresh(linkId, entry));
      if (entry.value === null) return refreshed;
      refreshed.catch(() => undefined);
    }
    return entry.value;
  }

  /** A link has changed: fetches it again when it is one that is clicked here. */
  async changed(linkId: string): Promise<void> {
    const entry = this.entries.get(linkId);
    if (!entry) return;
    entry.dueAt = 0;
    // One that is under way may have read what was there before.
    await this.loading.get(linkId)?.catch(() => undefined);
    await this.load(linkId, () => this.afterChange(linkId, entry)).catch(() => undefined);
  }

  /** Announcements may have been missed: everything is looked up again, on its next click. */
  doubtAll(): void {
    for (const entry of this.entries.values()) entry.dueAt = 0;
  }

  get size(): number {
    return this.entries.size;
  }

  private load(linkId: string, how: () => Promise<V | null>): Promise<V | null> {
    let load = this.loading.get(linkId);
    if (!load) {
      load = how().finally(() => this.loading.delete(linkId));
      this.loading.set(linkId, load);
    }
    return load;
  }

  private async firstLoad(linkId: string): Promise<V | null> {
    const cached = await this.source.fromRedis(linkId).catch(() => null);
    if (cached) return this.keep(linkId, cached, this.limits.unverifiedMs);
    try {
      return this.keep(linkId, await this.source.fromMongo(linkId), this.limits.freshMs);
    } catch (error) {
      const last = this.source.lastKnown?.(linkId);
      if (!last) throw error;
      return this.keep(linkId, last, this.limits.retryMs);
    }
  }

  private async refresh(linkId: string, known: Entry<V>): Promise<V | null> {
    try {
      return this.keep(linkId, await this.source.fromMongo(linkId), this.limits.freshMs);
    } catch {
      return this.fallBack(linkId, known);
    }
  }

  /** Redis was written before the announcement went out, so that it is the nearest. */
  private async afterChange(linkId: string, known: Entry<V>): Promise<V | null> {
    const cached = await this.source.fromRedis(linkId).catch(() => null);
    if (cached && cached.version >= known.version) return this.keep(linkId, cached, this.limits.unverifiedMs);
    return this.refresh(linkId, known);
  }

  private async fallBack(linkId: string, known: Entry<V>): Promise<V | null> {
    known.dueAt = this.clock() + this.limits.retryMs;
    const cached = await this.source.fromRedis(linkId).catch(() => null);
    if (cached && cached.version > known.version) return this.keep(linkId, cached, this.limits.retryMs);
    return known.value;
  }

  private keep(linkId: string, snapshot: LinkSnapshot | null, freshMs: number): V | null {
    const old = this.entries.get(linkId);
    if (old) {
      this.bytes -= old.bytes;
      this.entries.delete(linkId);
    }
    const entry: Entry<V> = {
      value: snapshot && this.prepare(snapshot),
      version: snapshot?.version ?? 0,
      bytes: snapshot ? JSON.stringify(snapshot).length : 0,
      dueAt: this.clock() + (snapshot ? freshMs : this.limits.missingMs),
      used: false,
    };
    this.makeRoomFor(entry);
    this.entries.set(linkId, entry);
    this.bytes += entry.bytes;
    return entry.value;
  }

  /** Second chance: the oldest goes, unless it was asked for since it was last looked at. */
  private makeRoomFor({ bytes }: Entry<V>): void {
    let chances = this.entries.size;
    for (const [linkId, entry] of this.entries) {
      if (this.entries.size < this.limits.entries && this.bytes + bytes <= this.limits.bytes) return;
      this.entries.delete(linkId);
      if (entry.used && chances > 0) {
        chances -= 1;
        entry.used = false;
        // To the end; the loop meets it there again when it has to.
        this.entries.set(linkId, entry);
      } else {
        this.bytes -= entry.bytes;
      }
    }
  }
}
