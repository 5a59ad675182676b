import { Injectable } from '@nestjs/common';
import { Role } from '@linkflow/contracts';
import { AppError, optional, readConfig } from '@linkflow/platform';
import { z } from 'zod';

/** Roles by the value of the roles claim: `Linkflow admins=admin,Marketing=marketer+ops`. A value may contain `=`, but no comma. */
const RoleMapping = z.string().transform((text, context): ReadonlyMap<string, Role[]> => {
  const entries = text.split(',').map((entry): [string, Role[]] => {
    const at = entry.lastIndexOf('=');
    const roles = z.array(Role).safeParse(
      entry
        .slice(at + 1)
        .split('+')
        .map((role) => role.trim()),
    );
    const value = entry.slice(0, Math.max(at, 0)).trim();
    if (!roles.success || value === '')
      context.addIssue({ code: 'custom', message: 'claim value=role+role,…' });
    return [value, roles.data ?? []];
  });
  return new Map(entries);
});

/** True for a name or address of this machine. */
export const isLocalHost = (hostname: string): boolean =>
  /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

const Switch = z.enum(['true', 'false', '']).default('false');

const SignInConfig = z
  .object({
    /** `off`: users sign in with the OpenID Connect provider only. */
    PASSWORDS: z.enum(['on', 'off', '']).default('on'),
    /** Address of the provider, as in the `issuer` of its discovery document. Without it there is no sign-in with a provider. */
    OIDC_ISSUER: optional(z.url().refine(isSafeIssuer)),
    OIDC_CLIENT_ID: optional(z.string().min(1)),
    /** Absent for a public client. */
    OIDC_CLIENT_SECRET: optional(z.string().min(1)),
    OIDC_SCOPES: z
      .string()
      .default('')
      .transform((scopes) => scopes.trim() || 'openid email profile')
      .refine((scopes) => scopes.split(/\s+/).includes('openid')),
    /** Name of the claim with roles or groups, or its path: `realm_access.roles`. */
    OIDC_ROLES_CLAIM: z
      .string()
      .default('')
      .transform((claim) => claim.trim() || 'roles'),
    /** With this mapping the roles of users follow the claim at each sign-in. Without it administrators set them here. */
    OIDC_ROLES: optional(RoleMapping),
    /** Creates a user at the first sign-in; without OIDC_ROLES the user is a viewer. */
    OIDC_CREATE_USERS: Switch,
    /** Accepts addresses without `email_verified`, for providers that issue only addresses of their own and do not send that claim. */
    OIDC_TRUST_EMAIL: Switch,
    /** Lifetime of a session that began at the provider. It limits how long a user who was removed there stays signed in here. */
    OIDC_SESSION_HOURS: optional(z.string().transform(Number).pipe(z.number().min(1).max(2_160))),
  })
  .superRefine((config, context) => {
    const missing = (path: string) => context.addIssue({ code: 'custom', path: [path], message: 'missing' });
    if (config.OIDC_ISSUER && !config.OIDC_CLIENT_ID) missing('OIDC_CLIENT_ID');
    // With neither passwords nor a provider, nobody could sign in.
    if (config.PASSWORDS === 'off' && !config.OIDC_ISSUER) missing('OIDC_ISSUER');
  });

/** Tokens and codes must not cross a network in clear text. */
function isSafeIssuer(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && isLocalHost(hostname));
}

/** What is needed to talk to the OpenID Connect provider. */
export interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret: string | undefined;
  scopes: string;
  rolesClaim: string;
  roles: ReadonlyMap<string, Role[]> | undefined;
  createUsers: boolean;
  trustEmail: boolean;
  sessionMs: number;
}

const DEFAULT_SESSION_HOURS = 24;

/** How users can sign in. */
@Injectable()
export class SignInSettings {
  private readonly config = readConfig(SignInConfig);
  /** Undefined if there is no provider. */
  readonly oidc: OidcSettings | undefined = this.config.OIDC_ISSUER
    ? {
        issuer: this.config.OIDC_ISSUER,
        clientId: this.config.OIDC_CLIENT_ID ?? '',
        clientSecret: this.config.OIDC_CLIENT_SECRET,
        scopes: this.config.OIDC_SCOPES,
        rolesClaim: this.config.OIDC_ROLES_CLAIM,
        roles: this.config.OIDC_ROLES,
        createUsers: this.config.OIDC_CREATE_USERS === 'true',
        trustEmail: this.config.OIDC_TRUST_EMAIL === 'true',
        sessionMs: (this.config.OIDC_SESSION_HOURS ?? DEFAULT_SESSION_HOURS) * 3_600_000,
      }
    : undefined;
  readonly passwords = this.config.PASSWORDS !== 'off';

  /** @throws AppError `passwords.off` */
  requirePasswords(): void {
    if (!this.passwords) throw passwordsOff();
  }
}

const passwordsOff = (): AppError => {
  const message = {
    en: 'Passwords are switched off here. Sign in with your work account.',
    nb: 'Passord er slått av her. Logg inn med jobbkontoen din.',
  };
  return new AppError('passwords.off', message.en, { issues: [{ code: 'passwords.off', message }] });
};
