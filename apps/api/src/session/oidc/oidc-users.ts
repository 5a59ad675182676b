import { Injectable } from '@nestjs/common';
import { EmailAddress, Name, Role, languageOfTag } from '@linkflow/contracts';
import { UsersService, type OidcIdentity, type UserDoc } from '@linkflow/crm';
import { AppError, Log, OrganisationConfig, readConfig } from '@linkflow/platform';
import { isDeepStrictEqual } from 'node:util';
import { AuditLog, type Actor } from '../../ops/audit-log';
import { SignInSettings } from '../sign-in-settings';
import { OidcFailure, claimAt, type Claims } from './oidc-client';

/** The actor in audit events of what a sign-in with the provider changes. */
const PROVIDER: Actor = { id: 'oidc', name: 'OpenID Connect' };

const actorOf = ({ _id: id, name }: UserDoc): Actor => ({ id, name });

/** Finds, links and creates the users who sign in with the OpenID Connect provider. */
@Injectable()
export class OidcUsers {
  private readonly organisation = readConfig(OrganisationConfig);

  constructor(
    private readonly users: UsersService,
    private readonly settings: SignInSettings,
    private readonly audit: AuditLog,
    private readonly log: Log,
  ) {}

  /**
   * Returns the active user whom the claims describe, with the roles that follow from the claims:
   *
   * 1. the user who has this identity,
   * 2. else the user with the same verified e-mail address, who is linked to the identity from now on,
   * 3. else a new user, if the settings allow it.
   *
   * @throws OidcFailure
   */
  async userOf(claims: Claims): Promise<UserDoc> {
    const roles = this.rolesOf(claims);
    if (roles?.length === 0) throw new OidcFailure('oidc.no-role');
    const identity = { issuer: claims.iss, sub: claims.sub };
    const user =
      (await this.users.byIdentity(identity)) ?? (await this.newcomer(claims, identity, roles ?? ['viewer']));
    if (!user.active) throw new OidcFailure('oidc.inactive', actorOf(user));
    if (roles) await this.follow(user, roles);
    return user;
  }

  /** Returns the roles that the values of the roles claim give; undefined without OIDC_ROLES, when administrators set the roles here. */
  private rolesOf(claims: Claims): Role[] | undefined {
    const { roles: mapping, rolesClaim = '' } = this.settings.oidc ?? {};
    if (!mapping) return undefined;
    const values = [claimAt(claims, rolesClaim)].flat();
    const mapped = values.flatMap((value) => (typeof value === 'string' ? (mapping.get(value) ?? []) : []));
    return Role.options.filter((role) => mapped.includes(role));
  }

  /** Links or creates the user of an identity that is not known yet. */
  private async newcomer(claims: Claims, identity: OidcIdentity, roles: Role[]): Promise<UserDoc> {
    const email = this.verifiedEmail(claims);
    const existing = await this.users.byEmail(email);
    if (existing) return this.link(existing, identity);
    if (!this.settings.oidc?.createUsers) throw new OidcFailure('oidc.unknown-user');
    try {
      return await this.create(claims, { email, identity, roles });
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'email.taken')) throw error;
      // The same person signed in twice at the same moment, or was invited at this moment.
      const [created, invited] = [await this.users.byIdentity(identity), await this.users.byEmail(email)];
      if (created) return created;
      if (invited) return this.link(invited, identity);
      throw error;
    }
  }

  private verifiedEmail(claims: Claims): string {
    const { email_verified: verified, email } = claims;
    const address = EmailAddress.safeParse(email).data;
    // An address that `EmailAddress` changes, for example by removing invisible characters, is refused: the provider has verified the
    // original address, and the changed one may belong to somebody else.
    const isTrusted =
      address === email && (verified === true || (verified === undefined && this.settings.oidc?.trustEmail));
    if (address === undefined || !isTrusted) throw new OidcFailure('oidc.email-unverified');
    return address.toLowerCase();
  }

  private async link(user: UserDoc, identity: OidcIdentity): Promise<UserDoc> {
    if (!user.active) throw new OidcFailure('oidc.inactive', actorOf(user));
    if (user.oidc?.issuer === identity.issuer) {
      if (user.oidc.sub === identity.sub) return user;
      throw new OidcFailure('oidc.other-identity', actorOf(user));
    }
    const linked = await this.audit.record(PROVIDER, {
      action: 'user.link-identity',
      target: { kind: 'user', id: user._id, name: user.name },
      details: { ...identity },
      act: () => this.users.linkIdentity(user._id, identity),
    });
    // Nothing was changed if a concurrent sign-in has linked the user.
    const current = linked ?? (await this.users.byIdentity(identity));
    if (current?._id !== user._id) throw new OidcFailure('oidc.other-identity', actorOf(user));
    return current;
  }

  private async create(
    claims: Claims,
    { email, identity, roles }: { email: string; identity: OidcIdentity; roles: Role[] },
  ): Promise<UserDoc> {
    const { name, preferred_username: username, locale } = claims;
    const names = [name, username, email].map((value) => Name.safeParse(value).data);
    const user = {
      name: names.find((value) => value !== undefined) ?? email,
      email,
      roles,
      language:
        (typeof locale === 'string' && languageOfTag(locale)) || this.organisation.ORGANISATION_LANGUAGE,
      timeZone: this.organisation.ORGANISATION_TIME_ZONE,
      oidc: identity,
    };
    const { id } = await this.audit.record(PROVIDER, {
      action: 'user.create',
      target: { kind: 'user', id: '', name: user.name },
      details: { roles, ...identity },
      act: () => this.users.create(user),
      outcome: (created) => ({ target: { kind: 'user', id: created.id, name: created.name } }),
    });
    const created = await this.users.find(id);
    if (!created) throw new OidcFailure('oidc.inactive');
    return created;
  }

  /** Gives the user the roles of the claim. The last administrator stays one, because otherwise nobody could make another. */
  private async follow(user: UserDoc, roles: Role[]): Promise<void> {
    if (isDeepStrictEqual(user.roles, roles)) return;
    try {
      await this.audit.record(PROVIDER, {
        action: 'user.change',
        target: { kind: 'user', id: user._id, name: user.name },
        changes: [{ property: 'roles', before: user.roles, after: roles }],
        act: () => this.users.change(user._id, { roles }),
      });
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'user.last-admin')) throw error;
      this.log.warn(
        { userId: user._id },
        'the roles claim would remove the last administrator; kept the roles',
      );
    }
  }
}
