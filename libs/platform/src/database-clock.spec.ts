import type { Connection } from 'mongoose';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DatabaseClock } from './database-clock';
import type { Log } from './log';
import { Metrics } from './metrics';
import { lowestIdAt, newId } from './time';

const HOUR_MS = 3_600_000;
const log = { info: vi.fn<Log['info']>(), error: vi.fn<Log['error']>() };
/** By how much the clock of this machine is ahead of the database's, ms; undefined while the database does not answer. */
let aheadMs: number | undefined;
let metrics: Metrics;

function clockOf(): DatabaseClock {
  const command = async (): Promise<unknown> => {
    if (aheadMs === undefined) throw new Error('not reachable');
    return { localTime: new Date(Date.now() - aheadMs) };
  };
  metrics = new Metrics('worker');
  return new DatabaseClock({ db: { command } } as unknown as Connection, log as unknown as Log, metrics);
}

const differenceMs = (clock: DatabaseClock): number => clock.now().getTime() - Date.now();

beforeEach(() => vi.clearAllMocks());

describe('the clock of the database', () => {
  it.each([
    ['ahead', HOUR_MS],
    ['behind', -HOUR_MS],
  ])(
    'has the time of the database on a machine that is an hour %s, and reports it once',
    async (_, ahead) => {
      aheadMs = ahead;
      const clock = clockOf();
      await clock.read();
      await clock.read();
      expect(Math.abs(differenceMs(clock) + ahead)).toBeLessThan(100);
      expect(Math.abs(clock.offsetMs - ahead)).toBeLessThan(100);
      expect(clock.isOff).toBe(true);
      expect(log.error).toHaveBeenCalledTimes(1);
      const { body } = await metrics.text();
      expect(Number(/^linkflow_clock_offset_seconds\{app="worker"\} (\S+)$/m.exec(body)?.[1])).toBeCloseTo(
        ahead / 1_000,
        0,
      );
      aheadMs = 0;
      await clock.read();
      expect(clock.isOff).toBe(false);
      expect(log.info).toHaveBeenCalledTimes(1);
    },
  );

  it('goes on while the database does not answer, and has the time of the machine before its first answer', async () => {
    aheadMs = undefined;
    const clock = clockOf();
    await clock.read();
    expect(Math.abs(differenceMs(clock))).toBeLessThan(100);
    expect(clock.isOff).toBe(false);
    aheadMs = HOUR_MS;
    await clock.read();
    aheadMs = undefined;
    await clock.read();
    const before = clock.now().getTime();
    await vi.waitFor(() => expect(clock.now().getTime()).toBeGreaterThan(before));
    expect(Math.abs(differenceMs(clock) + HOUR_MS)).toBeLessThan(100);
  });

  it('does not go back when an answer is some milliseconds off', async () => {
    aheadMs = 0;
    const clock = clockOf();
    await clock.read();
    const before = clock.now().getTime();
    aheadMs = 300;
    await clock.read();
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(before);
  });

  it('gives new ids its time, so that the ids of all machines have the same order', async () => {
    aheadMs = HOUR_MS;
    const clock = clockOf();
    await clock.read();
    const id = newId();
    expect(id >= lowestIdAt(clock.now().getTime() - 2_000)).toBe(true);
    expect(id < lowestIdAt(clock.now().getTime() + 2_000)).toBe(true);
    expect(new Set(Array.from({ length: 1_000 }, newId)).size).toBe(1_000);
  });
});
