import type { FactDescriptor, FactType, Text } from '@linkflow/contracts';

/** A value, or a promise of it. A request may give it through a getter, so that it is read only if a fact needs it. */
type Lazy<T> = T | Promise<T>;

/** The event that facts are read for. It has the shape of a run, so a run can be passed as it is. */
export interface FactRequest {
  /** `id`: null if the event is not stored yet, because it is being answered or simulated. */
  trigger: { type: string; id: string | null; at: Date };
  /** Null for a recipient without a contact card. */
  subject: Lazy<{ contactId?: string | null }>;
  context: {
    linkId?: string | null;
    recipientId?: string | null;
    mailingId?: Lazy<string | null | undefined>;
  };
  /** The time that facts about the current time refer to. */
  now: Date;
}

/** A recipient on a link. */
export interface ClickPair {
  linkId: string;
  recipientId: string;
}

/** What loaders read from. The reads of one event-loop turn are combined, whichever requests and facts they are for. */
export interface FactSources {
  /** Time zone of the organisation (IANA). */
  readonly timeZone: string;
  /** @returns undefined if there is no such contact, or the CRM does not know the fact; null if the value is empty */
  fromCrm(contactId: string, name: string): Promise<unknown>;
  /** Number of recorded clicks on a link. */
  clicksOn(linkId: string): Promise<number>;
  /** Id of the first recorded click that started a run; undefined if there is none. */
  firstClickOf(pair: ClickPair): Promise<string | undefined>;
}

/**
 * Reads the value of a fact.
 * @param name the full name of the fact
 * @returns the value or a promise of it. Undefined means unknown: every condition on it is false. Null means known to be empty
 */
export type FactLoader = (request: FactRequest, sources: FactSources, name: string) => unknown;

/** One fact, without its group and name. */
export interface FactDefinition {
  type: FactType;
  label: Text;
  /** All possible values, if they are limited. A function if they are expensive to compute. */
  options?: FactDescriptor['options'] | (() => FactDescriptor['options']);
  /** Set if the values are ids of this kind. */
  of?: FactDescriptor['of'];
  load: FactLoader;
}

export interface Fact extends FactDefinition {
  /** `<group>.<key>` */
  name: string;
  group: FactDescriptor['group'];
}

/** Declares the facts of a group: `defineFacts('company', { country: … })` declares `company.country`. */
export function defineFacts(group: Fact['group'], facts: Record<string, FactDefinition>): readonly Fact[] {
  return Object.entries(facts).map(([key, fact]) => ({ ...fact, name: `${group}.${key}`, group }));
}

/** The part of a fact that editors and checks of workflows need. */
export function describeFact({ name, group, type, label, options, of }: Fact): FactDescriptor {
  const allOptions = typeof options === 'function' ? options() : options;
  return { name, type, label, group, ...(allOptions && { options: allOptions }), ...(of && { of }) };
}

/** Loads a fact that the CRM stores under the same name. */
export const fromCrm: FactLoader = async (request, sources, name) => {
  const { contactId } = await request.subject;
  return contactId ? sources.fromCrm(contactId, name) : undefined;
};
