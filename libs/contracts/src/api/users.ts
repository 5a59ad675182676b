import { z } from 'zod';
import { Id, Instant, Language, Name } from '../common';

export const Role = z.enum(['viewer', 'marketer', 'ops', 'admin']);
export type Role = z.infer<typeof Role>;

export const UserView = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  active: z.boolean(),
  /** True if the user was invited and has not chosen a password yet. */
  pending: z.boolean(),
  timeZone: z.string(),
  /** Working hours, minutes since midnight in the user's zone, on Monday to Friday. */
  workday: z.object({ from: z.number().int(), to: z.number().int() }),
});
export type UserView = z.infer<typeof UserView>;
const UserEmail = z
  .email()
  .max(200)
  .transform((email) => email.toLowerCase());

export const UpdateUser = z.object({ active: z.boolean(), name: Name, role: Role }).partial();
export type UpdateUser = z.infer<typeof UpdateUser>;

export const InviteUser = z.object({ name: Name, email: UserEmail, role: Role, language: Language });
export type InviteUser = z.infer<typeof InviteUser>;

/** A one-time link with which a user sets a password. Only this response contains it, because only the hash of its token is stored. */
export const PasswordLink = z.object({ url: z.url(), expiresAt: Instant });
export type PasswordLink = z.infer<typeof PasswordLink>;

export const InvitedUser = z.object({ user: UserView, link: PasswordLink });

/** Passwords must be long, but need no special kinds of characters: NIST SP 800-63B. */
export const MIN_PASSWORD_LENGTH = 10;
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
  userAgent: z.string(),
  /** True for the session of this request. */
  current: z.boolean(),
});
export type OpenSession = z.infer<typeof OpenSession>;

export const SignIn = z.object({ email: z.email().max(200), password: z.string().min(1).max(200) });
export type SignIn = z.infer<typeof SignIn>;

export const SessionView = z.object({
  userId: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  language: Language,
});
export type SessionView = z.infer<typeof SessionView>;

export const UpdateSession = SessionView.pick({ language: true });
