import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { AppError, Clock } from '@linkflow/platform';
import type { Model } from 'mongoose';
import { ATTEMPTS_MODEL, type AttemptsDoc } from './session.schema';

const WINDOW_MS = 15 * 60_000;
/** Failures within the window: for one account, and from one place, where many people may sit. */
const MOST_PER_EMAIL = 10;
const MOST_PER_ADDRESS = 100;

/** Slows down guessing of passwords. Counts in MongoDB, so it holds over all processes. */
@Injectable()
export class SignInThrottle {
  constructor(
    @InjectModel(ATTEMPTS_MODEL) private readonly attempts: Model<AttemptsDoc>,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts a try before it is made, so that many at once don't slip through. The returned function takes it back when it
   * succeeds.
   * @throws AppError `rate.limited`
   */
  async begin(email: string, address: string): Promise<() => Promise<void>> {
    const keys = [keyOf('email', email), keyOf('address', address)] as const;
    const [ofEmail, ofAddress] = await Promise.all([this.add(keys[0], 1), this.add(keys[1], 1)]);
    if (ofEmail > MOST_PER_EMAIL || ofAddress > MOST_PER_ADDRESS) {
      throw new AppError('rate.limited', 'Too many tries. Wait a quarter of an hour and try again.', {
        issues: [
          {
            code: 'rate.limited',
            message: {
              en: 'Too many tries. Wait a quarter of an hour and try again.',
              nb: 'For mange forsøk. Vent et kvarter og prøv igjen.',
            },
          },
        ],
      });
    }
    return async () => {
      await Promise.all([this.attempts.deleteOne({ _id: keys[0] }), this.add(keys[1], -1)]);
    };
  }

  private async add(key: string, by: 1 | -1): Promise<number> {
    const now = this.clock.now();
    // Starts anew when the window is over, also when the database has not cleared it away yet.
    const alive = { $gt: ['$expiresAt', now] };
    const updated = await this.attempts
      .findOneAndUpdate(
        { _id: key },
        [
          {
            $set: {
              count: { $max: [0, { $add: [{ $cond: [alive, '$count', 0] }, by] }] },
              expiresAt: { $cond: [alive, '$expiresAt', new Date(now.getTime() + WINDOW_MS)] },
            },
          },
        ],
        { upsert: true, returnDocument: 'after', updatePipeline: true },
      )
      .lean<AttemptsDoc>();
    return updated?.count ?? 0;
  }
}

/** Hashed: a list of addresses that failed is nobody's business. */
const keyOf = (kind: 'email' | 'address', value: string): string =>
  `${kind}:${createHash('sha256').update(value.trim().toLowerCase()).digest('base64url')}`;
