import type { SubscriptionEventKind } from '@linkflow/contracts';
import type { MailAddressDoc } from './mail-addresses';
import type { SubscriptionTypeDoc } from './subscription-types';

/** What a person has chosen: from what it has unsubscribed and not subscribed again, and to what it has consented. */
export interface SubscriptionChoice {
  /** Whether the person has unsubscribed from everything, also from mailings without a type. */
  all: boolean;
  /** Ids of the subscription types from which the person has unsubscribed one by one. */
  unsubscribed: string[];
  /** Ids of the subscription types to which the person has consented. */
  consented: string[];
}

/** What a person has chosen at all addresses that are known of it. */
export const choiceIn = (known: readonly MailAddressDoc[]): SubscriptionChoice => ({
  all: known.some(
    ({ unsubscribedAll, complainedAt }) => unsubscribedAll !== undefined || complainedAt !== undefined,
  ),
  unsubscribed: unique(known.flatMap(({ unsubscribed }) => Object.keys(unsubscribed))),
  consented: unique(known.flatMap(({ consents }) => Object.keys(consents ?? {}))),
});

/** Whether a person who has chosen so gets mailings of a type. */
export const receives = (
  { all, unsubscribed, consented }: SubscriptionChoice,
  { _id, requiresConsent }: Pick<SubscriptionTypeDoc, '_id' | 'requiresConsent'>,
): boolean => !all && !unsubscribed.includes(_id) && (requiresConsent !== true || consented.includes(_id));

/** A choice without the consents that unsubscribing withdraws. */
export const withdrawn = (choice: SubscriptionChoice): SubscriptionChoice => ({
  ...choice,
  consented: choice.all ? [] : choice.consented.filter((id) => !choice.unsubscribed.includes(id)),
});

/** One difference between two choices. */
export interface Difference {
  kind: Extract<SubscriptionEventKind, 'unsubscribed' | 'resubscribed' | 'consented' | 'consent-withdrawn'>;
  /** Null: everything. */
  typeId: string | null;
}

/** What happens from one choice to another. */
export function differences(before: SubscriptionChoice, after: SubscriptionChoice): Difference[] {
  const found: Difference[] = [];
  if (before.all !== after.all)
    found.push({ kind: after.all ? 'unsubscribed' : 'resubscribed', typeId: null });
  const compare = (
    field: 'unsubscribed' | 'consented',
    kinds: [added: Difference['kind'], removed: Difference['kind']],
  ) => {
    for (const typeId of added(before[field], after[field])) found.push({ kind: kinds[0], typeId });
    for (const typeId of added(after[field], before[field])) found.push({ kind: kinds[1], typeId });
  };
  compare('unsubscribed', ['unsubscribed', 'resubscribed']);
  compare('consented', ['consented', 'consent-withdrawn']);
  return found;
}

const unique = (ids: string[]): string[] => [...new Set(ids)];
const added = (before: readonly string[], after: readonly string[]): string[] =>
  unique(after.filter((id) => !before.includes(id)));
