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
  companyId: string | null;
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

  /** Number of contacts of a group. @throws CrmError as `contactsAfter` */
  abstract count(group: ContactGroup): Promise<number>;

  /** The contacts with these ids that exist. */
  abstract byIds(contactIds: readonly string[]): Promise<MailContact[]>;

  /**
   * The contacts with these addresses, by `addressKey`. If several contacts have one address, the oldest who has not left its company is
   * returned.
   */
  abstract byAddresses(addressKeys: readonly string[]): Promise<Map<string, MailContact>>;
}
