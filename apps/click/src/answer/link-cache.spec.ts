import { beforeEach, describe, expect, it } from 'vitest';
import type { LinkSnapshot } from '@linkflow/links';
import { DEFAULT_LIMITS, SnapshotCache } from './link-cache';

const snapshot = (version: number, more: Partial<LinkSnapshot> = {}): LinkSnapshot => ({
  linkId: 'a',
  name: 'A link',
  mailingId: null,
  version,
  publishedAt: version * 1_000,
  epoch: 'e1',
  url: 'https://example.com',
  respond: null,
  ...more,
});

/** Fake Redis, MongoDB and snapshot file. Tests set their contents ('away': reads fail); `reads` lists the stores that were read. */
class Stores {
  redis: LinkSnapshot | null | 'away' = null;
  mongo: LinkSnapshot | null | 'away' = null;
  file: LinkSnapshot | null = null;
  readonly reads: string[] = [];

  fromRedis = async (): Promise<LinkSnapshot | null> => this.answer('redis', this.redis);
  fromMongo = async (): Promise<LinkSnapshot | null> => this.answer('mongo', this.mongo);
  fromFile = (): LinkSnapshot | null => this.file;

  private async answer(store: string, content: LinkSnapshot | null | 'away'): Promise<LinkSnapshot | null> {
    this.reads.push(store);
    await Promise.resolve();
    if (content === 'away') throw new Error(`${store} is away`);
    return content;
  }
}

let stores: Stores;
let now: number;
let links: SnapshotCache<number>;

beforeEach(() => {
  stores = new Stores();
  now = 1_000_000;
  const limits = { ...DEFAULT_LIMITS, entries: 3 };
  links = new SnapshotCache(
    stores,
    (one) => one.version,
    limits,
    () => now,
  );
});

/** Lets loads in the background finish; 20 microtask turns are enough. */
const backgroundLoads = async (): Promise<void> => {
  for (let n = 0; n < 20; n++) await Promise.resolve();
};

describe('a link in SnapshotCache', () => {
  it('is loaded from Redis, else MongoDB, and then served synchronously from memory', async () => {
    stores.mongo = snapshot(3);
    expect(await links.get('a')).toBe(3);
    expect(stores.reads).toEqual(['redis', 'mongo']);
    expect(links.get('a')).toBe(3);
    expect(stores.reads).toHaveLength(2);
  });

  it('is loaded once for concurrent calls', async () => {
    stores.redis = snapshot(2);
    expect(await Promise.all([links.get('a'), links.get('a'), links.get('a')])).toEqual([2, 2, 2]);
    expect(stores.reads).toEqual(['redis']);
  });

  it('from Redis is soon compared with MongoDB in the background', async () => {
    stores.redis = snapshot(1);
    stores.mongo = snapshot(2);
    await links.get('a');
    now += DEFAULT_LIMITS.unverifiedMs;
    expect(links.get('a')).toBe(1);
    await backgroundLoads();
    expect(links.get('a')).toBe(2);
    expect(stores.reads).toEqual(['redis', 'mongo']);
  });

  it('that does not exist is cached as missing for a moment, then loaded again', async () => {
    expect(await links.get('a')).toBeNull();
    expect(links.get('a')).toBeNull();
    stores.mongo = snapshot(1);
    now += DEFAULT_LIMITS.missingMs;
    expect(await links.get('a')).toBe(1);
  });
});

describe('a changed link in SnapshotCache', () => {
  it('is reloaded from Redis when the change is announced', async () => {
    stores.redis = snapshot(1);
    await links.get('a');
    stores.redis = snapshot(2);
    await links.changed('a');
    expect(links.get('a')).toBe(2);
  });

  it('is reloaded from MongoDB when Redis does not answer', async () => {
    stores.redis = snapshot(1);
    stores.mongo = snapshot(2);
    await links.get('a');
    stores.redis = 'away';
    await links.changed('a');
    expect(links.get('a')).toBe(2);
  });

  it('is reloaded although an older state is being loaded', async () => {
    stores.redis = snapshot(1);
    const first = links.get('a');
    await first;
    now += DEFAULT_LIMITS.unverifiedMs;
    stores.mongo = snapshot(1);
    void links.get('a');
    stores.redis = snapshot(2);
    await links.changed('a');
    expect(links.get('a')).toBe(2);
  });

  it('is read again within a second when the publisher was killed after it announced the change', async () => {
    stores.mongo = snapshot(1);
    await links.get('a');
    links.changing('a');
    stores.mongo = snapshot(2);
    now += DEFAULT_LIMITS.unverifiedMs;
    expect(links.get('a')).toBe(1);
    await backgroundLoads();
    expect(links.get('a')).toBe(2);
    stores.mongo = snapshot(3);
    now += DEFAULT_LIMITS.unverifiedMs;
    void links.get('a');
    await backgroundLoads();
    expect(links.get('a')).toBe(3);
  });

  it('is read from MongoDB when only its name has changed', async () => {
    stores.redis = snapshot(1);
    await links.get('a');
    stores.mongo = snapshot(1, { name: 'Another name' });
    await links.changed('a');
    expect(stores.reads).toEqual(['redis', 'redis', 'mongo']);
  });

  it('of a restored database wins over a higher version that Redis kept', async () => {
    stores.redis = snapshot(7);
    await links.get('a');
    stores.mongo = snapshot(3, { epoch: 'e2' });
    await links.changed('a');
    expect(links.get('a')).toBe(3);
    stores.mongo = 'away';
    now += DEFAULT_LIMITS.freshMs;
    void links.get('a');
    await backgroundLoads();
    expect(links.get('a')).toBe(3);
  });

  it('is loaded from the stores after clear', async () => {
    stores.redis = snapshot(7);
    await links.get('a');
    stores.redis = null;
    stores.mongo = snapshot(3, { epoch: 'e2' });
    links.clear();
    expect(await links.get('a')).toBe(3);
  });

  it('is not loaded if it is not cached', async () => {
    await links.changed('a');
    expect(stores.reads).toEqual([]);
  });

  it('is found after expireAll, although its announcement was missed', async () => {
    stores.mongo = snapshot(1);
    await links.get('a');
    stores.mongo = snapshot(2);
    links.expireAll();
    expect(links.get('a')).toBe(1);
    await backgroundLoads();
    expect(links.get('a')).toBe(2);
  });
});

describe('a link that is being loaded for the first time', () => {
  /** Makes the next read of a store return what the store has now, once the returned function is called. */
  const holdNext = (store: 'fromRedis' | 'fromMongo', content: LinkSnapshot | null): (() => void) => {
    const original = stores[store];
    let go = (): void => {};
    const held = new Promise<void>((resolve) => (go = resolve));
    stores[store] = async () => {
      stores[store] = original;
      await held;
      return content;
    };
    return go;
  };

  it('is loaded again if a change is announced meanwhile', async () => {
    const go = holdNext('fromMongo', snapshot(1));
    const first = links.get('a');
    await backgroundLoads();
    stores.mongo = snapshot(2);
    const changed = links.changed('a');
    go();
    expect(await first).toBe(1);
    await changed;
    expect(links.get('a')).toBe(2);
  });

  it('is read again within a second if a publisher announced meanwhile that it changes the link', async () => {
    const go = holdNext('fromMongo', snapshot(1));
    const first = links.get('a');
    await backgroundLoads();
    links.changing('a');
    go();
    await first;
    stores.mongo = snapshot(2);
    now += DEFAULT_LIMITS.unverifiedMs;
    void links.get('a');
    await backgroundLoads();
    expect(links.get('a')).toBe(2);
  });

  it('is read again if announcements may have been missed meanwhile', async () => {
    const go = holdNext('fromMongo', snapshot(1));
    const first = links.get('a');
    await backgroundLoads();
    stores.mongo = snapshot(2);
    links.expireAll();
    go();
    await first;
    void links.get('a');
    await backgroundLoads();
    expect(links.get('a')).toBe(2);
  });

  it('gets the state of a database that was restored meanwhile, in memory and for the waiting click', async () => {
    const go = holdNext('fromRedis', snapshot(7));
    const first = links.get('a');
    stores.mongo = snapshot(3, { epoch: 'e2' });
    links.clear();
    const second = links.get('a');
    go();
    expect(await Promise.all([first, second])).toEqual([3, 3]);
    expect(links.get('a')).toBe(3);
  });
});

describe('SnapshotCache while stores do not answer', () => {
  it('serves cached links, and does not query the stores at every click', async () => {
    stores.mongo = snapshot(4);
    await links.get('a');
    stores.redis = 'away';
    stores.mongo = 'away';
    for (let minute = 0; minute < 10; minute++) {
      now += 60_000;
      for (let click = 0; click < 5; click++) expect(links.get('a')).toBe(4);
      await backgroundLoads();
    }
    expect(stores.reads.length).toBeLessThanOrEqual(2 + 10 * 2);
  });

  it('rejects for a link that is not cached, instead of reporting it as missing', async () => {
    stores.redis = 'away';
    stores.mongo = 'away';
    await expect(links.get('a')).rejects.toThrow('mongo is away');
    stores.mongo = snapshot(1);
    expect(await links.get('a')).toBe(1);
  });
});

describe('a snapshot in the file of an earlier process', () => {
  beforeEach(() => {
    stores.file = snapshot(1);
  });

  it('is served when neither store answers, and refreshed soon after', async () => {
    stores.redis = stores.mongo = 'away';
    expect(await links.get('a')).toBe(1);
    stores.mongo = snapshot(2);
    now += DEFAULT_LIMITS.retryMs;
    expect(links.get('a')).toBe(1);
    await backgroundLoads();
    expect(links.get('a')).toBe(2);
  });

  it('is not used when a store answers, also if it answers that the link does not exist', async () => {
    stores.redis = 'away';
    expect(await links.get('a')).toBeNull();
    stores.mongo = snapshot(3);
    now += DEFAULT_LIMITS.missingMs;
    expect(await links.get('a')).toBe(3);
  });
});

describe('the memory of SnapshotCache', () => {
  it('is limited in links; recently used ones stay', async () => {
    stores.mongo = snapshot(1);
    for (const id of ['a', 'b', 'c']) await links.get(id);
    for (const id of ['d', 'e', 'f', 'g']) {
      void links.get('a');
      await links.get(id);
      expect(links.size).toBeLessThanOrEqual(3);
    }
    expect(links.get('a')).toBe(1);
  });

  it('is limited in bytes; a snapshot above the limit is served but not cached', async () => {
    const limits = { ...DEFAULT_LIMITS, bytes: 5_000 };
    const small = new SnapshotCache(
      stores,
      (one) => one.version,
      limits,
      () => now,
    );
    stores.mongo = snapshot(1, { name: 'x'.repeat(2_000) });
    for (const id of ['a', 'b', 'c', 'd']) await small.get(id);
    expect(small.size).toBe(2);
    stores.mongo = snapshot(1, { name: 'x'.repeat(9_000) });
    expect(await small.get('big')).toBe(1);
    expect(small.size).toBe(2);
  });
});
