import { z } from 'zod';
import { Id, Instant, Language } from '../common';
import { MIN_PASSWORD_LENGTH, OIDC_PROBLEMS, ROLES, SHOWN_CLICKS } from '../choices';
import { EmailAddress, Name } from '../written-texts';

export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;
/** The roles of a user: at least one. Each role is kept once, in the order of {@link Role}. */
export const Roles = z
  .array(Role)
  .min(1)
  .max(20)
  .transform((roles) => Role.options.filter((role) => roles.includes(role)));

export const UserView = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  roles: z.array(Role),
  active: z.boolean(),
  /** True if the user was invited and has not chosen a password yet. */
  pending: z.boolean(),
  /** True if the user is linked to a user of the OpenID Connect provider. */
  linked: z.boolean(),
  timeZone: z.string(),
  /** Working hours, minutes since midnight in the user's zone, on Monday to Friday. */
  workday: z.object({ from: z.number().int(), to: z.number().int() }),
});
export type UserView = z.infer<typeof UserView>;
export const UserEmail = EmailAddress.transform((email) => email.toLowerCase());

/**
 * `previousRoles`: the roles that the client has read. A client that changes some of them should send it: if the user has other roles by
 * now, the request fails with `draft.stale`.
 */
export const UpdateUser = z
  .object({ active: z.boolean(), name: Name, roles: Roles, previousRoles: Roles })
  .partial();
export type UpdateUser = z.infer<typeof UpdateUser>;

export const InviteUser = z.object({ name: Name, email: UserEmail, roles: Roles, language: Language });
export type InviteUser = z.infer<typeof InviteUser>;

/** A one-time link with which a user sets a password. Only this response contains it, because only the hash of its token is stored. */
export const PasswordLink = z.object({ url: z.url(), expiresAt: Instant });
export type PasswordLink = z.infer<typeof PasswordLink>;

/** `link` is null if passwords are switched off. */
export const InvitedUser = z.object({ user: UserView, link: PasswordLink.nullable() });

export const NewPassword = z.string().min(MIN_PASSWORD_LENGTH).max(200);

/**
 * What a one-time link is for: creating the first administrator (`setup`), a new colleague (`invitation`), or a forgotten password
 * (`reset`).
 */
export const PasswordLinkPurpose = z.enum(['setup', 'invitation', 'reset']);
export type PasswordLinkPurpose = z.infer<typeof PasswordLinkPurpose>;

const LinkToken = z.string().min(1).max(100);
export const CheckPasswordLink = z.object({ token: LinkToken });
/** What the page of a one-time link shows. `name` and `email` are empty for `setup`, where the user enters them on that page. */
export const PasswordLinkView = z.object({
  purpose: PasswordLinkPurpose,
  name: z.string(),
  email: z.string(),
});
export const UsePasswordLink = z.object({
  token: LinkToken,
  password: NewPassword,
  /** For `setup` only. */
  name: Name.optional(),
  /** For `setup` only. */
  email: UserEmail.optional(),
  language: Language.optional(),
});
export type UsePasswordLink = z.infer<typeof UsePasswordLink>;

export const ChangePassword = z.object({ current: z.string().min(1).max(200), password: NewPassword });
export type ChangePassword = z.infer<typeof ChangePassword>;

/** The id of a session is the hash under which it is stored. It cannot be used to sign in. */
export const SessionId = z.string().regex(/^[0-9a-f]{64}$/);
export const OpenSession = z.object({
  id: SessionId,
  createdAt: Instant,
  /** May be up to an hour too early, because it is updated at most once an hour. */
  lastUsedAt: Instant,
  /** When the session ends, even if it is used until then. */
  endsAt: Instant,
  /** IP address and browser with which the user signed in. */
  address: z.string(),
  /** Name and version of the browser, such as `Chrome 138`. */
  browser: z.string(),
  /** True for the session of this request. */
  current: z.boolean(),
});
export type OpenSession = z.infer<typeof OpenSession>;

export const SignIn = z.object({ email: EmailAddress, password: z.string().min(1).max(200) });
export type SignIn = z.infer<typeof SignIn>;

/** How users can sign in to this installation. */
export const SignInOptions = z.object({
  passwords: z.boolean(),
  /** With an OpenID Connect provider, usually the organisation's own. */
  oidc: z.boolean(),
});
export type SignInOptions = z.infer<typeof SignInOptions>;

/**
 * Path of a page of this system. Excludes what leads to another site: `//host`, and `/\t/host` and `/\\host`, because a browser removes
 * tabs and line breaks from an address and reads `\\` as `/`.
 */
export const LocalPath = z
  .string()
  .max(2000)
  .regex(/^\/(?![/\\])[^\\\p{Cc}]*$/u);

export const StartOidc = z.object({ back: LocalPath.optional() });

/**
 * Why a sign-in with the provider failed; the parameter `problem` of the sign-in page.
 *
 * - `oidc.unavailable`: the provider did not answer.
 * - `oidc.cancelled`: the user cancelled at the provider, or the provider refused the user.
 * - `oidc.expired`: the sign-in took too long, was started in another tab later, or was not started in this browser.
 * - `oidc.refused`: the provider's response is not valid.
 * - `oidc.email-unverified`: the provider gives no verified e-mail address, which the first sign-in needs.
 * - `oidc.other-identity`: the user with this address signs in as somebody else at the provider.
 * - `oidc.no-role`: no value of the roles claim has a role here.
 * - `oidc.unknown-user`: there is no user with this address, and users are not created automatically.
 * - `oidc.inactive`: the user is deactivated here.
 */
export const OidcProblem = z.enum(OIDC_PROBLEMS);
export type OidcProblem = z.infer<typeof OidcProblem>;

export const SessionView = z.object({
  userId: Id,
  name: z.string(),
  email: z.string(),
  roles: z.array(Role),
  language: Language,
  /** Whose clicks the user wants to see. */
  shownClicks: z.enum(SHOWN_CLICKS),
  /** Time zone of the organisation, in which all times are shown. */
  timeZone: z.string(),
  /** Public origin of apps/click, which serves the pictures of mails. */
  clickUrl: z.string(),
});
export type SessionView = z.infer<typeof SessionView>;

/** The user's own choices; absent ones stay as they are. */
export const UpdateSession = SessionView.pick({ language: true, shownClicks: true }).partial();
export type UpdateSession = z.infer<typeof UpdateSession>;
