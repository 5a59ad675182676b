import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ChangePassword, OpenSession, SignIn, UpdateSession } from '@linkflow/contracts';
import { CrmUsers, type CrmUser } from '@linkflow/crm-port';
import { browserOf } from '@linkflow/links';
import { AppError, Clock, readConfig } from '@linkflow/platform';
import { Schema, type Model } from 'mongoose';
import { z } from 'zod';
import { DEMO_PASSWORD } from '../demo/demo-people';
import { hashPassword, passwordFits } from './password-hash';
import { SessionEnds } from './session-ends';
import { SignInAudit, type SignInMethod } from './sign-in-audit';
import { SignInSettings, isLocalHost } from './sign-in-settings';
import { SignInThrottle } from './sign-in-throttle';
import { toSignedIn, type Client, type SignedInUser } from './signed-in-user';

const DAY_MS = 24 * 3_600_000;
/** Lifetime of a session after its last use. */
export const SESSION_MS = 14 * DAY_MS;
/** Lifetime of a session after the sign-in, however often it is used. */
const MAX_SESSION_MS = 90 * DAY_MS;
/** The expiry of a session is extended at most once in this interval, so that most requests do not write to the database. */
const EXTEND_INTERVAL_MS = 3_600_000;

const SessionConfig = z.object({
  /** Hexadecimal key of the HMACs of tokens. Only the HMACs are stored, so a stolen database contains no usable token. */
  SESSION_SECRET: z.string().regex(/^[0-9a-f]{64,}$/i),
  /** Public address of the api. Cookies are restricted to https if this address is https. */
  PUBLIC_URL: z.url(),
});

@Injectable()
export class SessionSettings {
  private readonly config = readConfig(SessionConfig);
  readonly secret = Buffer.from(this.config.SESSION_SECRET, 'hex');
  readonly origin = new URL(this.config.PUBLIC_URL).origin;
  readonly secure = this.origin.startsWith('https:');
  /**
   * True if PUBLIC_URL is an address of this machine. Others may be able to connect all the same: the api may listen on the network
   * (API_HOST), or a proxy may forward requests.
   */
  readonly isLocal = isLocalHost(new URL(this.origin).hostname);
}

export const SESSION_MODEL = 'Session';

export interface SessionDoc {
  /** Keyed hash of the token. Only the browser has the token. */
  _id: string;
  userId: string;
  /** The user's `sessionGeneration` at the sign-in. The session is invalid if the user's is different now. */
  generation: number;
  createdAt: Date;
  /** Extended when the session is used, up to `endsAt`. */
  expiresAt: Date;
  /** The latest end of the session. Never changes. */
  endsAt: Date;
  lastUsedAt: Date;
  /** IP address and browser of the sign-in. */
  address: string;
  userAgent: string;
}

export const sessionSchema = new Schema<SessionDoc>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    generation: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    lastUsedAt: { type: Date, required: true },
    address: { type: String, default: '' },
    userAgent: { type: String, default: '' },
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
    private readonly signInSettings: SignInSettings,
    private readonly audit: SignInAudit,
    private readonly ends: SessionEnds,
    private readonly clock: Clock,
  ) {}

  /**
   * @param device id of the browser, if the account has signed in there before
   * @throws AppError `session.refused`, identical for a wrong password, an unknown address and a deactivated user;
   * `rate.limited`; `passwords.off`
   */
  async signIn(
    { email, password }: SignIn,
    { device, ...client }: Client & { device: string | null },
  ): Promise<{ token: string; user: SignedInUser }> {
    this.signInSettings.requirePasswords();
    const succeeded = await this.throttle.begin({ email, address: client.address, device });
    const user = await this.users.byEmail(email);
    const fits = await passwordFits(password, user?.passwordHash);
    if (!user?.active || !fits || this.isPublished(password)) {
      await this.audit.failed(user && { id: user._id, name: user.name }, client.address);
      throw refused();
    }
    await succeeded();
    return this.enter(user, { ...client, method: 'password' });
  }

  /**
   * Signs in without checking a password: after a one-time link, or a sign-in with the provider.
   * @param lifetimeMs latest end of the session
   * @throws AppError `session.refused`
   */
  async openFor(
    userId: string,
    client: Client & { method: SignInMethod },
    lifetimeMs = MAX_SESSION_MS,
  ): Promise<{ token: string; user: SignedInUser }> {
    const user = await this.users.find(userId);
    if (!user?.active) throw refused();
    return this.enter(user, client, lifetimeMs);
  }

  /** Opens a session and records the sign-in. */
  private enter(
    user: CrmUser,
    client: Client & { method: SignInMethod },
    lifetimeMs = MAX_SESSION_MS,
  ): Promise<{ token: string; user: SignedInUser }> {
    return this.audit.entered({ id: user._id, name: user.name }, client, () =>
      this.open(user, client, lifetimeMs),
    );
  }

  /**
   * Stores a session with the `sessionGeneration` of `user`. The user was read before the password was checked, so a session of a user who
   * was deactivated in between is invalid from the beginning.
   */
  private async open(
    user: CrmUser,
    client: Client,
    lifetimeMs = MAX_SESSION_MS,
  ): Promise<{ token: string; user: SignedInUser }> {
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    await this.sessions.create({
      _id: this.idOf(token),
      userId: user._id,
      generation: user.sessionGeneration,
      createdAt: now,
      expiresAt: new Date(now.getTime() + Math.min(SESSION_MS, lifetimeMs)),
      endsAt: new Date(now.getTime() + lifetimeMs),
      lastUsedAt: now,
      address: client.address,
      userAgent: client.userAgent.slice(0, 300),
    });
    return { token, user: toSignedIn(user) };
  }

  /**
   * @returns the user of the session, null if the session has ended or its user was deactivated; `extended` is true if the expiry was
   * extended
   */
  async resume(token: string): Promise<{ user: SignedInUser; extended: boolean } | null> {
    const current = await this.current(token);
    if (!current) return null;
    const { session, user } = current;
    const now = this.clock.now();
    const expiresAt = new Date(Math.min(now.getTime() + SESSION_MS, session.endsAt.getTime()));
    const extended = now.getTime() - session.lastUsedAt.getTime() > EXTEND_INTERVAL_MS;
    if (extended) {
      await this.sessions.updateOne({ _id: session._id }, { $set: { expiresAt, lastUsedAt: now } });
    }
    return { user: toSignedIn(user), extended };
  }

  /** True if the session is valid. Unlike `resume`, this does not extend the session. */
  async isOpen(token: string): Promise<boolean> {
    return (await this.current(token)) !== null;
  }

  private async current(token: string): Promise<{ session: SessionDoc; user: CrmUser } | null> {
    const now = this.clock.now();
    const session = await this.sessions
      .findOne({ _id: this.idOf(token), expiresAt: { $gt: now }, endsAt: { $gt: now } })
      .lean<SessionDoc>();
    if (!session) return null;
    const user = await this.users.find(session.userId);
    if (!user?.active || user.sessionGeneration !== session.generation) return null;
    return { session, user };
  }

  /** The user of a valid session; null if there is none. */
  async userOf(token: string): Promise<SignedInUser | null> {
    const current = await this.current(token);
    return current && toSignedIn(current.user);
  }

  async signOut(token: string): Promise<void> {
    const session = await this.sessions.findOneAndDelete({ _id: this.idOf(token) }).lean<SessionDoc>();
    if (session) await this.ends.announce(session.userId);
  }

  /** The valid sessions of a user, newest first. @param token of the session that is marked as `current` */
  async list(userId: string, token: string | undefined): Promise<OpenSession[]> {
    const now = this.clock.now();
    const user = await this.users.find(userId);
    const current = token === undefined ? null : this.idOf(token);
    const sessions = await this.sessions
      .find({
        userId,
        generation: user?.sessionGeneration ?? 0,
        expiresAt: { $gt: now },
        endsAt: { $gt: now },
      })
      .sort({ createdAt: -1 })
      .lean<SessionDoc[]>();
    return sessions.map(({ _id: id, createdAt, lastUsedAt, endsAt, address, userAgent }) => ({
      id,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      endsAt: endsAt.toISOString(),
      address,
      browser: browserOf(userAgent),
      current: id === current,
    }));
  }

  /** Ends one session of this user. @throws AppError `not-found` */
  async end(userId: string, id: string): Promise<void> {
    const { deletedCount } = await this.sessions.deleteOne({ _id: id, userId });
    if (deletedCount === 0) throw new AppError('not-found', 'You have no session with this id.');
    await this.ends.announce(userId);
  }

  /** Ends all sessions of a user, including those that are being opened at this moment. */
  async endAll(userId: string): Promise<void> {
    await this.users.endSessions(userId);
    await this.forget(userId);
  }

  /** Deletes the user's sessions of earlier generations and ends their streams. Call it after `sessionGeneration` has changed. */
  async forget(userId: string): Promise<void> {
    const user = await this.users.find(userId);
    await this.sessions.deleteMany({ userId, generation: { $lt: user?.sessionGeneration ?? Infinity } });
    await this.ends.announce(userId);
  }

  /**
   * Changes the password, ends every session of the user and opens a new one for this client.
   * @returns token of the new session
   * @throws AppError `validation.failed` if the current password is wrong; `rate.limited`; `passwords.off`
   */
  async changePassword(
    { id, email }: SignedInUser,
    { current, password }: ChangePassword,
    client: Client,
  ): Promise<string> {
    this.signInSettings.requirePasswords();
    const succeeded = await this.throttle.begin({ email, address: client.address, device: id });
    const user = await this.users.find(id);
    if (!(await passwordFits(current, user?.passwordHash))) {
      await this.audit.failed(user && { id, name: user.name }, client.address);
      throw wrongCurrent();
    }
    await succeeded();
    await this.users.setPassword(id, await hashPassword(password));
    await this.forget(id);
    const changed = await this.users.find(id);
    if (!changed?.active) throw refused();
    return (await this.open(changed, client)).token;
  }

  /** True if this is the published password of the demo's users and PUBLIC_URL is not local: nobody may sign in with it then. */
  private isPublished(password: string): boolean {
    return password === DEMO_PASSWORD && !this.settings.isLocal;
  }

  async setChoices(user: SignedInUser, choices: UpdateSession): Promise<SignedInUser> {
    await this.users.setChoices(user.id, choices);
    return { ...user, ...choices };
  }

  private idOf(token: string): string {
    return createHmac('sha256', this.settings.secret).update(token).digest('hex');
  }
}

const wrongCurrent = (): AppError => {
  const message = { en: 'This is not your current password.', nb: 'Dette er ikke passordet du har nå.' };
  return new AppError('validation.failed', message.en, {
    issues: [{ code: 'password.wrong', path: 'current', message }],
  });
};

const refused = (): AppError => {
  const message = {
    en: 'The e-mail address or the password is not right.',
    nb: 'E-postadressen eller passordet er ikke riktig.',
  };
  return new AppError('session.refused', message.en, { issues: [{ code: 'session.refused', message }] });
};
