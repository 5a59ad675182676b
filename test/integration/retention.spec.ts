import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BulkStore, type StoredRun } from '@linkflow/engine';
import { Retention, newId } from '@linkflow/platform';
import { Queues } from '@linkflow/queues';
import { Redis } from 'ioredis';
import { testEnvironment, until } from '../support';
import { Engine, type Person } from '../support/engine';

/** The worker deletes old clicks, runs, history, set-aside clicks and messages in the outbox. No deleted click is processed again, and no effect happens twice. */
const environment = testEnvironment('retention');
const DAY_MS = 86_400_000;
const DAYS = 40;
let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start(environment, {
    RETENTION_CLICKS_DAYS: String(DAYS),
    RETENTION_RUNS_DAYS: String(DAYS),
    RETENTION_HISTORY_DAYS: String(DAYS),
    RETENTION_SET_ASIDE_DAYS: String(DAYS),
    RETENTION_OUTBOX_DAYS: String(DAYS),
    RETENTION_FAILED_JOBS_DAYS: '2',
    RETENTION_MS: '200',
    SWEEPER_MS: '100',
    SWEEPER_LAG_MS: '2000',
    TOTALS_MS: '100',
  });
});
beforeEach(() => engine.newInterest());
afterAll(async () => {
  await engine?.stop();
  await environment.dispose();
});

const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS);
let made = 0;
const idAt = (at: Date): string =>
  Math.floor(at.getTime() / 1_000)
    .toString(16)
    .padStart(8, '0') + (made += 1).toString(16).padStart(16, '0');

/** A run of a click `days` ago that ended in the same second. */
function ended(link: string, person: Person, days: number, more: Partial<StoredRun> = {}): Promise<string> {
  const at = ago(days);
  const _id = idAt(at);
  return engine.left(link, person, {
    _id,
    trigger: { type: 'click', id: _id, at },
    createdAt: at,
    status: 'succeeded',
    endedAt: at,
    dueAt: undefined,
    ...more,
  });
}
const exists = async (id: string): Promise<boolean> => (await engine.count('runs', { _id: id })) === 1;
const gone = (id: string): Promise<unknown> => until(async () => !(await exists(id)));

/** Waits for two further rounds of the rule, so that everything that may go is gone. */
async function afterRounds(name: string): Promise<void> {
  const mark = async () => {
    const found = await engine.connection
      .collection<{ _id: string; before: Date }>('retention')
      .findOne({ _id: name });
    return found?.before.getTime() ?? 0;
  };
  for (let n = 0; n < 2; n += 1) {
    const before = await mark();
    await until(async () => (await mark()) > before);
  }
}

describe('runs after their retention', () => {
  it('are deleted if they ended long ago, and kept if they did not', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const old = await ended(link, person, 60);
    const failed = await ended(link, person, 60, { status: 'failed' });
    const recent = await ended(link, person, 10);
    const endedYesterday = await ended(link, person, 60, { endedAt: ago(1) });
    const review = await ended(link, person, 60, {
      status: 'needs-review',
      endedAt: undefined,
    });
    const waiting = await ended(link, person, 60, {
      status: 'waiting',
      endedAt: undefined,
      dueAt: new Date(Date.now() + DAY_MS),
    });
    await Promise.all([gone(old), gone(failed)]);
    await afterRounds('runs');
    expect(await Promise.all([recent, endedYesterday, review, waiting].map(exists))).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('stay as long as their re-run exists, because it asks them which steps are done', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const rerun = await ended(link, person, 1);
    const original = await ended(link, person, 60, { rerunBy: rerun });
    const intended = await ended(link, person, 60, {
      rerunBy: newId(),
      pendingRerun: { version: 1 },
      rev: 1,
    });
    const other = await ended(link, person, 60);
    await gone(other);
    await afterRounds('runs');
    expect(await exists(original)).toBe(true);
    await engine.connection.collection<{ _id: string }>('runs').deleteOne({ _id: rerun });
    await gone(original);
    // Maintenance has created the pending re-run meanwhile, which keeps its original.
    expect(await exists(intended)).toBe(true);
  });

  it('are still counted by the bulk that changed them', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const bulk = newId();
    await engine.put('bulks', { _id: bulk, state: 'done', verb: 'retry', filter: {}, rev: 1 });
    const old = await ended(link, person, 60, { bulkIds: [bulk] });
    await ended(link, person, 5, { bulkIds: [bulk] });
    await ended(link, person, 5, { bulkIds: [bulk], status: 'failed' });
    await gone(old);
    expect(await engine.app.get(BulkStore, { strict: false }).outcome(bulk)).toEqual({
      succeeded: 2,
      failed: 1,
    });
  });

  it('are not started again by the sweeper, nor by a click that arrives once more', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const at = ago(60);
    const click = { ...engine.clickOf(link, person, at.getTime()), id: idAt(at) };
    const { recipientId, mailingId, contactId } = person;
    // Its clicker is missing, so the click stays although its run goes.
    const stored = {
      linkId: link,
      mailingId,
      recipientId,
      contactId,
      version: 1,
      kind: 'click',
      run: true,
      ua: null,
    };
    await engine.put('clicks', { ...stored, _id: click.id, at });
    await afterRounds('runs');
    await engine.connection
      .collection<{ _id: string }>('sweep_bookmarks')
      .updateOne({ _id: 'clicks' }, { $set: { upTo: '0'.repeat(24) } }, { upsert: true });
    await engine.deliver([click]);
    const next = engine.clickOf(link, await engine.person());
    await engine.deliver([next]);
    await until(() => engine.ended(next.id));
    await afterRounds('runs');
    expect(await exists(click.id)).toBe(false);
    expect(await engine.count('clicks_set_aside', { _id: click.id })).toBe(0);
  });
});

describe('a click from before the retention', () => {
  it('is set aside, because nobody can tell whether it was counted', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    await afterRounds('clicks');
    const at = ago(100);
    const old = { ...engine.clickOf(link, person, at.getTime()), id: idAt(at) };
    const late = { ...engine.clickOf(link, person, ago(35).getTime()), id: idAt(ago(35)) };
    await engine.deliver([old, late]);
    expect(await until(() => engine.ended(late.id))).toMatchObject({ status: 'succeeded' });
    expect(await engine.count('clicks', { linkId: link })).toBe(1);
    expect(await exists(old.id)).toBe(false);
    const aside = engine.connection.collection<{ _id: string }>('clicks_set_aside');
    expect(await aside.findOne({ _id: old.id })).toMatchObject({ reason: 'too-old' });
  });
});

describe('a step that happens once', () => {
  it('stays done when its run and its click are deleted', async () => {
    const once = (repeat: object) => ({ ...engine.action('a'), repeat }) as ReturnType<typeof engine.action>;
    for (const repeat of [
      { kind: 'once-per-recipient' },
      { kind: 'once-per-mailing' },
      { kind: 'once-per-days', days: 100 },
    ]) {
      const { link, person } = await engine.scene([once(repeat)]);
      const first = engine.clickOf(link, person, ago(39).getTime());
      first.id = idAt(ago(39));
      await engine.deliver([first]);
      await until(() => engine.ended(first.id));
      // As if the click was made some weeks earlier.
      const older = idAt(ago(60));
      const run = await engine.get(first.id);
      const runs = engine.connection.collection<StoredRun>('runs');
      await runs.deleteOne({ _id: first.id });
      await runs.insertOne({ ...run, _id: older, endedAt: ago(60) });
      await engine.connection.collection<{ _id: string }>('clicks').deleteOne({ _id: first.id });
      await gone(older);
      const second = engine.clickOf(link, person);
      await engine.deliver([second]);
      await until(() => engine.ended(second.id));
      expect((await engine.get(second.id)).steps).toMatchObject([{ nodeId: 'a', status: 'skipped' }]);
    }
  });
});

describe('history and set-aside clicks', () => {
  it('are deleted when they are old', async () => {
    const [oldLine, newLine] = [idAt(ago(60)), idAt(ago(5))];
    const contactId = newId();
    const line = { contactId, kind: 'created', target: { id: contactId, name: '' }, applied: true };
    await engine.put('changes', { _id: `${oldLine}:a`, ...line, at: ago(60) });
    await engine.put('changes', { _id: newLine, ...line, at: ago(5) });
    const [oldClick, newlyAside] = [idAt(ago(60)), idAt(ago(60))];
    await engine.put('clicks_set_aside', { _id: oldClick, reason: 'crashed-worker', at: ago(60) });
    await engine.put('clicks_set_aside', { _id: newlyAside, reason: 'crashed-worker', at: ago(3) });
    await until(async () => (await engine.count('changes', { contactId })) === 1);
    await until(async () => (await engine.count('clicks_set_aside', { _id: oldClick })) === 0);
    await afterRounds('history');
    expect(await engine.count('changes', { _id: newLine })).toBe(1);
    expect(await engine.count('clicks_set_aside', { _id: newlyAside })).toBe(1);
  });
});

describe('messages in the outbox', () => {
  it('are deleted when they are old', async () => {
    const mailingId = newId();
    const [old, recent] = [idAt(ago(60)), idAt(ago(5))];
    await engine.put('outbox', { _id: old, mailingId, messageId: old, at: ago(60) });
    await engine.put('outbox', { _id: recent, mailingId, messageId: recent, at: ago(5) });
    await until(async () => (await engine.count('outbox', { _id: old })) === 0);
    await afterRounds('outbox');
    expect(await engine.count('outbox', { mailingId })).toBe(1);
  });
});

describe('a job that failed permanently', () => {
  it('is kept for the days of the setting', async () => {
    const [queue] = engine.app.get(Queues, { strict: false }).of('clicks');
    if (!queue) throw new Error('No queue');
    const failed = async (): Promise<string[]> => (await queue.getFailed()).flatMap(({ id }) => id ?? []);
    const fail = async (): Promise<string> => {
      const { id = '' } = await queue.add('clicks', { v: 'unreadable' });
      await until(async () => (await failed()).includes(id));
      return id;
    };
    const [old, young] = [await fail(), await fail()];
    const redis = new Redis(environment.redisUrl);
    await redis.zadd(queue.toKey('failed'), ago(3).getTime(), old, ago(1).getTime(), young);
    redis.disconnect();
    const last = await fail();
    const kept = await failed();
    expect(kept).toEqual(expect.arrayContaining([young, last]));
    expect(kept).not.toContain(old);
  });
});

describe('a changed setting', () => {
  const rule = (days: number, deleted: Date[]) => ({
    name: `test-${days}`,
    days,
    deletePage: async ({ before }: { before: Date }) => {
      deleted.push(before);
      return { deleted: 0, last: null };
    },
  });

  it('that is longer takes effect at once, and times that were cleared stay known', async () => {
    const retention = engine.app.get(Retention, { strict: false });
    const deleted: Date[] = [];
    const shorter = { ...rule(40, deleted), name: 'changed' };
    await retention.round(shorter, 40);
    expect(deleted).toEqual([]);
    const announced = await retention.deletedBefore('changed');
    await retention.round({ ...shorter, days: 400 }, 400);
    expect(deleted).toHaveLength(1);
    expect(deleted[0]?.getTime()).toBeLessThan(ago(399).getTime());
    expect(await retention.deletedBefore('changed', 'unknown')).toEqual(announced);
  });
});
