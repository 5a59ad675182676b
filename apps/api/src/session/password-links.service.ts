import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { PasswordLink, PasswordLinkPurpose, UsePasswordLink } from '@linkflow/contracts';
import { UsersService } from '@linkflow/crm';
import { EngineConfig } from '@linkflow/engine';
import { AppError, Clock, readConfig } from '@linkflow/platform';
import { Schema, type Model } from 'mongoose';
import { hashPassword } from './password-hash';
import { SessionSettings, SessionsService } from './sessions.service';

const HOUR_MS = 3_600_000;
/** An invitation may wait for a holiday to end; the others are used at once. */
const LIFETIME_MS: Record<PasswordLinkPurpose, number> = {
  setup: 24 * HOUR_MS,
  invitation: 7 * 24 * HOUR_MS,
  reset: 24 * HOUR_MS,
};

export const PASSWORD_LINK_MODEL = 'PasswordLink';

export interface PasswordLinkDoc {
  /** Keyed hash of the token. */
  _id: string;
  purpose: PasswordLinkPurpose;
  /** Null for `setup`, which creates the user. */
  userId: string | null;
  expiresAt: Date;
}

export const passwordLinkSchema = new Schema<PasswordLinkDoc>(
  {
    _id: { type: String, required: true },
    purpose: { type: String, required: true },
    userId: { type: String, default: null },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'password_links', versionKey: false },
);
passwordLinkSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
passwordLinkSchema.index({ userId: 1 });

/**
 * One-time links that set a password. States of a link: open → used (deleted) or expired (deleted by MongoDB). A user has at most
 * one open link: a new one ends the earlier ones. The token stands in the fragment of the URL, which browsers do not send, so it is
 * in no access log.
 */
@Injectable()
export class PasswordLinks {
  readonly timeZone = readConfig(EngineConfig).ORGANISATION_TIME_ZONE;

  constructor(
    @InjectModel(PASSWORD_LINK_MODEL) private readonly links: Model<PasswordLinkDoc>,
    private readonly users: UsersService,
    private readonly settings: SessionSettings,
    private readonly sessions: SessionsService,
    private readonly clock: Clock,
  ) {}

  /** A link for the first administrator. Every process that starts without users makes one; the first that is used wins. */
  createForSetup(): Promise<PasswordLink> {
    return this.create('setup', null);
  }

  /** @throws AppError `not-found` */
  async createFor(userId: string): Promise<PasswordLink> {
    const user = await this.users.find(userId);
    if (!user?.active) throw new AppError('not-found', 'There is no active user with this id.');
    await this.links.deleteMany({ userId });
    return this.create(user.joined ? 'reset' : 'invitation', userId);
  }

  /** @throws AppError `password-link.invalid` */
  async check(token: string): Promise<{ purpose: PasswordLinkPurpose; name: string; email: string }> {
    const { purpose, userId } = await this.read(token);
    if (userId === null) {
      if (!(await this.users.isEmpty())) throw invalid();
      return { purpose, name: '', email: '' };
    }
    const user = await this.users.find(userId);
    if (!user?.active) throw invalid();
    return { purpose, name: user.name, email: user.email };
  }

  /**
   * Sets the password and ends the sessions of the user. Of two uses at once one wins.
   * @returns id of the user
   * @throws AppError `password-link.invalid`, `validation.failed`
   */
  async use({ token, password, name, email, language = 'nb' }: UsePasswordLink): Promise<string> {
    const { purpose, userId } = await this.read(token);
    if (purpose === 'setup' && (!name || !email)) throw incomplete(name ? 'email' : 'name');
    const passwordHash = await hashPassword(password);
    const used = await this.links.findOneAndDelete({
      _id: this.idOf(token),
      expiresAt: { $gt: this.clock.now() },
    });
    if (!used) throw invalid();
    if (userId === null) {
      const admin = { name: name ?? '', email: email ?? '', language, passwordHash };
      const user = await this.users.createFirst({ ...admin, role: 'admin', timeZone: this.timeZone });
      return user.id;
    }
    if (!(await this.users.setPassword(userId, passwordHash))) throw invalid();
    await this.sessions.forget(userId);
    return userId;
  }

  private async create(purpose: PasswordLinkPurpose, userId: string | null): Promise<PasswordLink> {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(this.clock.now().getTime() + LIFETIME_MS[purpose]);
    await this.links.create({ _id: this.idOf(token), purpose, userId, expiresAt });
    return { url: `${this.settings.origin}/password#${token}`, expiresAt: expiresAt.toISOString() };
  }

  private async read(token: string): Promise<PasswordLinkDoc> {
    const filter = { _id: this.idOf(token), expiresAt: { $gt: this.clock.now() } };
    const link = await this.links.findOne(filter).lean<PasswordLinkDoc>();
    if (!link) throw invalid();
    return link;
  }

  private idOf(token: string): string {
    return createHmac('sha256', this.settings.secret).update(`password-link:${token}`).digest('hex');
  }
}

const invalid = (): AppError => {
  const message = {
    en: 'This link was used, has expired, or was replaced by a newer one. Ask an administrator for a new link.',
    nb: 'Denne lenken er brukt, utløpt eller erstattet av en nyere. Be en administrator om en ny.',
  };
  return new AppError('password-link.invalid', message.en, {
    issues: [{ code: 'password-link.invalid', message }],
  });
};

const incomplete = (path: 'name' | 'email'): AppError => {
  const message = {
    en: 'The first administrator needs this.',
    nb: 'Den første administratoren trenger dette.',
  };
  return new AppError('validation.failed', message.en, {
    issues: [{ code: 'setup.incomplete', path, message }],
  });
};
