import type { ValueReader } from '@linkflow/contracts';

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

  /**
   * Formats facts as texts for people: `Norway` for `NO`, `14:30` for the 870 of a field of the type `time`, names in place of ids.
   *
   * @param values as `load` returns them for one contact
   * @returns the texts by fact name; an empty text for an empty value
   */
  abstract texts(values: FactValues, reader: ValueReader): Promise<Record<string, string>>;
}
