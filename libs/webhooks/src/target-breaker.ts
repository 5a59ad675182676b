/**
 * Keeps calls away from a server that does not answer. One breaker per server (`host:port`), shared by all workers through Redis:
 *
 * - `closed`: calls go through. A success resets the count of failures; `FAILURES` in a row open the breaker.
 * - `open`: no call goes through until a time; the wait grows from `FIRST_MS` with each opening in a row, up to `LONGEST_MS`.
 * - `half-open`: the time is over; one call goes through as a probe, the others wait for its outcome. A success closes the breaker, a
 *   failure opens it again.
 *
 * A server that asks for a pause (429 or 503 with Retry-After) opens its breaker at once, for the time that it asks for. Without Redis,
 * all calls go through: each fails for itself then.
 */
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Log, REDIS, REDIS_PREFIX } from '@linkflow/platform';

/** Failures in a row that open a breaker. */
const FAILURES = 10;
const FIRST_MS = 30_000;
const LONGEST_MS = 15 * 60_000;
/** Time that a probe has for its outcome, after which another call may probe. More than a call can take. */
const PROBE_MS = 120_000;
/** How long other calls wait for the outcome of a probe before they ask again, ms. */
const PROBE_WAIT_MS = 5_000;
/** A server that nobody has called for this long has a closed breaker. */
const FORGET_MS = 24 * 3_600_000;

/** Returns `{ wait in ms, or 0; 1 if the call is a probe }`. ARGV: time of a probe, wait for its outcome (ms). */
const ENTER = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state = redis.call('HMGET', KEYS[1], 'until', 'probe')
local open = tonumber(state[1] or 0)
if open == 0 then return { 0, 0 } end
if open > now then return { open - now, 0 } end
local probe = tonumber(state[2] or 0)
if probe > now then return { math.min(probe - now, tonumber(ARGV[2])), 0 } end
redis.call('HSET', KEYS[1], 'probe', now + tonumber(ARGV[1]))
return { 0, 1 }`;

/** Returns for how long the breaker is open now, ms; 0: it is closed. ARGV: failures, first, longest, forget, asked for (ms; 0: nothing). */
const FAILED = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local asked = tonumber(ARGV[5])
local failures = redis.call('HINCRBY', KEYS[1], 'failures', 1)
local open = tonumber(redis.call('HGET', KEYS[1], 'until') or 0)
local wait = open - now
if wait < 0 then wait = 0 end
if wait == 0 and (open > 0 or failures >= tonumber(ARGV[1])) then
  local openings = redis.call('HINCRBY', KEYS[1], 'openings', 1)
  wait = math.min(tonumber(ARGV[2]) * 2 ^ math.min(openings - 1, 20), tonumber(ARGV[3]))
end
if asked > wait then wait = asked end
if wait > 0 then
  redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now + wait))
  redis.call('HDEL', KEYS[1], 'probe')
end
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.max(tonumber(ARGV[4]), wait * 2)))
return math.floor(wait)`;

/** What a breaker says about a call. */
export type Admission = { kind: 'go'; probe: boolean } | { kind: 'wait'; ms: number };

@Injectable()
export class TargetBreaker {
  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
    private readonly log: Log,
  ) {}

  /** Asks whether a call may go to the server. After a call that may, `succeeded` or `failed` must be called. */
  async enter(target: string): Promise<Admission> {
    const [ms = 0, probe = 0] = await this.run(ENTER, target, [PROBE_MS, PROBE_WAIT_MS]);
    return ms > 0 ? { kind: 'wait', ms } : { kind: 'go', probe: probe === 1 };
  }

  async succeeded(target: string): Promise<void> {
    try {
      await this.redis.del(this.key(target));
    } catch (error) {
      this.away(error);
    }
  }

  /**
   * @param askedMs for how long the server asks not to be called; 0 if it does not ask
   * @returns for how long no call goes to the server now, ms; 0 if the breaker is closed
   */
  async failed(target: string, askedMs: number): Promise<number> {
    const [ms = 0] = await this.run(FAILED, target, [FAILURES, FIRST_MS, LONGEST_MS, FORGET_MS, askedMs]);
    return ms;
  }

  /** @returns an empty list without Redis */
  private async run(script: string, target: string, values: number[]): Promise<number[]> {
    try {
      return [await this.redis.eval(script, 1, this.key(target), ...values)].flat().map(Number);
    } catch (error) {
      this.away(error);
      return [];
    }
  }

  private key(target: string): string {
    return `${this.prefix}:webhook-breaker:${target}`;
  }

  private away(error: unknown): void {
    this.log.warn({ err: error }, 'the breaker of a webhook could not be asked; calls go through');
  }
}
