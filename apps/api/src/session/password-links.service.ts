import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { PasswordLink, PasswordLinkPurpose, UsePasswordLink } from '@linkflow/contracts';
import { UsersService, type UserDoc } from '@linkflow/crm';
import { AppError, Clock, OrganisationConfig, readConfig } from '@linkflow/platform';
import { Schema, type Model } from 'mongoose';
import { hashPassword } from './password-hash';
import { SessionSettings, SessionsService } from './sessions.service';
import { SignInSettings } from './sign-in-settings';

const HOUR_MS = 3_600_000;
/** How long a link can be used. The recipient of an invitation may be on holiday; the other links are used at once. */
const LIFETIME_MS: Record<PasswordLinkPurpose, number> = {
  setup: 24 * HOUR_MS,
  invitation: 7 * 24 * HOUR_MS,
  reset: 24 * HOUR_MS,
};

export const PASSWORD_LINK_MODEL = 'PasswordLink';

export interface PasswordLinkDoc {
  /** The user's id, so that a user has at most one link; for `setup` the value of `hash`. */
  _id: string;
  /** Keyed hash of the token. The token is not stored. */
  hash: string;
  purpose: PasswordLinkPurpose;
  /** Null for `setup`, which creates the user. */
  userId: string | null;
  /** The user's `sessionGeneration` when the link was made. The link is invalid if the user's is different now. Null for `setup`. */
  generation: number | null;
  expiresAt: Date;
}

export const passwordLinkSchema = new Schema<PasswordLinkDoc>(
  {
    _id: { type: String, required: true },
    hash: { type: String, required: true },
    purpose: { type: String, required: true },
    userId: { type: String, default: null },
    generation: { type: Number, default: null },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'password_links', versionKey: false },
);
passwordLinkSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
passwordLinkSchema.index({ hash: 1 }, { unique: true });

/**
 * One-time links that set a password. States of a link:
 *
 * - open: it can be used.
 * - used: deleted.
 * - replaced: overwritten by a newer link of the same user.
 * - invalid: the user's `sessionGeneration` has changed since, because all sessions of the user were ended: by a new password, on request,
 *   or because the user was deactivated (`active: false`).
 * - expired: deleted by MongoDB.
 *
 * While passwords are switched off, no link can be made, checked or used (`passwords.off`).
 *
 * The token is in the fragment of the URL, which browsers do not send to the server, so it is in no access log.
 */
@Injectable()
export class PasswordLinks {
  private readonly organisation = readConfig(OrganisationConfig);

  constructor(
    @InjectModel(PASSWORD_LINK_MODEL) private readonly links: Model<PasswordLinkDoc>,
    private readonly users: UsersService,
    private readonly settings: SessionSettings,
    private readonly signInSettings: SignInSettings,
    private readonly sessions: SessionsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a link for the first administrator. Every process that starts while there are no users makes one; only the first that is used
   * works.
   */
  createForSetup(): Promise<PasswordLink> {
    return this.create('setup', null);
  }

  /** Makes an invitation if the user has never had a password, else a reset link. @throws AppError `not-found` */
  async createFor(userId: string): Promise<PasswordLink> {
    const user = await this.users.find(userId);
    if (!user?.active) throw new AppError('not-found', 'There is no active user with this id.');
    return this.create(user.joined ? 'reset' : 'invitation', user);
  }

  /** Checks a link without using it. @returns its purpose and the user that it is for. @throws AppError `password-link.invalid` */
  async check(token: string): Promise<{ purpose: PasswordLinkPurpose; name: string; email: string }> {
    const { purpose, name, email } = await this.holder(token);
    return { purpose, name, email };
  }

  /** Like `check`, with the id of the user. All values are empty if the link makes the first user. */
  async holder(
    token: string,
  ): Promise<{ purpose: PasswordLinkPurpose; id: string; name: string; email: string }> {
    const { purpose, userId, generation } = await this.read(token);
    if (userId === null) {
      if (!(await this.users.isEmpty())) throw invalid();
      return { purpose, id: '', name: '', email: '' };
    }
    const user = await this.users.find(userId);
    if (!user?.active || user.sessionGeneration !== generation) throw invalid();
    return { purpose, id: userId, name: user.name, email: user.email };
  }

  /**
   * Sets the password and ends the sessions of the user. If a link is used twice at once, only one use succeeds.
   * @returns id of the user
   * @throws AppError `password-link.invalid`, `validation.failed`
   */
  async use({ token, password, name, email, language }: UsePasswordLink): Promise<string> {
    const { purpose, userId } = await this.read(token);
    if (purpose === 'setup' && (!name || !email)) throw incomplete(name ? 'email' : 'name');
    const passwordHash = await hashPassword(password);
    const used = await this.links.findOneAndDelete(this.openWith(token)).lean<PasswordLinkDoc>();
    if (!used) throw invalid();
    if (userId === null) {
      const user = await this.users.createFirst({
        name: name ?? '',
        email: email ?? '',
        roles: ['admin'],
        language: language ?? this.organisation.ORGANISATION_LANGUAGE,
        timeZone: this.organisation.ORGANISATION_TIME_ZONE,
        passwordHash,
      });
      return user.id;
    }
    if (!(await this.users.setPassword(userId, passwordHash, used.generation))) throw invalid();
    await this.sessions.forget(userId);
    return userId;
  }

  private async create(purpose: PasswordLinkPurpose, user: UserDoc | null): Promise<PasswordLink> {
    this.signInSettings.requirePasswords();
    const token = randomBytes(32).toString('base64url');
    const hash = this.hashOf(token);
    const expiresAt = new Date(this.clock.now().getTime() + LIFETIME_MS[purpose]);
    const userId = user?._id ?? null;
    // One upsert by user id: if several links are made for a user at the same time, only the last one remains.
    await this.links.updateOne(
      { _id: userId ?? hash },
      { $set: { hash, purpose, userId, generation: user?.sessionGeneration ?? null, expiresAt } },
      { upsert: true },
    );
    return { url: `${this.settings.origin}/password#${token}`, expiresAt: expiresAt.toISOString() };
  }

  private async read(token: string): Promise<PasswordLinkDoc> {
    this.signInSettings.requirePasswords();
    const link = await this.links.findOne(this.openWith(token)).lean<PasswordLinkDoc>();
    if (!link) throw invalid();
    return link;
  }

  private openWith(token: string) {
    return { hash: this.hashOf(token), expiresAt: { $gt: this.clock.now() } };
  }

  private hashOf(token: string): string {
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
    en: 'The first administrator must have this.',
    nb: 'Den første administratoren må ha dette.',
  };
  return new AppError('validation.failed', message.en, {
    issues: [{ code: 'setup.incomplete', path, message }],
  });
};
