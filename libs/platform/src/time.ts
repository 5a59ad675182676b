import { setImmediate } from 'node:timers/promises';
import type { Id } from '@linkflow/contracts';
import { Types } from 'mongoose';

/** Source of the current time, so that a test can replace it. */
export abstract class Clock {
  abstract now(): Date;
}

/** Work did not finish within its time limit. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * Returns the result of `work`. At the time limit `work` is not cancelled, but its later result or error is ignored.
 *
 * @throws TimeoutError if `work` takes longer than `ms`
 */
export async function withTimeout<T>(ms: number, work: () => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeoutError(`Not finished within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Time for which one piece of work holds the event loop, ms. */
const SLICE_MS = 10;

/** Divides long work into slices, so that the process answers others between them. */
export class EventLoopShare {
  private since = performance.now();

  /** Call it between the steps of the work. Lets other work run if this work has held the event loop for a slice. */
  async give(): Promise<void> {
    if (performance.now() - this.since < SLICE_MS) return;
    await setImmediate();
    this.since = performance.now();
  }
}

let idClock: Clock | undefined;

/** Makes `newId` take the time from this clock, so that the ids of all machines have the same order. */
export function useClockForIds(clock: Clock): void {
  idClock = clock;
}

/** A new id: 24 hexadecimal characters, ordered by time to the second and unique across processes. */
export const newId = (): Id => {
  const ms = idClock ? idClock.now().getTime() : Date.now();
  return Buffer.from(Types.ObjectId.generate(Math.floor(ms / 1_000))).toString('hex');
};

/** The lowest id that can be created in the second of this time (epoch ms). */
export const lowestIdAt = (ms: number): Id =>
  Math.floor(ms / 1_000)
    .toString(16)
    .padStart(8, '0')
    .padEnd(24, '0');
