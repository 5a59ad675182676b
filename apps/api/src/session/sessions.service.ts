import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Language, Role, SignIn } from '@linkflow/contracts';
import { CrmUsers, type CrmUser } from '@linkflow/crm-port';
import { AppError, Clock, readConfig } from '@linkflow/platform';
import { Schema, type Model } from 'mongoose';
import { z } from 'zod';
import { passwordFits } from './password-hash';
import { SignInThrottle } from './sign-in-throttle';

/** Lifetime of a session after its last use. */
export const SESSION_MS = 14 * 24 * 3_600_000;
/** The expiry is moved at most this often, so that most requests do not write. */
const EXTEND_INTERVAL_MS = 3_600_000;

const SessionConfig = z.object({
  /** Secret key of the HMAC of session tokens. Only the HMAC is stored, so a stolen database contains no usable token. Hexadecimal. */
  SESSION_SECRET: z.string().regex(/^[0-9a-f]{64,}$/i),
  /** Public address of the api. Cookies are restricted to https when it is https. */
  PUBLIC_URL: z.url(),
});

@Injectable()
export class SessionSettings {
  private readonly config = readConfig(SessionConfig);
  readonly secret = Buffer.from(this.config.SESSION_SECRET, 'hex');
  readonly origin = new URL(this.config.PUBLIC_URL).origin;
  readonly secure = this.origin.startsWith('https:');
}

/** The authenticated user of a request. */
export interface SignedInUser {
  id: string;
  name: string;
  email: string;
  role: Role;
  language: Language;
}

/** The user in the form that is stored with the documents that they change. */
export const userRef = ({ id, name }: SignedInUser): { id: string; name: string } => ({ id, name });

export const SESSION_MODEL = 'Session';

export interface SessionDoc {
  /** Keyed hash of the token. Only the browser has the token. */
  _id: string;
  userId: string;
  createdAt: Date;
  /** Moves forward with use. */
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

/** Sessions in MongoDB. The browser holds a token of 256 random bits, which is not stored. */
@Injectable()
export class SessionsService {
  constructor(
    @InjectModel(SESSION_MODEL) private readonly sessions: Model<SessionDoc>,
    private readonly users: CrmUsers,
    private readonly throttle: SignInThrottle,
    private readonly settings: SessionSettings,
    private readonly clock: Clock,
  ) {}

  /**
   * @param address IP address of the client
   * @throws AppError `session.refused`, identical for a wrong password, an unknown address and a retired user; `rate.limited`
   */
  async signIn({ email, password }: SignIn, address: string): Promise<{ token: string; user: SignedInUser }> {
    const succeeded = await this.throttle.begin(email, address);
    const user = await this.users.byEmail(email);
    const fits = await passwordFits(password, user?.passwordHash);
    if (!user?.active || !fits) throw refused();
    await succeeded();
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    await this.sessions.create({
      _id: this.idOf(token),
      userId: user._id,
      createdAt: now,
      expiresAt: new Date(now.getTime() + SESSION_MS),
    });
    return { token, user: toSignedIn(user) };
  }

  /** The user of a session; null when the session or the user has ended. `extended`: the expiry was moved. */
  async resume(token: string): Promise<{ user: SignedInUser; extended: boolean } | null> {
    const now = this.clock.now();
    const session = await this.sessions
      .findOne({ _id: this.idOf(token), expiresAt: { $gt: now } })
      .lean<SessionDoc>();
    if (!session) return null;
    const user = await this.users.find(session.userId);
    if (!user?.active) return null;
    const expiresAt = new Date(now.getTime() + SESSION_MS);
    const extended = expiresAt.getTime() - session.expiresAt.getTime() > EXTEND_INTERVAL_MS;
    if (extended) await this.sessions.updateOne({ _id: session._id }, { $set: { expiresAt } });
    return { user: toSignedIn(user), extended };
  }

  async signOut(token: string): Promise<void> {
    await this.sessions.deleteOne({ _id: this.idOf(token) });
  }

  async setLanguage(user: SignedInUser, language: Language): Promise<SignedInUser> {
    await this.users.setLanguage(user.id, language);
    return { ...user, language };
  }

  private idOf(token: string): string {
    return createHmac('sha256', this.settings.secret).update(token).digest('hex');
  }
}

const toSignedIn = ({ _id: id, name, email, role, language }: CrmUser): SignedInUser => ({
  id,
  name,
  email,
  role,
  language,
});

const refused = (): AppError => {
  const message = {
    en: 'The e-mail address or the password is not right.',
    nb: 'E-postadressen eller passordet er ikke riktig.',
  };
  return new AppError('session.refused', message.en, { issues: [{ code: 'session.refused', message }] });
};
