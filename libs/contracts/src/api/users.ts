import { z } from 'zod';
import { Id, Language } from '../common';

export const Role = z.enum(['viewer', 'marketer', 'ops', 'admin']);
export type Role = z.infer<typeof Role>;

export const UserView = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  active: z.boolean(),
  timeZone: z.string(),
  /** Working hours, minutes since midnight in the user's zone, on Monday to Friday. */
  workday: z.object({ from: z.number().int(), to: z.number().int() }),
});
export type UserView = z.infer<typeof UserView>;
export const UpdateUser = UserView.pick({ active: true });

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
