import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Log } from './log';
import { Metrics } from './metrics';
import { Clock, useClockForIds, withTimeout } from './time';

/** Interval at which the database's time is read, ms. A monotonic timer drifts less than a millisecond meanwhile. */
const READ_EVERY_MS = 10_000;
const READ_TIMEOUT_MS = 2_000;
/** The time of a slow answer is too uncertain to use, ms. */
const MAX_ROUND_TRIP_MS = 1_000;
/** A machine whose clock differs from the database's by more than this is reported, ms. */
export const MAX_CLOCK_OFFSET_MS = 5_000;
/** The database reports whole milliseconds, so its time is on average half of one later than reported. */
const HALF_MS = 0.5;

interface Anchor {
  /** The database's time, epoch ms. */
  databaseMs: number;
  /** `performance.now()` at that time. */
  timerMs: number;
}

/**
 * The time of the database. Leases and due times are compared between processes and with times that the database sets (`$$NOW`), so a
 * machine with a wrong clock must not decide them. The database's time is read every ten seconds; in between a monotonic timer continues it.
 *
 * - no answer yet → anchored: the first answer. Before, and in an app that works without MongoDB, it is the time of this machine.
 * - anchored → anchored: each further answer. While MongoDB is unreachable, the timer continues.
 */
@Injectable()
export class DatabaseClock extends Clock implements OnApplicationBootstrap, OnApplicationShutdown {
  private anchor: Anchor | undefined;
  private lastMs = 0;
  private timer: NodeJS.Timeout | undefined;
  private isReported = false;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    super();
    metrics.gauge(
      'linkflow_clock_offset_seconds',
      'By how much the clock of this machine is ahead of the clock of the database.',
      () => this.anchor && this.offsetMs / 1_000,
    );
    useClockForIds(this);
  }

  now(): Date {
    const { anchor } = this;
    if (!anchor) return new Date();
    const ms = Math.floor(anchor.databaseMs + performance.now() - anchor.timerMs);
    // The time that follows from a new answer can be earlier by part of a round trip. The clock does not go back for so little.
    if (ms > this.lastMs || this.lastMs - ms > MAX_ROUND_TRIP_MS) this.lastMs = ms;
    return new Date(this.lastMs);
  }

  /** By how much the clock of this machine is ahead of the database's, ms. 0 if the database has not answered yet. */
  get offsetMs(): number {
    return this.anchor ? Math.round(Date.now() - this.now().getTime()) : 0;
  }

  /** Whether the clock of this machine differs so much from the database's that someone should correct it. */
  get isOff(): boolean {
    return Math.abs(this.offsetMs) > MAX_CLOCK_OFFSET_MS;
  }

  /** Reads the time of the database. Keeps the last one if the database does not answer soon. */
  async read(): Promise<void> {
    const startedAt = performance.now();
    const reply = await withTimeout(READ_TIMEOUT_MS, () => this.connection.db?.command({ hello: 1 })).catch(
      () => undefined,
    );
    const roundTripMs = performance.now() - startedAt;
    const time: unknown = reply?.localTime;
    if (!(time instanceof Date) || (this.anchor && roundTripMs > MAX_ROUND_TRIP_MS)) return;
    this.anchor = { databaseMs: time.getTime() + HALF_MS, timerMs: startedAt + roundTripMs / 2 };
    this.report();
  }

  onApplicationBootstrap(): void {
    void this.read();
    this.timer = setInterval(() => void this.read(), READ_EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private report(): void {
    const { isOff, offsetMs } = this;
    if (isOff === this.isReported) return;
    this.isReported = isOff;
    if (isOff)
      this.log.error(
        { offsetMs },
        'the clock of this machine differs from that of the database; correct it, for example with NTP',
      );
    else this.log.info({ offsetMs }, 'the clock of this machine agrees with that of the database again');
  }
}
