import type { UserSource } from '@linkflow/crm';
import type { SignedInUser } from '../session';

/** A person as the one who changed something, for the history of a card. */
export const changedBy = ({ id, name }: SignedInUser): UserSource => ({
  kind: 'user',
  userId: id,
  userName: name,
});
