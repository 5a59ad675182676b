import type { Text } from './common';
import { phrase, quoted } from './texts';
import type { FactDescriptor } from './workflow/conditions';

/*
 * Facts about what a contact did with mailings, for the criteria of dynamic selections. Their names contain what they are about:
 *
 * - `contact.clicked.<link>.<mailing>`: the last click of a person on the link in the mailing; null if there is none. Clicks before a reset of
 *   the link do not count.
 * - `contact.received.<mailing>`: when the mailing was sent to the contact; null if it was not.
 *
 * Each id can be `any`.
 */

/** What a fact is about; null: any link, or any mailing. */
export type ActivityFact =
  | { kind: 'clicked'; linkId: string | null; mailingId: string | null }
  | { kind: 'received'; mailingId: string | null };

const ID = '([0-9a-f]{24}|any)';
const CLICKED = new RegExp(`^contact\\.clicked\\.${ID}\\.${ID}$`);
const RECEIVED = new RegExp(`^contact\\.received\\.${ID}$`);

const idOf = (part: string | undefined): string | null =>
  part === undefined || part === 'any' ? null : part;

/** Reads the name of a fact; null if it is not such a fact. */
export function activityFactOf(name: string): ActivityFact | null {
  const clicked = CLICKED.exec(name);
  if (clicked) return { kind: 'clicked', linkId: idOf(clicked[1]), mailingId: idOf(clicked[2]) };
  const received = RECEIVED.exec(name);
  return received ? { kind: 'received', mailingId: idOf(received[1]) } : null;
}

/** The name of a fact. */
export const activityFactName = (fact: ActivityFact): string =>
  fact.kind === 'clicked'
    ? `contact.clicked.${fact.linkId ?? 'any'}.${fact.mailingId ?? 'any'}`
    : `contact.received.${fact.mailingId ?? 'any'}`;

const LABELS = {
  clicked: { en: 'Click on {link} in {mailing}', nb: 'Klikk på {link} i {mailing}' },
  received: { en: 'Got {mailing}', nb: 'Mottak av {mailing}' },
  anyLink: { en: 'any link', nb: 'en kobling' },
  anyMailing: { en: 'any mailing', nb: 'en utsendelse' },
} satisfies Record<string, Text>;

/** The descriptor of such a fact; undefined for another name. `nameOf` returns the name of a link or mailing. */
export function describeActivityFact(
  name: string,
  nameOf: (kind: 'link' | 'mailing', id: string) => string | undefined = () => undefined,
): FactDescriptor | undefined {
  const fact = activityFactOf(name);
  if (!fact) return undefined;
  const named = (kind: 'link' | 'mailing', id: string | null, any: Text): Text =>
    id === null ? any : quoted(nameOf(kind, id) ?? '…');
  const mailing = named('mailing', fact.mailingId, LABELS.anyMailing);
  const label =
    fact.kind === 'clicked'
      ? phrase(LABELS.clicked, { link: named('link', fact.linkId, LABELS.anyLink), mailing })
      : phrase(LABELS.received, { mailing });
  return { name, type: 'date', format: 'date-time', group: 'contact', label };
}
