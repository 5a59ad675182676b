import { LRUCache } from 'lru-cache';

/** The only key in the cache: lru-cache stores values by key, and this cache has one value. */
const KEY = 'value';

export interface CachedValueOptions {
  /** A value younger than this is returned without loading it again. */
  freshMs: number;
  /**
   * A value that is older than `freshMs` but younger than this is returned at once and loaded again in the background. If it is older
   * still, readers wait for the new one.
   */
  staleMs: number;
}

/** A value that is expensive to load and read by many. Concurrent readers share one load. */
export class CachedValue<T extends object> {
  private readonly cache: LRUCache<string, T>;
  private isOutdated = false;
  /** The load after the value was outdated, while it is in progress. */
  private reload: Promise<T> | undefined;

  constructor(
    load: () => Promise<T>,
    private readonly options: CachedValueOptions,
    now: () => number = Date.now,
  ) {
    this.cache = new LRUCache<string, T>({
      max: 1,
      ttl: options.freshMs,
      ttlResolution: 0,
      perf: { now },
      noDeleteOnFetchRejection: true,
      noDeleteOnStaleGet: true,
      fetchMethod: load,
    });
  }

  /** Rejects if loading fails and there is no value younger than `staleMs`. */
  get(): Promise<T> {
    const { freshMs, staleMs } = this.options;
    if (this.isOutdated) {
      this.isOutdated = false;
      this.reload = this.cache
        .forceFetch(KEY, { forceRefresh: true, allowStale: false })
        .catch((error: unknown) => {
          this.isOutdated = true;
          throw error;
        })
        .finally(() => (this.reload = undefined));
    }
    if (this.reload) return this.reload;
    // `getRemainingTTL` is 0 when there is no value, and negative when the value is older than `freshMs`.
    const age = freshMs - this.cache.getRemainingTTL(KEY);
    return this.cache.forceFetch(KEY, { allowStale: age < staleMs });
  }

  /** Has the next reader load the value, because this process has changed it. A load that has begun may still return the old one. */
  outdate(): void {
    this.isOutdated = true;
  }
}
