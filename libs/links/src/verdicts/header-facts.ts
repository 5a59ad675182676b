/**
 * Reduces the headers of a request to a bit mask. apps/click calls this for every click, so it uses no regular expressions. The user agent
 * is not part of it; the worker classifies it (agents.ts).
 */

/**
 * Bits of `RequestEvidence.h`. They are stored: never change the meaning of a bit. Some are not used yet; they are kept so that a newer
 * classifier can judge old clicks. Bits 20 to 22 hold a value of `PLATFORMS`.
 */
export const HEADER = {
  /** `Accept` is present. */
  accept: 1 << 0,
  /** `Accept` names HTML, as it does when a browser opens a page. */
  acceptHtml: 1 << 1,
  acceptLanguage: 1 << 2,
  acceptEncoding: 1 << 3,
  /** `Sec-Fetch-Mode` is present. */
  fetchMode: 1 << 4,
  /** `Sec-Fetch-Mode: navigate`, and `Sec-Fetch-Dest` is absent or `document`. */
  fetchNavigate: 1 << 5,
  /** `Sec-Fetch-User: ?1`: the browser says that a person clicked or pressed a key. */
  fetchUser: 1 << 6,
  fetchSiteSameOrigin: 1 << 7,
  /** `Sec-CH-UA` is present. */
  clientHints: 1 << 8,
  /** `Sec-CH-UA` names a headless browser. */
  headlessHint: 1 << 9,
  upgradeInsecure: 1 << 10,
  referer: 1 << 11,
  /** A header says that the page is fetched in advance. */
  prefetch: 1 << 12,
  via: 1 << 13,
  /** `DNT` or `Sec-GPC` is present. */
  doNotTrack: 1 << 14,
  /** A user agent is present. */
  userAgent: 1 << 15,
  /** Tracked URLs begin with https, so that browsers send the headers whose names begin with `Sec-`. */
  secure: 1 << 16,
} as const;

/** Platforms that `Sec-CH-UA-Platform` can name, by their number in the mask; 0 is none. */
const PLATFORMS = ['', 'windows', 'macos', 'linux', 'android', 'ios', 'chromeos', 'other'] as const;
type Platform = (typeof PLATFORMS)[number];
const PLATFORM_SHIFT = 20;

/** The headers that are looked at, except for the user agent, of which only the presence is noted. */
export const EVIDENCE_HEADERS = [
  'user-agent',
  'accept',
  'accept-language',
  'accept-encoding',
  'sec-fetch-mode',
  'sec-fetch-dest',
  'sec-fetch-user',
  'sec-fetch-site',
  'sec-ch-ua',
  'sec-ch-ua-platform',
  'upgrade-insecure-requests',
  'referer',
  'sec-purpose',
  'purpose',
  'x-purpose',
  'x-moz',
  'via',
  'dnt',
  'sec-gpc',
] as const;
export type EvidenceHeader = (typeof EVIDENCE_HEADERS)[number];

/** Gives the value of a header; undefined if it is absent. */
export type HeaderReader = (name: EvidenceHeader) => string | undefined;

/** @param secure whether tracked URLs begin with https */
export function headerFacts(header: HeaderReader, secure: boolean): number {
  let mask = secure ? HEADER.secure : 0;
  if (header('user-agent')) mask |= HEADER.userAgent;
  const accept = header('accept');
  if (accept !== undefined) {
    mask |= HEADER.accept;
    if (accept.includes('text/html') || accept.includes('application/xhtml')) mask |= HEADER.acceptHtml;
  }
  if (header('accept-language')) mask |= HEADER.acceptLanguage;
  if (header('accept-encoding') !== undefined) mask |= HEADER.acceptEncoding;
  if (header('upgrade-insecure-requests') !== undefined) mask |= HEADER.upgradeInsecure;
  if (header('referer') !== undefined) mask |= HEADER.referer;
  if (header('via') !== undefined) mask |= HEADER.via;
  if (header('dnt') !== undefined || header('sec-gpc') !== undefined) mask |= HEADER.doNotTrack;
  if (isPrefetch(header)) mask |= HEADER.prefetch;
  return mask | fetchMetadata(header) | clientHints(header);
}

function fetchMetadata(header: HeaderReader): number {
  const mode = header('sec-fetch-mode');
  if (mode === undefined) return 0;
  let mask: number = HEADER.fetchMode;
  const dest = header('sec-fetch-dest');
  if (mode === 'navigate' && (dest === undefined || dest === 'document')) mask |= HEADER.fetchNavigate;
  if (header('sec-fetch-user') === '?1') mask |= HEADER.fetchUser;
  if (header('sec-fetch-site') === 'same-origin') mask |= HEADER.fetchSiteSameOrigin;
  return mask;
}

function clientHints(header: HeaderReader): number {
  const hint = header('sec-ch-ua');
  if (hint === undefined) return 0;
  const platform = PLATFORMS.indexOf(PLATFORM_BY_HINT.get(header('sec-ch-ua-platform') ?? '') ?? 'other');
  return (
    HEADER.clientHints | (hint.includes('Headless') ? HEADER.headlessHint : 0) | (platform << PLATFORM_SHIFT)
  );
}

/** Values of `Sec-CH-UA-Platform`, with their quotation marks. */
const PLATFORM_BY_HINT: ReadonlyMap<string, Platform> = new Map([
  ['', ''],
  ['"Windows"', 'windows'],
  ['"macOS"', 'macos'],
  ['"Mac OS X"', 'macos'],
  ['"Linux"', 'linux'],
  ['"Android"', 'android'],
  ['"iOS"', 'ios'],
  ['"Chrome OS"', 'chromeos'],
  ['"Chromium OS"', 'chromeos'],
]);

const PREFETCH_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;

/** Whether a browser or messenger requests the page in advance (prefetch or preview). */
export function isPrefetch(header: (name: (typeof PREFETCH_HEADERS)[number]) => string | undefined): boolean {
  for (const name of PREFETCH_HEADERS) {
    const value = header(name)?.toLowerCase();
    if (value && (value.includes('prefetch') || value.includes('prerender') || value.includes('preview'))) {
      return true;
    }
  }
  return false;
}

/** The platform that the client hints name; undefined if they name none. */
export function hintedPlatform(mask: number): Exclude<Platform, ''> | undefined {
  return PLATFORMS[(mask >> PLATFORM_SHIFT) & 7] || undefined;
}

export const has = (mask: number, bit: number): boolean => (mask & bit) !== 0;
