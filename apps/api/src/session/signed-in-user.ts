import type { Language, Role } from '@linkflow/contracts';

/** Who asks, as every controller may know it. */
export interface SignedInUser {
  id: string;
  name: string;
  email: string;
  role: Role;
  language: Language;
}
