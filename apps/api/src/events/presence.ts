import { Inject, Injectable, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Id, hasRight, type PresentColleague } from '@linkflow/contracts';
import { Clock, LiveEvents, Log, REDIS, REDIS_PREFIX, newId, withTimeout } from '@linkflow/platform';
import { z } from 'zod';
import type { SignedInUser } from '../session/signed-in-user';
import { presenceTopics } from './topics';

/** One open page of a link, as a member of the sorted set of that link in Redis. Its score is when it expires, ms. */
const Member = z.object({ stream: z.string(), id: Id, name: z.string(), editing: z.boolean() });

/** How long a page counts as open after the last sign of its process. A closed page is removed at once; this is for killed processes. */
const TTL_MS = 21_000;
const REFRESH_MS = 7_000;
const TIMEOUT_MS = 1_000;

/** The time is that of Redis, because the clocks of the processes may differ. */
const NOW = `local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)`;
const ENTER_SCRIPT = `${NOW}
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2] * 2)`;
const LIST_SCRIPT = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZRANGE', KEYS[1], 0, -1)`;

/**
 * Who has the page of a link open, in all processes. An event stream with the topic `presence:<id>` shows its user to the others. States of
 * such a stream: entered (in Redis, renewed every `REFRESH_MS`) → left (removed when the stream closes, or expired `TTL_MS` after its
 * process was killed). Each change is announced as a live event. Failures of Redis are logged and hide colleagues, nothing else.
 */
@Injectable()
export class Presence implements OnModuleInit, OnApplicationShutdown {
  /** The open streams of this process: their member in Redis, by link. */
  private readonly open = new Map<string, Set<string>>();
  /** The members of a link at the last look, to notice those that expired. */
  private readonly seen = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
    private readonly live: LiveEvents,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.refresh(), REFRESH_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Shows a user at the links of the topics. Returns a function that removes them. */
  enter(topics: string, { id, name, roles }: SignedInUser): () => void {
    const member = JSON.stringify({ stream: newId(), id, name, editing: hasRight(roles, 'links:write') });
    const linkIds = presenceTopics(topics);
    for (const linkId of linkIds) {
      this.open.set(linkId, (this.open.get(linkId) ?? new Set()).add(member));
      void this.change(linkId, () => this.renew(linkId, member));
    }
    return () => {
      for (const linkId of linkIds) {
        const members = this.open.get(linkId);
        members?.delete(member);
        if (members?.size === 0) {
          this.open.delete(linkId);
          this.seen.delete(linkId);
        }
        void this.change(linkId, () => this.redis.zrem(this.key(linkId), member));
      }
    };
  }

  /** The colleagues at a link, each once, by name. */
  async at(linkId: string): Promise<PresentColleague[]> {
    const people = new Map<string, PresentColleague>();
    for (const text of await this.members(linkId)) {
      const { data } = Member.safeParse(JSON.parse(text));
      if (data) people.set(data.id, { id: data.id, name: data.name, editing: data.editing });
    }
    return [...people.values()].sort((one, other) => one.name.localeCompare(other.name));
  }

  private async refresh(): Promise<void> {
    for (const [linkId, members] of this.open) {
      await this.attempt(linkId, async () => {
        for (const member of members) await this.renew(linkId, member);
        const now = (await this.members(linkId)).join();
        const before = this.seen.get(linkId);
        if (this.open.has(linkId)) this.seen.set(linkId, now);
        if (before !== undefined && before !== now) this.announce(linkId);
      });
    }
  }

  private async change(linkId: string, write: () => Promise<unknown>): Promise<void> {
    await this.attempt(linkId, write);
    this.announce(linkId);
  }

  private announce(linkId: string): void {
    this.live.announce(() => ({ type: 'presence', linkId, at: this.clock.now().toISOString() }));
  }

  private async members(linkId: string): Promise<string[]> {
    const found = await withTimeout(TIMEOUT_MS, () => this.redis.eval(LIST_SCRIPT, 1, this.key(linkId)));
    return z.array(z.string()).parse(found).sort();
  }

  private renew(linkId: string, member: string): Promise<unknown> {
    return this.redis.eval(ENTER_SCRIPT, 1, this.key(linkId), member, TTL_MS);
  }

  private async attempt(linkId: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await withTimeout(TIMEOUT_MS, work);
    } catch (error) {
      this.log.warn({ err: error, linkId }, 'the presence of a colleague was not announced over Redis');
    }
  }

  private key(linkId: string): string {
    return `${this.prefix}:presence:${linkId}`;
  }
}

/** Imported by the modules whose controllers need the presence, so that a process has one instance. */
@Module({ providers: [Presence], exports: [Presence] })
export class PresenceModule {}
