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
  /** Invited, and has not chosen a password or signed in yet. */
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

/** A link that sets a password once. It is returned here and nowhere else: only its hash is stored. */
export const PasswordLink = z.object({ url: z.url(), expiresAt: Instant });
export type PasswordLink = z.infer<typeof PasswordLink>;

export const InvitedUser = z.object({ user: UserView, link: PasswordLink });

/** Long rather than complicated: NIST SP 800-63B. */
export const MIN_PASSWORD_LENGTH = 10;
export const NewPassword = z.string().min(MIN_PASSWORD_LENGTH).max(200);

/** What a one-time link is for: the first administrator, a new colleague, or a forgotten password. */
export const PasswordLinkPurpose = z.enum(['setup', 'invitation', 'reset']);
export type PasswordLinkPurpose = z.infer<typeof PasswordLinkPurpose>;

const LinkToken = z.string().min(1).max(100);
export const CheckPasswordLink = z.object({ token: LinkToken });
/** `name` and `email` are empty for `setup`, which asks for them. */
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

/** The hash under which a session is stored. It cannot be used to sign in. */
export const SessionId = z.string().regex(/^[0-9a-f]{64}$/);
export const OpenSession = z.object({
  id: SessionId,
  createdAt: Instant,
  /** Correct to the hour. */
  lastUsedAt: Instant,
  /** When it ends at the latest. */
  endsAt: Instant,
  /** Address and browser of the sign-in. */
  address: z.string(),
  userAgent: z.string(),
  /** The session of this request. */
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
