/**
 * The facts that merge fields of mails can use. An app that knows the fields of its CRM provides it; without it, names of facts are not
 * checked. It is an abstract class, so that it is also its injection token.
 */
export abstract class MailFacts {
  /** Names of all facts that are known for every recipient. */
  abstract names(): Promise<string[]>;
}
