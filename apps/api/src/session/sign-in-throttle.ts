import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { durationText, phrase } from '@linkflow/contracts';
import { AppError, Clock } from '@linkflow/platform';
import { Schema, type Model } from 'mongoose';

/**
 * The first `free` failures cause no delay. The next one causes a delay of one second, and each further one doubles it, up to `maxDelayMs`.
 */
interface Limit {
  free: number;
  maxDelayMs: number;
}

const LIMITS = {
  /** One account from one IP address: the usual pattern of password guessing. */
  pair: { free: 5, maxDelayMs: 15 * 60_000 },
  /** One account in a browser in which it signed in before. This limit replaces the others. */
  device: { free: 10, maxDelayMs: 15 * 60_000 },
  /** One account from all addresses. The delays are short, so that the owner can still sign in from a new device. */
  account: { free: 30, maxDelayMs: 30_000 },
  /** All accounts from one address, which a whole office may share. */
  address: { free: 100, maxDelayMs: 30_000 },
  /** Sign-ins with the OpenID Connect provider from one address. Each makes requests to the provider. */
  oidc: { free: 30, maxDelayMs: 30_000 },
  /** Wrong API keys from one address. */
  key: { free: 30, maxDelayMs: 30_000 },
} satisfies Record<string, Limit>;
type LimitKind = keyof typeof LIMITS;

const FIRST_DELAY_MS = 1_000;
/**
 * Value of `blockedUntil` when sign-in is not blocked. The time of the attempt would not do: a process whose clock is slightly behind would
 * see it in the future and block the user.
 */
const NEVER = new Date(0);
/** Failures are forgotten if there is no further one for this time. */
const MEMORY_MS = 3_600_000;

export const ATTEMPTS_MODEL = 'SignInAttempts';

/** Failed sign-in attempts that count towards one limit, for example those of one account. */
export interface AttemptsDoc {
  /** `<kind of limit>:<hash of the account, address or device>` */
  _id: string;
  count: number;
  /** No attempt is allowed before this time. */
  blockedUntil: Date;
  expiresAt: Date;
}

export const attemptsSchema = new Schema<AttemptsDoc>(
  {
    _id: { type: String, required: true },
    count: { type: Number, required: true },
    blockedUntil: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'sign_in_attempts', versionKey: false },
);
attemptsSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export interface SignInAttempt {
  email: string;
  /** IP address of the client. */
  address: string;
  /** Id of the browser, if the account has signed in there before. */
  device: string | null;
}

/** Limits password guessing. Counts in MongoDB, so the limit holds across processes. */
@Injectable()
export class SignInThrottle {
  constructor(
    @InjectModel(ATTEMPTS_MODEL) private readonly attempts: Model<AttemptsDoc>,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts the attempt before the password is checked, so that concurrent attempts cannot exceed the limit. A refused attempt is not
   * counted, so it makes no delay longer.
   * @returns a function that removes the attempt from the counts; call it after a successful sign-in
   * @throws AppError `rate.limited` with `details.retryAfterSeconds`
   */
  begin({ email, address, device }: SignInAttempt): Promise<() => Promise<void>> {
    const account = email.trim().toLowerCase();
    return this.attempt(
      device === null
        ? [
            ['pair', `${account} ${networkOf(address)}`],
            ['address', address],
            ['account', account],
          ]
        : [['device', `${account} ${device}`]],
    );
  }

  /** Like `begin`, with limits that the caller chooses. Each is a kind and the value that it applies to, for example an address. */
  async attempt(keys: readonly [LimitKind, string][]): Promise<() => Promise<void>> {
    const counted: CountedAttempt[] = [];
    for (const [kind, value] of keys) {
      const one = await this.count(kind, networkOf(value));
      if (one.waitMs > 0) {
        await Promise.all(counted.map((earlier) => this.undo(earlier)));
        throw limited(Math.ceil(one.waitMs / 1_000));
      }
      counted.push(one);
    }
    return async () => {
      await Promise.all(
        counted.map((one) =>
          one.kind === 'pair' || one.kind === 'device'
            ? this.attempts.deleteOne({ _id: one.id })
            : this.undo(one),
        ),
      );
    };
  }

  /** Counts the attempt if it is allowed. */
  private async count(kind: LimitKind, value: string): Promise<CountedAttempt> {
    const { free, maxDelayMs } = LIMITS[kind];
    const id = idOf(kind, value);
    const now = this.clock.now();
    // MongoDB removes expired documents with a delay, so the expiry is checked here too.
    const isCurrent = { $gt: ['$expiresAt', now] };
    const before = { $cond: [isCurrent, '$count', 0] };
    const isBlocked = { $and: [isCurrent, { $gt: ['$blockedUntil', now] }] };
    const excess = { $subtract: [{ $add: ['$before', 1] }, free] };
    const doublings = { $min: [20, { $subtract: [excess, 1] }] };
    const delay = { $min: [maxDelayMs, { $multiply: [FIRST_DELAY_MS, { $pow: [2, doublings] }] }] };
    const previous = await this.attempts
      .findOneAndUpdate(
        { _id: id },
        [
          { $set: { before, isBlocked } },
          {
            $set: {
              count: { $cond: ['$isBlocked', '$count', { $add: ['$before', 1] }] },
              blockedUntil: {
                $cond: [
                  '$isBlocked',
                  '$blockedUntil',
                  { $cond: [{ $lt: [excess, 1] }, NEVER, { $add: [now, delay] }] },
                ],
              },
              expiresAt: { $cond: ['$isBlocked', '$expiresAt', new Date(now.getTime() + MEMORY_MS)] },
            },
          },
          { $unset: ['before', 'isBlocked'] },
        ],
        { upsert: true, returnDocument: 'before', updatePipeline: true },
      )
      .lean<AttemptsDoc>();
    const current = previous && previous.expiresAt > now ? previous : { count: 0, blockedUntil: NEVER };
    const waitMs = Math.max(0, current.blockedUntil.getTime() - now.getTime());
    // Computed as in the update above.
    const failures = current.count + 1 - free;
    const delayMs = Math.min(maxDelayMs, FIRST_DELAY_MS * 2 ** Math.min(20, failures - 1));
    return { kind, id, waitMs, blocks: failures < 1 ? NEVER : new Date(now.getTime() + delayMs) };
  }

  /** Removes an allowed attempt from the count, and ends the delay that it caused. A delay that a later attempt caused stays. */
  private async undo({ id, blocks }: CountedAttempt): Promise<void> {
    await this.attempts.updateOne(
      { _id: id, count: { $gt: 0 } },
      [
        {
          $set: {
            count: { $subtract: ['$count', 1] },
            blockedUntil: { $cond: [{ $eq: ['$blockedUntil', blocks] }, NEVER, '$blockedUntil'] },
          },
        },
      ],
      { updatePipeline: true },
    );
  }
}

/** The result of counting an attempt towards one limit. */
interface CountedAttempt {
  kind: LimitKind;
  id: string;
  /** 0 if the attempt is allowed, else the time until the next attempt is allowed, ms. */
  waitMs: number;
  /** Until when an allowed attempt blocks further ones. */
  blocks: Date;
}

const limited = (retryAfterSeconds: number): AppError => {
  const message = phrase(
    {
      en: 'Too many tries. Wait {time} and try again.',
      nb: 'For mange forsøk. Vent {time} og prøv igjen.',
    },
    { time: durationText(retryAfterSeconds) },
  );
  return new AppError('rate.limited', message.en, {
    issues: [{ code: 'rate.limited', message }],
    details: { retryAfterSeconds },
  });
};

/**
 * Returns the network by which failures from an address are counted: the first 64 bits of an IPv6 address, because one customer has all
 * addresses that begin with them. An IPv4 address that is written as IPv6 becomes the IPv4 address. Other values are returned unchanged.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const ipv4 = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (ipv4) return ipv4;
  const [start = '', end] = address.split('::');
  const groups = start === '' ? [] : start.split(':');
  // `::` stands for all groups of zeros that are missing.
  if (end !== undefined) {
    const last = end === '' ? [] : end.split(':');
    groups.push(...Array<string>(8 - groups.length - last.length).fill('0'), ...last);
  }
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}

/** The value is hashed, so that the database does not contain the e-mail addresses that failed to sign in. */
const idOf = (kind: LimitKind, value: string): string =>
  `${kind}:${createHash('sha256').update(value).digest('base64url')}`;
