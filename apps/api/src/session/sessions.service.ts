import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Language, SignIn } from '@linkflow/contracts';
import { UsersService, type UserDoc } from '@linkflow/crm';
import { AppError, Clock } from '@linkflow/platform';
import type { Model } from 'mongoose';
import { passwordFits } from './password-hash';
import { SessionSettings } from './session.config';
import { SESSION_MODEL, type SessionDoc } from './session.schema';
import { SignInThrottle } from './sign-in-throttle';
import type { SignedInUser } from './signed-in-user';

/** How long a session lasts after its last use. */
export const SESSION_MS = 14 * 24 * 3_600_000;
/** Its end is moved on at most this often, so that reading does not write. */
const MOVE_ON_MS = 3_600_000;

/** Who is signed in. Sessions live in MongoDB; the browser holds a token of 256 random bits, which is stored nowhere. */
@Injectable()
export class SessionsService {
  constructor(
    @InjectModel(SESSION_MODEL) private readonly sessions: Model<SessionDoc>,
    private readonly users: UsersService,
    private readonly throttle: SignInThrottle,
    private readonly settings: SessionSettings,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `session.refused`, the same for a wrong password, an unknown address and a retired user; `rate.limited` */
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

  /** The person behind a token; null when there is none, or no longer. `movedOn`: the session now lasts longer. */
  async resume(token: string): Promise<{ user: SignedInUser; movedOn: boolean } | null> {
    const now = this.clock.now();
    const session = await this.sessions
      .findOne({ _id: this.idOf(token), expiresAt: { $gt: now } })
      .lean<SessionDoc>();
    if (!session) return null;
    const user = await this.users.find(session.userId);
    if (!user?.active) return null;
    const end = new Date(now.getTime() + SESSION_MS);
    const movedOn = end.getTime() - session.expiresAt.getTime() > MOVE_ON_MS;
    if (movedOn) await this.sessions.updateOne({ _id: session._id }, { $set: { expiresAt: end } });
    return { user: toSignedIn(user), movedOn };
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

const toSignedIn = ({ _id: id, name, email, role, language }: UserDoc): SignedInUser => ({
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
