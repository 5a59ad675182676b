/** A recipient of a mailing, as far as links and clicks need it. */
export interface LinkRecipient {
  _id: string;
  mailingId: string;
  /** Null if the address belongs to no contact. */
  contactId: string | null;
  email: string;
  name: string;
  /**
   * When the personal data of the recipient was erased. The recipient still counts in its mailing; clicks on its links are answered but
   * start no runs.
   */
  erasedAt?: Date;
  /** A test message to a colleague. Its links are answered, but its clicks are not counted and start no runs. */
  test?: true;
  /** `sentAt`: when the mail server accepted the message to the recipient. */
  delivery?: { sentAt?: Date };
}

/** What the classifier of clicks needs to know about the mail of a mailing. */
export interface MailFacts {
  /** Number of its tracked links, without the hidden one. */
  links: number;
}

/**
 * The recipients of mailings. Tokens and clicks refer to them by id; another lib stores them, and an app provides its implementation in a
 * global module. It is an abstract class, so that it is also its injection token.
 */
export abstract class Recipients {
  /** A recipient by id, also a removed one. Implementations batch the calls of one event-loop turn. */
  abstract find(id: string): Promise<LinkRecipient | null>;
  /** The recipients with these ids that exist, removed ones too. */
  abstract findMany(ids: readonly string[]): Promise<LinkRecipient[]>;
  /** Facts about the mail of a mailing. Implementations cache them for some seconds. */
  abstract mailOf(mailingId: string): MailFacts | Promise<MailFacts>;
  /** Ids of the recipients of a contact, removed ones too. */
  abstract idsOfContact(contactId: string): Promise<string[]>;
}
