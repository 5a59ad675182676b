import { domainToASCII } from 'node:url';
import type { MailChangeKind, Ref, SubscriptionSource } from '@linkflow/contracts';

/** What mailings need of a CRM: addresses, the contacts of groups, and the histories of contacts. */

/**
 * The form of an e-mail address that is equal for all its spellings: lower case, NFC, the domain in ASCII. RFC 5321 allows servers to
 * distinguish upper and lower case before the `@`, but none that people use does.
 */
export function addressKey(email: string): string {
  const plain = email.normalize('NFC').trim().toLowerCase();
  const at = plain.lastIndexOf('@');
  if (at < 0) return plain;
  const domain = plain.slice(at + 1);
  return `${plain.slice(0, at)}@${PLAIN_DOMAIN.test(domain) ? domain : domainToASCII(domain) || domain}`;
}

/**
 * Domains that are their own ASCII form, as nearly all are, so that lists of recipients need not be looked at by the URL parser. The last label begins with a
 * letter: others are IP addresses, which have several spellings. Labels of `xn--` are checked by the parser.
 */
const PLAIN_DOMAIN = /^(?:(?!xn--)[a-z0-9-]+\.)+(?!xn--)[a-z][a-z0-9-]*$/;

/** A group of contacts to whom a mailing can be sent. */
export interface ContactGroup {
  kind: 'selection' | 'project' | 'company';
  id: string;
}

/** A contact as far as it is needed to send mail to it. */
export interface MailContact {
  contactId: string;
  name: string;
  /** Null if the contact has no address. */
  email: string | null;
  /** Whether the person has left the company. */
  isFormerEmployee: boolean;
}

/** Contacts for mailings, in batches. Large groups are read in the order of the ids, so that an interrupted reader can continue. */
export abstract class CrmAudience {
  /**
   * The next contacts of a group, in the order of their ids; none if there are no more.
   *
   * @param after reads only ids that are greater; null from the beginning
   * @throws CrmError `selection.missing`, `project.missing` or `company.missing`; `selection.not-static` if the CRM cannot tell the members
   */
  abstract contactsAfter(group: ContactGroup, after: string | null, limit: number): Promise<MailContact[]>;

  /** Checks cheaply that the group exists and that its members are known. @throws CrmError as `contactsAfter` */
  abstract require(group: ContactGroup): Promise<void>;

  /** Number of contacts of a group; null if they would all have to be read to know it. @throws CrmError as `contactsAfter` */
  abstract count(group: ContactGroup): Promise<number | null>;

  /** The contacts with these ids that exist. */
  abstract byIds(contactIds: readonly string[]): Promise<MailContact[]>;

  /**
   * The contacts with these addresses, by `addressKey`. If several contacts have one address, the oldest who has not left its company is
   * returned.
   */
  abstract byAddresses(addressKeys: readonly string[]): Promise<Map<string, MailContact>>;
}

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
