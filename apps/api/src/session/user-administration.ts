import { Injectable } from '@nestjs/common';
import { InviteUser, type PasswordLink, type UpdateUser, type UserView } from '@linkflow/contracts';
import { UsersService, type UserDoc } from '@linkflow/crm';
import { AppError, OrganisationConfig, readConfig } from '@linkflow/platform';
import { changesBetween } from '../ops/audit-changes';
import { AuditLog, type Actor } from '../ops/audit-log';
import { ApiKeys } from './api-keys.service';
import { PasswordLinks } from './password-links.service';
import { SessionsService } from './sessions.service';
import { SignInSettings } from './sign-in-settings';

/** The actor in audit events of the command `--admin`: an unknown person who may run commands on the server. */
const COMMAND_LINE: Actor = { id: 'command-line', name: '--admin' };

/** What administrators do with users. Every action leaves an audit event. */
@Injectable()
export class UserAdministration {
  private readonly organisation = readConfig(OrganisationConfig);

  constructor(
    private readonly users: UsersService,
    private readonly links: PasswordLinks,
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
    private readonly settings: SignInSettings,
    private readonly keys: ApiKeys,
  ) {}

  /** @returns the new user, with a link to choose a password unless passwords are switched off. @throws AppError `email.taken` */
  invite(user: InviteUser, by: Actor): Promise<{ user: UserView; link: PasswordLink | null }> {
    return this.audit.record(by, {
      action: 'user.invite',
      target: { kind: 'user', id: '', name: user.name },
      details: { roles: user.roles },
      act: async () => {
        const created = await this.users.create({
          ...user,
          timeZone: this.organisation.ORGANISATION_TIME_ZONE,
        });
        return { user: created, link: await this.linkFor(created.id) };
      },
      outcome: (invited) => ({ target: targetOf(invited.user) }),
    });
  }

  /** @throws AppError `not-found`, `user.last-admin`, `draft.stale` */
  async change(id: string, changes: UpdateUser, by: Actor): Promise<UserView> {
    const before = await this.existing(id);
    const { active = before.active } = changes;
    const { previousRoles: _, ...changed } = changes;
    return this.audit.record(by, {
      action: active === before.active ? 'user.change' : active ? 'user.restore' : 'user.retire',
      target: targetOf({ id, name: before.name }),
      changes: changesBetween(before, changed),
      act: async () => {
        // A reactivated user gets no keys back. This revokes keys that were made while the user was being deactivated.
        if (active && !before.active) await this.keys.revokeAll(id);
        const user = await this.users.change(id, changes);
        if (changes.active === false) {
          await this.sessions.forget(id);
          await this.keys.revokeAll(id);
        }
        return user;
      },
      // The change may have renamed the user, so the new name is recorded.
      outcome: (changed) => ({ target: targetOf(changed) }),
    });
  }

  /** @throws AppError `not-found` */
  async passwordLink(id: string, by: Actor): Promise<PasswordLink> {
    const { name } = await this.existing(id);
    return this.audit.record(by, {
      action: 'user.password-link',
      target: targetOf({ id, name }),
      act: () => this.links.createFor(id),
    });
  }

  /**
   * Removes the user's link to a user of the OpenID Connect provider, for example because that one was replaced, and ends all sessions.
   * @throws AppError `not-found`
   */
  async unlinkIdentity(id: string, by: Actor): Promise<void> {
    const { name, oidc } = await this.existing(id);
    await this.audit.record(by, {
      action: 'user.unlink-identity',
      target: targetOf({ id, name }),
      details: { ...oidc },
      act: async () => {
        await this.users.unlinkIdentity(id);
        await this.sessions.endAll(id);
      },
    });
  }

  /** @throws AppError `not-found` */
  async endSessions(id: string, by: Actor): Promise<void> {
    const { name } = await this.existing(id);
    await this.audit.record(by, {
      action: 'user.end-sessions',
      target: targetOf({ id, name }),
      act: () => this.sessions.endAll(id),
    });
  }

  /**
   * Creates an active administrator, or makes an existing user one.
   * @returns the link with which that person chooses a password; null if passwords are switched off
   * @throws AppError `validation.failed` if the address or the name is invalid
   */
  async makeAdmin(address: string, name = address): Promise<string | null> {
    const parsed = InviteUser.pick({ email: true, name: true }).safeParse({ email: address, name });
    if (!parsed.success) {
      const isAddress = parsed.error.issues.some(({ path: [field] }) => field === 'email');
      const message = isAddress
        ? `"${address}" is not an e-mail address.`
        : 'The name is empty or has more than 200 characters.';
      throw new AppError('validation.failed', message);
    }
    const { link } = await this.audit.record(COMMAND_LINE, {
      action: 'user.make-admin',
      target: { kind: 'user', id: '', name: parsed.data.name },
      act: async () => {
        const { ORGANISATION_LANGUAGE: language, ORGANISATION_TIME_ZONE: timeZone } = this.organisation;
        const existing = await this.users.byEmail(parsed.data.email);
        // As in `change`: a reactivated user gets no keys back.
        if (existing && !existing.active) await this.keys.revokeAll(existing._id);
        const user = await this.users.ensureAdmin({ ...parsed.data, roles: ['admin'], language, timeZone });
        return { user, link: await this.linkFor(user.id) };
      },
      outcome: ({ user }) => ({ target: targetOf(user) }),
    });
    return link?.url ?? null;
  }

  /** Null if passwords are switched off: the user signs in with the provider. */
  private async linkFor(userId: string): Promise<PasswordLink | null> {
    return this.settings.passwords ? this.links.createFor(userId) : null;
  }

  private async existing(id: string): Promise<UserDoc> {
    const user = await this.users.find(id);
    if (!user) throw new AppError('not-found', 'There is no user with this id.');
    return user;
  }
}

const targetOf = ({ id, name }: { id: string; name: string }) => ({ kind: 'user' as const, id, name });
