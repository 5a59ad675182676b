import type { Redis } from 'ioredis';

/*
 * Limits of messages a second, shared by all workers: overall and for each domain. Both follow the generic cell rate algorithm: Redis keeps
 * for each limit the time at which the next message is due, and a call reserves that time.
 */

/** Messages that may leave at once after a pause, in seconds of the rate. */
const BURST_SECONDS = 1;

/**
 * Reserves a place in all limits, or in none. Returns the delay in ms until the place; if it is longer than allowed, -1 minus the delay, and
 * nothing is reserved. The time is that of Redis, because the clocks of the workers may differ.
 */
const RESERVE = `
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local maxWait = tonumber(ARGV[1])
local wait = 0
local next = {}
for i, key in ipairs(KEYS) do
  local interval = tonumber(ARGV[2 * i])
  local burst = tonumber(ARGV[2 * i + 1])
  local due = math.max(tonumber(redis.call('GET', key) or 0), now - burst)
  wait = math.max(wait, due - now)
  next[i] = due + interval
end
if wait > maxWait then return math.floor(-1 - wait) end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, next[i], 'PX', math.ceil(math.max(next[i] - now, 0) + 60000))
end
return math.ceil(math.max(wait, 0))`;

export interface Rates {
  perSecond: number;
  perDomain: number;
}

/** `waitMs`: when the message may leave. `retryMs`: too far away; nothing is reserved. */
export type Reservation = { waitMs: number } | { retryMs: number };

export class MailRates {
  constructor(
    private readonly redis: Redis,
    /** Prefix of the keys. */
    private readonly prefix: string,
    private readonly rates: Rates,
  ) {}

  /** Reserves the next place for a message to this domain, if it is at most `maxWaitMs` away. */
  async reserve(domain: string, maxWaitMs: number): Promise<Reservation> {
    // The braces put all keys into one slot of a Redis cluster.
    const limits = [
      { key: `{${this.prefix}:mail-rate}:all`, rate: this.rates.perSecond },
      { key: `{${this.prefix}:mail-rate}:to:${domain}`, rate: this.rates.perDomain },
    ].filter(({ rate }) => rate > 0);
    if (limits.length === 0) return { waitMs: 0 };
    const keys = limits.map(({ key }) => key);
    const values = limits.flatMap(({ rate }) => {
      const interval = 1_000 / rate;
      // Of slow rates, one message may leave at once.
      return [interval, Math.max(0, BURST_SECONDS * 1_000 - interval)];
    });
    const result = Number(await this.redis.eval(RESERVE, keys.length, ...keys, maxWaitMs, ...values));
    return result >= 0 ? { waitMs: result } : { retryMs: -1 - result };
  }
}
