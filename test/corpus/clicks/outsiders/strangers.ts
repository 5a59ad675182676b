/** Programs and browsers of the outsiders. None of them occurs in the other families. */
import type { Agent } from '../agents-of-machines';
import { chromium, firefox, oldBrowser, webkit, type Browser } from '../browsers';

const only = (name: string, headers: Record<string, string>): Agent => ({ name, headers: () => headers });

const WINDOWS = 'Windows NT 10.0; Win64; x64';
const chromeOn = (system: string, version: string | number, more = ' Safari/537.36'): string =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}${more}`;

/** A complete Chrome or Edge that a program drives. `page.goto` of Puppeteer sends Sec-Fetch-User like the address bar does. */
export const drivenChrome = (
  version: number,
  brand: 'Google Chrome' | 'Microsoft Edge' = 'Google Chrome',
): Agent => ({
  name: `driven ${brand} ${version}`,
  headers: (visit) =>
    chromium({
      name: '',
      userAgent: chromeOn(
        WINDOWS,
        `${version}.0.0.0`,
        brand === 'Microsoft Edge' ? ` Safari/537.36 Edg/${version}.0.0.0` : undefined,
      ),
      version,
      brand,
    }).headers({ ...visit, language: 'en-US,en;q=0.9' }),
});

/** The same, which sends forms by script: `form.submit()` has no gesture. */
export const scriptedChrome = (version: number): Agent => ({
  name: `scripted Chrome ${version}`,
  headers: (visit) => {
    const headers = drivenChrome(version).headers(visit);
    if (visit.from === 'form') delete headers['sec-fetch-user'];
    return headers;
  },
});

/** A driven Safari of a Mac, as device farms have them. */
export const drivenSafari: Agent = {
  name: 'driven Safari',
  headers: (visit) =>
    webkit(
      '',
      17.4,
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15',
    ).headers({ ...visit, language: 'en-US,en;q=0.9' }),
};

/** Copies of a browser's agent and Accept headers by an HTTP library. */
export const copyOfFirefox = (version: number): Agent =>
  only(`copy of Firefox ${version}`, {
    'user-agent': `Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`,
    accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'accept-language': 'en-US,en;q=0.5',
    'accept-encoding': 'gzip, deflate',
    connection: 'close',
  });

export const copyOfChrome = (version: string): Agent =>
  only(`copy of Chrome ${version}`, {
    'user-agent': chromeOn(WINDOWS, version),
    accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,image/apng,*/*;q=0.8',
    'accept-encoding': 'gzip, deflate, br',
    'accept-language': 'en-US,en;q=0.9',
  });

export const bareChrome = (version: string): Agent =>
  only(`bare Chrome ${version}`, { 'user-agent': chromeOn(WINDOWS, version), accept: '*/*' });

export const NAMED = {
  curl: only('curl', { 'user-agent': 'curl/7.88.1', accept: '*/*' }),
  uptime: only('uptime monitor', {
    'user-agent': 'Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)',
    accept: '*/*',
  }),
  node: only('node', {
    'user-agent': 'node',
    accept: '*/*',
    'accept-language': '*',
    'sec-fetch-mode': 'cors',
  }),
  slack: only('Slack', {
    'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    accept: 'text/html',
  }),
  teams: only('Teams', {
    'user-agent':
      'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com',
    accept: '*/*',
  }),
  whatsApp: only('WhatsApp', { 'user-agent': 'WhatsApp/2.25.3.78 A', 'accept-encoding': 'identity' }),
  iMessage: only('iMessage', {
    'user-agent':
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0',
    accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'accept-language': 'en-us',
    'accept-encoding': 'gzip, deflate',
  }),
  urlscan: {
    name: 'headless Chrome of urlscan',
    headers: (visit) => ({
      ...drivenChrome(134).headers(visit),
      'user-agent': chromeOn('X11; Linux x86_64', '', 'HeadlessChrome/134.0.0.0 Safari/537.36'),
    }),
  } satisfies Agent,
};

const IPHONE = (tail: string): string =>
  `Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ${tail}`;
const ANDROID = 'Linux; Android 10; K';

/** What people have. The first ones are common. */
export const COMMON: Browser[] = [
  chromium({
    name: 'Chrome',
    userAgent: chromeOn(WINDOWS, '151.0.0.0'),
    version: 151,
    brand: 'Google Chrome',
  }),
  chromium({
    name: 'Edge',
    userAgent: chromeOn(WINDOWS, '150.0.0.0', ' Safari/537.36 Edg/150.0.0.0'),
    version: 150,
    brand: 'Microsoft Edge',
  }),
  chromium({
    name: 'Chrome on a phone',
    userAgent: chromeOn(ANDROID, '151.0.0.0', ' Mobile Safari/537.36'),
    version: 151,
    brand: 'Google Chrome',
    platform: 'Android',
    mobile: true,
  }),
  webkit('Safari on a phone', 18.4, IPHONE('Version/18.4 Mobile/15E148 Safari/604.1')),
  webkit(
    'Safari',
    18.2,
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.2 Safari/605.1.15',
  ),
  firefox('Firefox', 150, 'Windows NT 10.0; Win64; x64'),
];

export const RARE = {
  /** Firefox with resistFingerprinting: the version is rounded, the language is English. */
  resisting: {
    name: 'Firefox that resists fingerprinting',
    headers: (visit) =>
      firefox('', 140, 'Windows NT 10.0; Win64; x64').headers({ ...visit, language: 'en-US,en;q=0.5' }),
  },
  lynx: {
    name: 'Lynx',
    headers: ({ language }) => ({
      accept: 'text/html, text/plain, text/sgml, text/css, application/xhtml+xml, */*;q=0.01',
      'accept-encoding': 'gzip, compress, bzip2',
      'accept-language': language,
      'user-agent': 'Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.8',
    }),
  },
  outlookWithOldEngine: oldBrowser(
    'Internet Explorer 11 in Outlook',
    'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; .NET4.0C; .NET4.0E; rv:11.0) like Gecko',
    'text/html, application/xhtml+xml, image/jxr, */*',
  ),
  operaMini: oldBrowser(
    'Opera Mini',
    'Opera/9.80 (Android; Opera Mini/36.2.2254/191.303; U; en) Presto/2.12.423 Version/12.16',
  ),
  samsung: chromium({
    name: 'Samsung Internet',
    userAgent:
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
    version: 130,
    brand: 'Samsung Internet',
    platform: 'Android',
    mobile: true,
  }),
  chromebook: chromium({
    name: 'Chromebook',
    userAgent: chromeOn('X11; CrOS x86_64 14541.0.0', '150.0.0.0'),
    version: 150,
    brand: 'Google Chrome',
    platform: 'Chrome OS',
  }),
  instagram: webkit(
    'Instagram',
    18.4,
    IPHONE('Mobile/15E148 Instagram 370.0.0.28.96 (iPhone15,3; iOS 18_4; nb_NO; scale=3.00)'),
  ),
  googleApp: chromium({
    name: 'Google app',
    userAgent:
      'Mozilla/5.0 (Linux; Android 13; Pixel 6 Build/TQ3A.230805.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/149.0.0.0 Mobile Safari/537.36 GSA/15.20',
    version: 149,
    brand: 'Android WebView',
    platform: 'Android',
    mobile: true,
  }),
  outlookOnAPhone: webkit(
    'Outlook on iOS',
    18.4,
    IPHONE('Mobile/15E148 Outlook-iOS/723.4027091.prod.iphone'),
  ),
} satisfies Record<string, Browser>;
