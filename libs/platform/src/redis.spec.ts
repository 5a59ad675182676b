import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LIVE_PAUSE_MS, LiveEvents, subscribe } from './redis';

/** A connection to a Redis that refuses the first `refusals` attempts to subscribe. */
class FakeConnection extends EventEmitter {
  status = 'connecting';
  attempts = 0;

  constructor(private refusals: number) {
    super();
  }

  subscribe(): Promise<void> {
    this.attempts += 1;
    return this.refusals-- > 0 ? Promise.reject(new Error('BUSY')) : Promise.resolve();
  }

  connected(): void {
    this.status = 'ready';
    this.emit('ready');
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function subscribed(refusals: number): { connection: FakeConnection; told: () => number } {
  const connection = new FakeConnection(refusals);
  const onSubscribed = vi.fn<() => void>();
  subscribe(
    () => connection as unknown as Redis,
    'channel',
    () => undefined,
    onSubscribed,
  );
  return { connection, told: () => onSubscribed.mock.calls.length };
}

it('subscribes after each connection, and says so', async () => {
  const { connection, told } = subscribed(0);
  for (const times of [1, 2]) {
    connection.connected();
    await vi.advanceTimersByTimeAsync(0);
    expect(told()).toBe(times);
  }
});

it('subscribes later if a Redis that is connected refuses it', async () => {
  const { connection, told } = subscribed(2);
  connection.connected();
  await vi.advanceTimersByTimeAsync(1_999);
  expect(told()).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect([told(), connection.attempts]).toEqual([1, 3]);
});

it('leaves the next attempt to the next connection if this one has ended', async () => {
  const { connection, told } = subscribed(1);
  connection.connected();
  connection.status = 'reconnecting';
  await vi.advanceTimersByTimeAsync(10_000);
  expect(connection.attempts).toBe(1);
  connection.connected();
  await vi.advanceTimersByTimeAsync(0);
  expect(told()).toBe(1);
});

it('live events are published again after a pause without listeners, also if the clock of the machine is set back meanwhile', async () => {
  const publish = vi.fn<() => Promise<number>>().mockResolvedValue(0);
  const live = new LiveEvents({ publish } as unknown as Redis, 'test');
  const announce = async (): Promise<number> => {
    live.announce(() => ({ type: 'contact', contactId: '', at: '' }));
    await vi.advanceTimersByTimeAsync(0);
    return publish.mock.calls.length;
  };
  expect(await announce()).toBe(1);
  expect(await announce()).toBe(1);
  vi.setSystemTime(Date.now() - 3_600_000);
  await vi.advanceTimersByTimeAsync(LIVE_PAUSE_MS);
  expect(await announce()).toBe(2);
});
