import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { AppError, Clock } from '@linkflow/platform';
import { Schema, type Model } from 'mongoose';

const WINDOW_MS = 15 * 60_000;
/** Failed attempts per window and account. */
const MAX_FAILURES_PER_EMAIL = 10;
/** Failed attempts per window and IP address, which a whole office may share. */
const MAX_FAILURES_PER_ADDRESS = 100;

export const ATTEMPTS_MODEL = 'SignInAttempts';

/** Number of failed sign-in attempts for one e-mail address or one IP address. */
export interface AttemptsDoc {
  /** `email:<hash>` or `address:<hash>` */
  _id: string;
  count: number;
  /** End of the window; the count restarts then. */
  expiresAt: Date;
}

export const attemptsSchema = new Schema<AttemptsDoc>(
  {
    _id: { type: String, required: true },
    count: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'sign_in_attempts', versionKey: false },
);
attemptsSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Limits password guessing. Counts in MongoDB, so the limit holds across processes. */
@Injectable()
export class SignInThrottle {
  constructor(
    @InjectModel(ATTEMPTS_MODEL) private readonly attempts: Model<AttemptsDoc>,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts the attempt before the password is checked, so that concurrent attempts cannot pass the limit.
   * @returns removes the attempt from the count; call it when the sign-in succeeded
   * @throws AppError `rate.limited`
   */
  async begin(email: string, address: string): Promise<() => Promise<void>> {
    const emailKey = keyOf('email', email);
    const addressKey = keyOf('address', address);
    const [ofEmail, ofAddress] = await Promise.all([this.add(emailKey, 1), this.add(addressKey, 1)]);
    if (ofEmail > MAX_FAILURES_PER_EMAIL || ofAddress > MAX_FAILURES_PER_ADDRESS) throw limited();
    return async () => {
      await Promise.all([this.attempts.deleteOne({ _id: emailKey }), this.add(addressKey, -1)]);
    };
  }

  private async add(key: string, by: 1 | -1): Promise<number> {
    const now = this.clock.now();
    // MongoDB removes expired documents with a delay, so the window is checked here too.
    const isCurrent = { $gt: ['$expiresAt', now] };
    const updated = await this.attempts
      .findOneAndUpdate(
        { _id: key },
        [
          {
            $set: {
              count: { $max: [0, { $add: [{ $cond: [isCurrent, '$count', 0] }, by] }] },
              expiresAt: { $cond: [isCurrent, '$expiresAt', new Date(now.getTime() + WINDOW_MS)] },
            },
          },
        ],
        { upsert: true, returnDocument: 'after', updatePipeline: true },
      )
      .lean<AttemptsDoc>();
    return updated?.count ?? 0;
  }
}

const limited = (): AppError => {
  const message = {
    en: 'Too many tries. Wait a quarter of an hour and try again.',
    nb: 'For mange forsøk. Vent et kvarter og prøv igjen.',
  };
  return new AppError('rate.limited', message.en, { issues: [{ code: 'rate.limited', message }] });
};

/** Hashed, so that the database does not list the addresses that failed to sign in. */
const keyOf = (kind: 'email' | 'address', value: string): string =>
  `${kind}:${createHash('sha256').update(value.trim().toLowerCase()).digest('base64url')}`;
