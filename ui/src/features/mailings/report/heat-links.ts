/** A name that no server has (RFC 6761). */
const HOST = 'heat-map.invalid';
const PLACEHOLDER = /\{\{link:([0-9a-f]{24})\}\}/g;
const ADDRESS = new RegExp(`^https://${HOST.replace('.', '\\.')}/([0-9a-f]{24})`);

/** HTML in which the address of each tracked link names the link, so that it can be found again in the document that is shown. */
export const markedLinks = (html: string): string => html.replace(PLACEHOLDER, `https://${HOST}/$1`);

/** The tracked link of an address of {@link markedLinks}; null for any other address. */
export const linkOfAddress = (address: string): string | null => ADDRESS.exec(address)?.[1] ?? null;
