import { beforeEach, describe, expect, it } from 'vitest';
import type { LinkSnapshot } from './link-snapshot';
import { DEFAULT_LIMITS, SnapshotStore } from './snapshot-store';

const snapshot = (version: number, more: Partial<LinkSnapshot> = {}): LinkSnapshot => ({
  linkId: 'a',
  name: 'A link',
  mailingId: null,
  version,
  url: 'https://example.com',
  respond: null,
  ...more,
});

/** Stores that hold what the test puts into them, and count what is asked. */
class Stores {
  redis: LinkSnapshot | null | 'away' = null;
  mongo: LinkSnapshot | null | 'away' = null;
  earlier: LinkSnapshot | null = null;
  readonly asked: string[] = [];

  fromRedis = async (): Promise<LinkSnapshot | null> => this.answer('redis', this.redis);
  fromMongo = async (): Promise<LinkSnapshot | null> => this.answer('mongo', this.mongo);
  lastKnown = (): LinkSnapshot | null => this.earlier;

  private async answer(who: string, what: LinkSnapshot | null | 'away'): Promise<LinkSnapshot | null> {
    this.asked.push(who);
    await Promise.resolve();
    if (what === 'away') throw new Error(`${who} is away`);
    return what;
  }
}

let stores: Stores;
let now: number;
let links: SnapshotStore<number>;

beforeEach(() => {
  stores = new Stores();
  now = 1_000_000;
  links = new SnapshotStore(
    stores,
    (one) => one.version,
    { ...DEFAULT_LIMITS, entries: 3 },
    () => now,
  );
});

/** Lets what runs in the background come to its end. */
const settled = async (): Promise<void> => {
  for (let n = 0; n < 20; n++) await Promise.resolve();
};

describe('a link', () => {
  it('is looked for in Redis, then in MongoDB, and then answered from memory without a promise', async () => {
    stores.mongo = snapshot(3);
    expect(await links.get('a')).toBe(3);
    expect(stores.asked).toEqual(['redis', 'mongo']);
    expect(links.get('a')).toBe(3);
    expect(stores.asked).toHaveLength(2);
  });

  it('is loaded once, however many ask at the same moment', async () => {
    stores.redis = snapshot(2);
    expect(await Promise.all([links.get('a'), links.get('a'), links.get('a')])).toEqual([2, 2, 2]);
    expect(stores.asked).toEqual(['redis']);
  });

  it('that came from Redis is soon compared with MongoDB, while clicks are served on', async () => {
    stores.redis = snapshot(1);
    stores.mongo = snapshot(2);
    await links.get('a');
    now += DEFAULT_LIMITS.unverifiedMs;
    expect(links.get('a')).toBe(1);
    await settled();
    expect(links.get('a')).toBe(2);
    expect(stores.asked).toEqual(['redis', 'mongo']);
  });

  it('that is unknown is remembered as such for a moment, and then looked for again', async () => {
    expect(await links.get('a')).toBeNull();
    expect(links.get('a')).toBeNull();
    stores.mongo = snapshot(1);
    now += DEFAULT_LIMITS.missingMs;
    expect(await links.get('a')).toBe(1);
  });
});

describe('a change', () => {
  it('is fetched from Redis when it is announced', async () => {
    stores.redis = snapshot(1);
    await links.get('a');
    stores.redis = snapshot(2);
    await links.changed('a');
    expect(links.get('a')).toBe(2);
  });

  it('is fetched from MongoDB when Redis did not take it', async () => {
    stores.redis = snapshot(1);
    stores.mongo = snapshot(2);
    await links.get('a');
    stores.redis = 'away';
    await links.changed('a');
    expect(links.get('a')).toBe(2);
  });

  it('that comes while an older state is being loaded is not lost', async () => {
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

  it('of a link that nobody clicked here costs nothing', async () => {
    await links.changed('a');
    expect(stores.asked).toEqual([]);
  });

  it('whose announcement was missed is found when the connection is back', async () => {
    stores.mongo = snapshot(1);
    await links.get('a');
    stores.mongo = snapshot(2);
    links.doubtAll();
    expect(links.get('a')).toBe(1);
    await settled();
    expect(links.get('a')).toBe(2);
  });
});

describe('while stores are away', () => {
  it('what is known is served on, and they are not asked with every click', async () => {
    stores.mongo = snapshot(4);
    await links.get('a');
    stores.redis = 'away';
    stores.mongo = 'away';
    for (let minute = 0; minute < 10; minute++) {
      now += 60_000;
      for (let click = 0; click < 5; click++) expect(links.get('a')).toBe(4);
      await settled();
    }
    expect(stores.asked.length).toBeLessThanOrEqual(2 + 10 * 2);
  });

  it('what is not known is an error, not a missing link', async () => {
    stores.redis = 'away';
    stores.mongo = 'away';
    await expect(links.get('a')).rejects.toThrow('mongo is away');
    stores.mongo = snapshot(1);
    expect(await links.get('a')).toBe(1);
  });
});

describe('what an earlier process knew', () => {
  beforeEach(() => {
    stores.earlier = snapshot(1);
  });

  it('is served when neither store answers, and compared soon after', async () => {
    stores.redis = stores.mongo = 'away';
    expect(await links.get('a')).toBe(1);
    stores.mongo = snapshot(2);
    now += DEFAULT_LIMITS.retryMs;
    expect(links.get('a')).toBe(1);
    await settled();
    expect(links.get('a')).toBe(2);
  });

  it('counts for nothing when a store answers, also when it says that there is no such link', async () => {
    stores.redis = 'away';
    expect(await links.get('a')).toBeNull();
    stores.mongo = snapshot(3);
    now += DEFAULT_LIMITS.missingMs;
    expect(await links.get('a')).toBe(3);
  });
});

describe('memory', () => {
  it('keeps so many links and no more; those that are clicked stay', async () => {
    stores.mongo = snapshot(1);
    for (const id of ['a', 'b', 'c']) await links.get(id);
    for (const id of ['d', 'e', 'f', 'g']) {
      void links.get('a');
      await links.get(id);
      expect(links.size).toBeLessThanOrEqual(3);
    }
    expect(links.get('a')).toBe(1);
  });

  it('keeps so many bytes and no more', async () => {
    const small = new SnapshotStore(
      stores,
      (one) => one.version,
      { ...DEFAULT_LIMITS, bytes: 5_000 },
      () => now,
    );
    stores.mongo = snapshot(1, { name: 'x'.repeat(2_000) });
    for (const id of ['a', 'b', 'c', 'd']) await small.get(id);
    expect(small.size).toBe(2);
    stores.mongo = snapshot(1, { name: 'x'.repeat(9_000) });
    expect(await small.get('big')).toBe(1);
    expect(small.size).toBeLessThanOrEqual(1);
  });
});
