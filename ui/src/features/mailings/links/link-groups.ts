import { type Analytics, type MailingLink, type SetMailingLinks, withAnalytics } from '@linkflow/contracts';

/** Links of a message that lead to the same address, or to the same tracked link. */
export interface LinkGroup {
  key: string;
  /** All of them, in the order of the message; at least one. */
  links: readonly [MailingLink, ...MailingLink[]];
}

export type LinkChange = SetMailingLinks['changes'][number];

/** Kinds that lead nowhere in a mail. */
const DEAD: ReadonlySet<MailingLink['kind']> = new Set(['relative', 'empty', 'broken', 'placeholder']);

export const isDead = ({ kind }: MailingLink): boolean => DEAD.has(kind);
/** True for a link that is not tracked, but can be. */
export const isTrackable = ({ kind }: MailingLink): boolean => kind === 'http';
/** True if the author can decide where the link leads: not for `mailto:`, special links and the like, which stay as they are. */
export const isChangeable = (link: MailingLink): boolean => link.tracked || isTrackable(link) || isDead(link);

/** False for a link that opens the recipient's own page, a form or a text: its address is not what people get. */
export const opensWebsite = ({ answer }: MailingLink): boolean => answer === 'redirect';

/** Links without an address stay apart, because they were probably meant for different places. */
const keyOf = ({ kind, href, link, occurrence }: MailingLink): string =>
  link ? `tracked ${link.id}` : href.trim() === '' ? `${kind} ${occurrence}` : `${kind} ${href}`;

/** The links of a message by their address, in the order in which each occurs first. */
export function groupLinks(links: readonly MailingLink[]): LinkGroup[] {
  const groups = new Map<string, [MailingLink, ...MailingLink[]]>();
  for (const link of links) {
    const group = groups.get(keyOf(link));
    if (group) group.push(link);
    else groups.set(keyOf(link), [link]);
  }
  return [...groups].map(([key, members]) => ({ key, links: members }));
}

export const occurrencesOf = (groups: readonly LinkGroup[]): number[] =>
  groups.flatMap(({ links }) => links.map(({ occurrence }) => occurrence));

/**
 * The changes that make each group a local link. Links of the library are replaced by local links that lead to the same address. Groups that
 * are local already, or cannot be tracked, are left out.
 */
export function toLocalLinks(groups: readonly LinkGroup[]): LinkChange[] {
  const plain = groups.filter(({ links: [first] }) => isTrackable(first));
  const shared = groups.filter(({ links: [first] }) => first.tracked && !first.local && first.href !== '');
  return [
    ...(plain.length > 0
      ? [{ occurrences: occurrencesOf(plain), to: { kind: 'track-local' as const } }]
      : []),
    ...shared.map((group) => ({
      occurrences: occurrencesOf([group]),
      to: { kind: 'track-local' as const, url: group.links[0].href },
    })),
  ];
}

/** The changes that let the tracked groups lead directly to their addresses. */
export function toPlainLinks(groups: readonly LinkGroup[]): LinkChange[] {
  const tracked = groups.filter(({ links: [first] }) => first.tracked);
  return tracked.length > 0 ? [{ occurrences: occurrencesOf(tracked), to: { kind: 'untracked' } }] : [];
}

/** What Google Analytics adds to the address of a link, with the sign before it; empty if nothing. */
export function addedByAnalytics({ tracked, href }: MailingLink, analytics: Analytics): string {
  if (!tracked) return '';
  const hash = href.indexOf('#');
  const fragment = hash < 0 ? '' : href.slice(hash);
  const whole = withAnalytics(href, analytics);
  return whole.slice(href.length - fragment.length, whole.length - fragment.length);
}
