import { factsInText, mergeHtml, mergeText, type MergeValues } from '@linkflow/workflow';

/** Placeholder of a tracked link in HTML that is not personalised yet: `{{link:<id of the link>}}`. */
export const linkPlaceholder = (linkId: string): string => `{{link:${linkId}}}`;

const LINK_PLACEHOLDER = /\{\{link:([0-9a-f]{24})\}\}/g;

/** Whether a URL consists of one placeholder and nothing else. */
export const isLinkPlaceholder = (url: string): boolean => /^\{\{link:[0-9a-f]{24}\}\}$/.test(url);

/** Ids of the tracked links in a text, each once. */
export function linksInText(text: string): string[] {
  return [...new Set([...text.matchAll(LINK_PLACEHOLDER)].map((match) => match[1] ?? ''))];
}

/** Names of the facts in a text, and the values of facts for a text. */
export { factsInText, type MergeValues };

/**
 * Personalises sanitised HTML: inserts first the URLs of tracked links, then the values of facts. In this order, because a value that
 * looks like a placeholder must not be replaced.
 */
export const personalHtml = (html: string, facts: MergeValues, urlOf: (linkId: string) => string): string =>
  mergeHtml(
    html.replace(LOADED_LINK, '').replace(LINK_PLACEHOLDER, (_, linkId: string) => escapedUrl(urlOf(linkId))),
    facts,
  );

/** A picture whose address is a tracked link, in a message that was saved by an early release: showing it must not be a click. */
const LOADED_LINK = /\ssrc="\{\{link:[0-9a-f]{24}\}\}"/g;

const escapedUrl = (url: string): string =>
  url.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

/** Personalises plain text on one line, such as a subject. A value with line breaks must not end a mail header. */
export const personalText = (text: string, { texts }: MergeValues): string =>
  mergeText(text, texts, { escape: 'none' }).replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
