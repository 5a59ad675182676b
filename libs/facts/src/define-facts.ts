import type { FactDescriptor, FactType, Text } from '@linkflow/contracts';

/**
 * A value, or a promise of it. A `FactRequest` may implement such a property as a getter, so that the value is read only if a fact needs
 * it.
 */
type Lazy<T> = T | Promise<T>;

/** The event that facts are read for. It has the shape of a run, so a run can be passed as it is. */
export interface FactRequest {
  /** `id`: null if the event is not stored yet, because it is being answered or simulated. */
  trigger: { type: string; id: string | null; at: Date };
  /** `contactId`: null if the recipient has no contact card. */
  subject: Lazy<{ contactId?: string | null }>;
  context: {
    linkId?: string | null;
    recipientId?: string | null;
    mailingId?: Lazy<string | null | undefined>;
  };
  /** The current time, as used by the `now.*` facts. */
  now: Date;
}

/** A link, and a recipient whose clicks on the link are looked up. */
export interface ClickPair {
  linkId: string;
  recipientId: string;
}

/** The data sources of the loaders. All reads of one event-loop turn are combined, even if they are for different requests or facts. */
export interface FactSources {
  /** Time zone of the organisation (IANA). */
  readonly timeZone: string;
  /** Returns undefined if the contact or the fact does not exist in the CRM; null if the value is empty. */
  fromCrm(contactId: string, name: string): Promise<unknown>;
  /** Number of recorded clicks on a link. */
  clicksOn(linkId: string): Promise<number>;
  /** Number of recorded clicks on a link that people made. */
  peopleOn(linkId: string): Promise<number>;
  /** The verdict on a recorded click; undefined if the click is not stored. */
  verdictOn(clickId: string): Promise<string | undefined>;
  /** The answers of a submission of a form, by the names of its blocks; undefined if it is not stored. */
  answersOf(submissionId: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Id of the recipient's first recorded click on the link that started a run; undefined if there is none. */
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
  format?: FactDescriptor['format'];
  label: Text;
  /** See `was` of FactDescriptor. */
  was?: Text;
  /** All possible values, if they are limited. A function if they are expensive to compute. */
  options?: FactDescriptor['options'] | (() => FactDescriptor['options']);
  /** The kind of object whose ids the values are. Absent if the values are not ids. */
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

/** Returns the descriptor of a fact, which editors and checks of workflows use: the fact without its loader. */
export function describeFact({ name, group, type, format, label, was, options, of }: Fact): FactDescriptor {
  const allOptions = typeof options === 'function' ? options() : options;
  return {
    name,
    type,
    ...(format && { format }),
    label,
    ...(was && { was }),
    group,
    ...(allOptions && { options: allOptions }),
    ...(of && { of }),
  };
}

/** Loads a fact that the CRM stores under the same name. */
export const fromCrm: FactLoader = async (request, sources, name) => {
  const { contactId } = await request.subject;
  return contactId ? sources.fromCrm(contactId, name) : undefined;
};
