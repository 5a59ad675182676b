import { Schema } from 'mongoose';

export const SESSION_MODEL = 'Session';
export const ATTEMPTS_MODEL = 'SignInAttempts';

export interface SessionDoc {
  /** A keyed hash of the token; the token itself is known to the browser alone. */
  _id: string;
  userId: string;
  createdAt: Date;
  /** Moves on with use. */
  expiresAt: Date;
}

export const sessionSchema = new Schema<SessionDoc>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'sessions', versionKey: false },
);
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
sessionSchema.index({ userId: 1 });

/** Failed tries to sign in, for one e-mail address or one network address. */
export interface AttemptsDoc {
  /** `email:<hash>` or `address:<hash>` */
  _id: string;
  count: number;
  /** When the count starts anew. */
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
