import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { subscribe } from './redis';

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
