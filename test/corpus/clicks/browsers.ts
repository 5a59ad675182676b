/** How a browser comes to a page. */
export interface Visit {
  /** `app`: from a mail program, another app or the address bar. `webmail`: from a page. `form`: the button of the page itself. */
  from: 'app' | 'webmail' | 'form';
  /** False: over plain http, where browsers send neither Sec-Fetch nor client hints. */
  secure: boolean;
  language: string;
}

export interface Browser {
  name: string;
  headers(visit: Visit): Record<string, string>;
}

/** Values of Accept-Language as browsers of people in northern and western Europe, North America and India send them. */
export const LANGUAGES = [
  'nb-NO,nb;q=0.9,no;q=0.8,nn;q=0.7,en-US;q=0.6,en;q=0.5',
  'nb,en-US;q=0.9,en;q=0.8',
  'en-US,en;q=0.9',
  'en-GB,en;q=0.9,en-US;q=0.8',
  'sv-SE,sv;q=0.9,en;q=0.8',
  'de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7',
  'fr-FR,fr;q=0.9',
  'en-IN,en;q=0.9,hi;q=0.8',
] as const;

const ACCEPT = {
  chromium:
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7',
  chromium79:
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.9',
  plain: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  ie: 'text/html, application/xhtml+xml, image/jxr, */*',
};

const FIRST_VERSIONS = {
  // https://web-platform-dx.github.io/web-features-explorer/features/fetch-metadata
  chromiumSecFetch: 80,
  firefoxSecFetch: 90,
  safariSecFetch: 16.4,
  // https://chromestatus.com/feature/5995832180473856: client hints without asking.
  chromiumHints: 89,
  // https://chromestatus.com/feature/6186023867908096: zstd; https://chromestatus.com/feature/5172367872425984: Priority.
  chromiumZstd: 123,
  firefoxZstd: 126,
  priority: 124,
};

/** Adds the Sec-Fetch headers of a navigation. https://www.w3.org/TR/fetch-metadata: only for trustworthy, i.e. encrypted, addresses. */
function secFetch(visit: Visit, withUser: boolean): Record<string, string> {
  if (!visit.secure) return {};
  const site = { app: 'none', webmail: 'cross-site', form: 'same-origin' }[visit.from];
  return {
    'sec-fetch-site': site,
    'sec-fetch-mode': 'navigate',
    ...(withUser && { 'sec-fetch-user': '?1' }),
    'sec-fetch-dest': 'document',
  };
}

/** Adds what a browser sends with the button of a page. */
function formHeaders(visit: Visit): Record<string, string> {
  if (visit.from !== 'form') return {};
  const origin = visit.secure ? 'https://click.example.org' : 'http://click.example.org';
  return { 'content-type': 'application/x-www-form-urlencoded', origin, 'cache-control': 'max-age=0' };
}

const encodings = (visit: Visit, withZstd: boolean): Record<string, string> => ({
  'accept-encoding': visit.secure ? `gzip, deflate, br${withZstd ? ', zstd' : ''}` : 'gzip, deflate',
});

interface Chromium {
  name: string;
  userAgent: string;
  version: number;
  /** The brand in the client hints, e.g. `Google Chrome`. Absent: a browser that sends no hints. */
  brand?: string;
  brandVersion?: string;
  platform?: string;
  mobile?: boolean;
  /** The app around a WebView. */
  app?: string;
}

export function chromium(browser: Chromium): Browser {
  const { version, brand, platform = 'Windows', mobile = false } = browser;
  return {
    name: browser.name,
    headers: (visit) => ({
      ...(visit.secure &&
        brand !== undefined &&
        version >= FIRST_VERSIONS.chromiumHints && {
          'sec-ch-ua': `"Chromium";v="${version}", "Not)A;Brand";v="${version % 2 === 0 ? 8 : 24}", "${brand}";v="${browser.brandVersion ?? version}"`,
          'sec-ch-ua-mobile': mobile ? '?1' : '?0',
          'sec-ch-ua-platform': `"${platform}"`,
        }),
      'upgrade-insecure-requests': '1',
      'user-agent': browser.userAgent,
      accept: version >= 104 ? ACCEPT.chromium : ACCEPT.chromium79,
      ...(version >= FIRST_VERSIONS.chromiumSecFetch && secFetch(visit, true)),
      ...formHeaders(visit),
      ...(browser.app !== undefined && { 'x-requested-with': browser.app }),
      ...encodings(visit, version >= FIRST_VERSIONS.chromiumZstd),
      'accept-language': visit.language,
      ...(visit.secure && version >= FIRST_VERSIONS.priority && { priority: 'u=0, i' }),
    }),
  };
}

export function firefox(name: string, version: number, platform: string): Browser {
  return {
    name,
    headers: (visit) => ({
      'user-agent': `Mozilla/5.0 (${platform}; rv:${version}.0) Gecko/${platform.startsWith('Android') ? `${version}.0` : '20100101'} Firefox/${version}.0`,
      accept: ACCEPT.plain,
      'accept-language': visit.language.replaceAll('q=0.9', 'q=0.8'),
      ...encodings(visit, version >= FIRST_VERSIONS.firefoxZstd),
      'upgrade-insecure-requests': '1',
      ...(version >= FIRST_VERSIONS.firefoxSecFetch && secFetch(visit, true)),
      ...formHeaders(visit),
      ...(visit.secure && version >= 128 && { priority: 'u=0, i' }),
      ...(visit.secure && { te: 'trailers' }),
    }),
  };
}

/** Safari and every browser of iOS. Safari sends no Sec-Fetch-User (bugs.webkit.org/show_bug.cgi?id=247697). */
export function webkit(name: string, version: number, userAgent: string): Browser {
  return {
    name,
    headers: (visit) => ({
      ...(version >= FIRST_VERSIONS.safariSecFetch && secFetch(visit, false)),
      'user-agent': userAgent,
      accept: ACCEPT.plain,
      ...formHeaders(visit),
      'accept-language': visit.language,
      ...(visit.secure && version >= 17 && { priority: 'u=0, i' }),
      ...encodings(visit, false),
    }),
  };
}

/** Browsers from before Sec-Fetch and client hints that send only a few headers. */
export function oldBrowser(name: string, userAgent: string, accept = ACCEPT.plain): Browser {
  return {
    name,
    headers: (visit) => ({
      accept,
      'accept-language': visit.language,
      'user-agent': userAgent,
      'accept-encoding': 'gzip, deflate',
      ...formHeaders(visit),
      connection: 'Keep-Alive',
    }),
  };
}

export const ACCEPT_OF_IE = ACCEPT.ie;
