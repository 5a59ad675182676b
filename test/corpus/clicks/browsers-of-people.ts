import { ACCEPT_OF_IE, chromium, firefox, oldBrowser, webkit, type Browser } from './browsers';

/** Browsers that people used in autumn 2026, with the versions that were current in the year before, and what came long before. */

const WINDOWS = 'Windows NT 10.0; Win64; x64';
const MAC = 'Macintosh; Intel Mac OS X 10_15_7';

const chromeAgent = (system: string, version: number, more = ''): string =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0${more}`;

function chrome(version: number, system: string, platform: string): Browser {
  const userAgent = chromeAgent(system, version, ' Safari/537.36');
  return chromium({
    name: `Chrome ${version} on ${platform}`,
    userAgent,
    version,
    brand: 'Google Chrome',
    platform,
  });
}

function edge(version: number): Browser {
  const userAgent = chromeAgent(WINDOWS, version, ` Safari/537.36 Edg/${version}.0.0.0`);
  return chromium({ name: `Edge ${version}`, userAgent, version, brand: 'Microsoft Edge' });
}

export const DESKTOP: Browser[] = [
  ...[150, 152, 153, 154].map((version) => chrome(version, WINDOWS, 'Windows')),
  ...[149, 153, 154].map((version) => chrome(version, MAC, 'macOS')),
  chrome(154, 'X11; Linux x86_64', 'Linux'),
  ...[151, 153, 154].map((version) => edge(version)),
  chromium({
    name: 'Opera',
    userAgent: chromeAgent(WINDOWS, 150, ' Safari/537.36 OPR/134.0.0.0'),
    version: 150,
    brand: 'Opera',
    brandVersion: '134',
  }),
  firefox('Firefox 156 on Windows', 156, WINDOWS),
  firefox('Firefox 140 ESR on Windows', 140, WINDOWS),
  firefox('Firefox 155 on macOS', 155, 'Macintosh; Intel Mac OS X 10.15'),
  firefox('Firefox 156 on Linux', 156, 'X11; Linux x86_64'),
  ...['17.6', '18.5', '26.1'].map((version) =>
    webkit(
      `Safari ${version}`,
      Number(version),
      `Mozilla/5.0 (${MAC}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${version} Safari/605.1.15`,
    ),
  ),
];

const iphone = (ios: string): string => `iPhone; CPU iPhone OS ${ios} like Mac OS X`;
const onIphone = (ios: string, tail: string): string =>
  `Mozilla/5.0 (${iphone(ios)}) AppleWebKit/605.1.15 (KHTML, like Gecko) ${tail}`;

function iosSafari(version: string): Browser {
  const ios = Number(version) >= 26 ? '18_7' : version.replace('.', '_');
  return webkit(
    `Safari ${version} on iOS`,
    Number(version),
    onIphone(ios, `Version/${version} Mobile/15E148 Safari/604.1`),
  );
}

function android(version: number): Browser {
  return chromium({
    name: `Chrome ${version} on Android`,
    userAgent: chromeAgent('Linux; Android 10; K', version, ' Mobile Safari/537.36'),
    version,
    brand: 'Google Chrome',
    platform: 'Android',
    mobile: true,
  });
}

export const MOBILE: Browser[] = [
  ...['16.6', '17.6', '18.5', '18.6', '26.1', '26.2'].map((version) => iosSafari(version)),
  webkit('Chrome on iOS', 18.5, onIphone('18_5', 'CriOS/152.0.7700.40 Mobile/15E148 Safari/604.1')),
  ...[149, 152, 153, 154].map((version) => android(version)),
  chromium({
    name: 'Samsung Internet',
    userAgent:
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36',
    version: 136,
    brand: 'Samsung Internet',
    brandVersion: '29.0',
    platform: 'Android',
    mobile: true,
  }),
  firefox('Firefox on Android', 155, 'Android 14; Mobile'),
];

/** Browsers inside other apps. developer.android.com/privacy-and-security/user-agent: `wv` marks Android's WebView. */
export const IN_APP: Browser[] = [
  ...[
    ['com.microsoft.office.outlook', 153],
    ['com.google.android.gm', 150],
    ['com.yahoo.mobile.client.android.mail', 146],
  ].map(([app, version]) =>
    chromium({
      name: `WebView in ${app}`,
      userAgent: `Mozilla/5.0 (Linux; Android 14; SM-S911B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/${version}.0.0.0 Mobile Safari/537.36`,
      version: Number(version),
      brand: 'Android WebView',
      platform: 'Android',
      mobile: true,
      app: String(app),
    }),
  ),
  webkit('WebView of iOS', 18.5, onIphone('18_5', 'Mobile/15E148')),
  webkit('Google app on iOS', 18.5, onIphone('18_5', 'GSA/390.0.791 Mobile/15E148 Safari/604.1')),
  webkit(
    'Facebook on iOS',
    18.3,
    onIphone('18_3', 'Mobile/15E148 [FBAN/FBIOS;FBAV/510.0.0.40.82;FBDV/iPhone15,2;FBSN/iOS;FBSV/18.3]'),
  ),
  webkit('LinkedIn on iOS', 17.6, onIphone('17_6', 'Mobile/15E148 [LinkedInApp]/9.30.1234')),
];

/** Browsers that no longer get updates. People with them are few, and no less people. */
export const OLD: Browser[] = [
  oldBrowser(
    'Internet Explorer 11',
    'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko',
    ACCEPT_OF_IE,
  ),
  oldBrowser(
    'Edge 18',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763',
  ),
  chromium({
    name: 'Chrome 109 on Windows 7',
    userAgent:
      'Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36',
    version: 109,
    brand: 'Google Chrome',
  }),
  chromium({
    name: 'Chrome 78 on macOS',
    userAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_6) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/78.0.3904.108 Safari/537.36',
    version: 78,
  }),
  chromium({
    name: 'Samsung Internet 12',
    userAgent:
      'Mozilla/5.0 (Linux; Android 9; SM-G960F) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/12.1 Chrome/79.0.3945.136 Mobile Safari/537.36',
    version: 79,
  }),
  firefox('Firefox 78 ESR', 78, 'Windows NT 6.1; Win64; x64'),
  firefox('Firefox 115 ESR', 115, 'Macintosh; Intel Mac OS X 10.14'),
  webkit('Safari 12 on iOS', 12, onIphone('12_5_7', 'Version/12.1.2 Mobile/15E148 Safari/604.1')),
  webkit(
    'Safari 13 on macOS',
    13,
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.2 Safari/605.1.15',
  ),
];
