import { factsInText, mergeText } from '@linkflow/workflow';

/** How a tracked link stands in a text until it is made for one recipient: `{{link:<id of the link>}}`. */
export const linkPlaceholder = (linkId: string): string => `{{link:${linkId}}}`;

const LINK_PLACEHOLDER = /\{\{link:([0-9a-f]{24})\}\}/g;

/** True for an address that is one of our links and nothing else. */
export const isLinkPlaceholder = (address: string): boolean => /^\{\{link:[0-9a-f]{24}\}\}$/.test(address);

/** The links that a text carries, each once. */
export function linksInText(text: string): string[] {
  return [...new Set([...text.matchAll(LINK_PLACEHOLDER)].map((match) => match[1] ?? ''))];
}

/** The facts that a text asks for. */
export { factsInText };

/**
 * Makes a cleaned HTML text personal: the addresses of its links, then the recipient's facts, escaped for the place they
 * go to. In this order, so that a name that looks like a placeholder stays a name.
 */
export function personalHtml(
  html: string,
  facts: Readonly<Record<string, unknown>>,
  addressOf: (linkId: string) => string,
): string {
  const linked = html.replace(LINK_PLACEHOLDER, (_, linkId: string) => addressOf(linkId));
  const addressed = linked.replace(
    ADDRESS,
    (_, before: string, address: string) => `${before}${mergeText(address, facts, { escape: 'url' })}"`,
  );
  return mergeText(addressed, facts, { escape: 'html' });
}

/** An address with a merge tag in it, as the cleaned HTML writes attributes. */
const ADDRESS = /(<(?:a|img)\b[^>]*?\s(?:href|src)=")([^"]*\{\{[^"]*)"/g;

/** The same for a plain text, such as a subject. */
export const personalText = (text: string, facts: Readonly<Record<string, unknown>>): string =>
  mergeText(text, facts, { escape: 'none' });
