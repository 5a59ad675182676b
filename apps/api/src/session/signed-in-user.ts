import type { Language, Role, ShownClicks } from '@linkflow/contracts';
import type { CrmUser } from '@linkflow/crm-port';

/** The authenticated user of a request. */
export interface SignedInUser {
  id: string;
  name: string;
  email: string;
  roles: Role[];
  language: Language;
  shownClicks: ShownClicks;
  /** The API key with which the user acts. Absent for a session. */
  key?: { id: string; name: string };
}

/** The user in the form that is stored with the documents that they change. */
export const userRef = ({ id, name }: SignedInUser): { id: string; name: string } => ({ id, name });

export const toSignedIn = ({
  _id: id,
  name,
  email,
  roles,
  language,
  shownClicks = 'people',
}: CrmUser): SignedInUser => ({
  id,
  name,
  email,
  roles,
  language,
  shownClicks,
});

/** The client of a sign-in. */
export interface Client {
  address: string;
  userAgent: string;
}
