import type { Analytics } from '../api/mailings';
import { isHttpUrl } from '../addresses';

/** Among the missed facts of an answer: the settings of the mailing were not read in time, so nothing was added to the address. */
export const MISSED_ANALYTICS = 'mailing.analytics';

/**
 * An address with the parameters of Google Analytics: before the fragment, and only those that the address does not have already. Addresses
 * of other schemes are returned as they are, and so are all if the mailing adds nothing.
 */
export function withAnalytics(url: string, analytics: Analytics): string {
  if (!analytics.on || !isHttpUrl(url)) return url;
  const hash = url.indexOf('#');
  const [address, fragment] = hash < 0 ? [url, ''] : [url.slice(0, hash), url.slice(hash)];
  const question = address.indexOf('?');
  const query = question < 0 ? '' : address.slice(question + 1);
  const existing = new Set([...new URLSearchParams(query).keys()].map((name) => name.toLowerCase()));
  const added = Object.entries({
    utm_source: analytics.source,
    utm_medium: analytics.medium,
    utm_campaign: analytics.campaign,
  })
    .filter(([name, value]) => value !== '' && !existing.has(name))
    .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`)
    .join('&');
  if (added === '') return url;
  const separator = question < 0 ? '?' : query === '' || query.endsWith('&') ? '' : '&';
  return address + separator + added + fragment;
}
