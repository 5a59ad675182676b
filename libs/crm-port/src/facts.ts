/**
 * Facts by name, for example `contact.country` or `contact.fields.x_size`. An absent name is unknown; `null` means that the value is
 * known to be empty.
 */
export type FactValues = Record<string, unknown>;

/** Reads facts about contacts from a CRM. It is an abstract class instead of an interface, so that it is also its injection token. */
export abstract class CrmFactReader {
  /**
   * Reads facts of many contacts in one batch. Reads only the data that the requested facts are made of.
   *
   * @param contactIds contacts to read; duplicates are allowed
   * @param names fact names; a name that the CRM does not know is skipped
   * @returns the facts by contact id; a contact that does not exist is absent from the map
   */
  abstract load(contactIds: readonly string[], names: readonly string[]): Promise<Map<string, FactValues>>;
}
