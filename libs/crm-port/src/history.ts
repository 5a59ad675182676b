import type { MailChangeKind, Ref, SubscriptionSource } from '@linkflow/contracts';

/** A change of what mail a contact gets, for the history of the contact. */
export interface MailHistoryEntry {
  /** An entry with an id that exists already is ignored. */
  id: string;
  contactId: string;
  kind: MailChangeKind;
  /** The subscription type; null if the change is about all mail, or about the address. */
  type: Ref | null;
  at: Date;
  /** The user who made the change, or where else it came from. */
  source:
    | { kind: 'user'; userId: string; userName: string }
    | { kind: 'mail'; source: Exclude<SubscriptionSource, 'colleague'>; mailing?: Ref };
  /** The reason that a user gave, or the answer of a mail server. */
  text?: string;
}

/** The histories of contacts. */
export abstract class CrmHistory {
  /** Adds an entry, once. Does nothing if the contact does not exist. */
  abstract add(entry: MailHistoryEntry): Promise<void>;
}
