import { z } from 'zod';
import { Id, Language } from '../common';

export const Role = z.enum(['viewer', 'marketer', 'ops', 'admin']);
export type Role = z.infer<typeof Role>;

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

export const UpdateSession = z.object({ language: Language });
export type UpdateSession = z.infer<typeof UpdateSession>;
