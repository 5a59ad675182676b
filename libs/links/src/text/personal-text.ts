import { factsInText, mergeText } from '@linkflow/workflow';

/** Placeholder of a tracked link in HTML that is not personalised yet: `{{link:<id of the link>}}`. */
export const linkPlaceholder = (linkId: string): string => `{{link:${linkId}}}`;

const LINK_PLACEHOLDER = /\{\{link:([0-9a-f]{24})\}\}/g;

/** Whether a URL consists of one placeholder and nothing else. */
export const isLinkPlaceholder = (url: string): boolean => /^\{\{link:[0-9a-f]{24}\}\}$/.test(url);

/** Ids of the tracked links in a text, each once. */
export function linksInText(text: string): string[] {
  return [...new Set([...text.matchAll(LINK_PLACEHOLDER)].map((match) => match[1] ?? ''))];
}

/** Names of the facts in a text. */
export { factsInText };

/**
 * Personalises sanitised HTML: inserts first the URLs of tracked links, then the values of facts, escaped for a URL or for text. In this
 * order, because a value that looks like a placeholder must not be replaced.
 */
export function personalHtml(
  html: string,
  facts: Readonly<Record<string, unknown>>,
  urlOf: (linkId: string) => string,
): string {
  const linked = html.replace(LINK_PLACEHOLDER, (_, linkId: string) => urlOf(linkId));
  const withUrls = linked.replace(
    URL_WITH_FACTS,
    (_, before: string, url: string) => `${before}${mergeText(url, facts, { escape: 'url' })}"`,
  );
  return mergeText(withUrls, facts, { escape: 'html' });
}

/** Matches a URL attribute that contains a merge tag, in the notation of sanitised HTML. */
const URL_WITH_FACTS = /(<(?:a|img)\b[^>]*?\s(?:href|src)=")([^"]*\{\{[^"]*)"/g;

/** Personalises plain text, such as a subject. */
export const personalText = (text: string, facts: Readonly<Record<string, unknown>>): string =>
  mergeText(text, facts, { escape: 'none' });
