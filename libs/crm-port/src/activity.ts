import type { FactValues } from './facts';

/**
 * What contacts did with mailings: facts that the CRM does not store (see `ActivityFact` of contracts). Another lib stores them, and an app
 * provides its implementation in a global module. Without one, these facts are unknown.
 */
export abstract class ContactActivity {
  /** Reads facts of many contacts in one batch. Each contact is in the map. */
  abstract load(contactIds: readonly string[], names: readonly string[]): Promise<Map<string, FactValues>>;

  /** The next contacts to whom a mailing is addressed, in the order of their ids. */
  abstract recipientsAfter(mailingId: string, after: string, limit: number): Promise<string[]>;
}
