import { LANGUAGES, chromium, firefox, webkit, type Visit } from './browsers';

/** What a machine sends as its headers. */
export interface Agent {
  name: string;
  headers(visit: Visit): Record<string, string>;
}

const only = (name: string, headers: Record<string, string>): Agent => ({ name, headers: () => headers });

/**
 * A program that gives itself the agent of Chrome and sends the few headers that its HTTP library sends. Reports name versions that are
 * years old: gophish issues 2446 and 2357 (79, 80, 96), opencollective issue 3656 (64, 72), laravel-passwordless-login issue 79 (97),
 * fleet issue 26976 (125, eight versions behind).
 */
export function pretender(version: string, system = 'Windows NT 10.0; Win64; x64'): Agent {
  return only(`pretends to be Chrome ${version}`, {
    'user-agent': `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version} Safari/537.36`,
    accept: '*/*',
    'accept-encoding': 'gzip, deflate',
  });
}

/** A pretender that copies a browser's Accept headers, too, but not those that browsers add since 2020. */
export function betterPretender(version: string): Agent {
  return only(`pretends to be Chrome ${version} with its Accept headers`, {
    'user-agent': `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version} Safari/537.36`,
    accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8',
    'accept-language': 'en-US,en;q=0.5',
    'accept-encoding': 'gzip, deflate, br',
    'upgrade-insecure-requests': '1',
  });
}

/** Chrome without a window, which says so. */
export function headless(version: number): Agent {
  const agent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/${version}.0.0.0 Safari/537.36`;
  return {
    name: `headless Chrome ${version}`,
    headers: (visit) => ({
      ...chromium({
        name: '',
        userAgent: agent,
        version,
        brand: 'HeadlessChrome',
        platform: 'Linux',
      }).headers(visit),
    }),
  };
}

/**
 * A real Chromium that a sandbox drives, with its agent replaced by that of Windows. What it cannot replace as easily: the platform and
 * the version in the client hints, a language list that nobody chose (usefoil.com/learn/puppeteer-bot-detection,
 * sumguy.pages.dev/sec-fetch-ua-client-hints-2026).
 */
export function disguisedChromium(claimed: number, real: number): Agent {
  return {
    name: `Chromium ${real} in the disguise of Chrome ${claimed}`,
    headers: (visit) => {
      const headers = chromium({
        name: '',
        userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${claimed}.0.0.0 Safari/537.36`,
        version: real,
        brand: 'HeadlessChrome',
        platform: 'Linux',
      }).headers({ ...visit, language: 'en-US' });
      return Object.fromEntries(
        Object.entries(headers).filter(([name]) => name !== 'accept-language' && name !== 'sec-fetch-user'),
      );
    },
  };
}

/** A full desktop Chrome of a virtual machine: nothing in its headers differs from a person's. */
export function perfectChrome(version: number): Agent {
  return {
    name: `Chrome ${version} of a virtual machine`,
    headers: (visit) =>
      chromium({
        name: '',
        userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`,
        version,
        brand: 'Google Chrome',
      }).headers({ ...visit, language: LANGUAGES[2] }),
  };
}

/** Programs that say what they are: suped.com/learn/email-deliverability/how-can-i-identify-bot-user-agents-in-my-email-click-data. */
export const TOOLS: Agent[] = [
  only('python-requests', {
    'user-agent': 'python-requests/2.31.0',
    'accept-encoding': 'gzip, deflate',
    accept: '*/*',
    connection: 'keep-alive',
  }),
  only('Go', { 'user-agent': 'Go-http-client/2.0', 'accept-encoding': 'gzip' }),
  only('Java', {
    'user-agent': 'Java/17.0.9',
    accept: 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2',
  }),
  only('aiohttp', {
    'user-agent': 'Python/3.11 aiohttp/3.9.1',
    accept: '*/*',
    'accept-encoding': 'gzip, deflate',
  }),
];

export const OTHER_TOOLS: Agent[] = [
  only('Apache HttpClient', {
    'user-agent': 'Apache-HttpClient/4.5.14 (Java/11.0.20)',
    'accept-encoding': 'gzip,deflate',
  }),
  only('curl', { 'user-agent': 'curl/8.5.0', accept: '*/*' }),
  only('Wget', { 'user-agent': 'Wget/1.21.4', accept: '*/*', 'accept-encoding': 'identity' }),
  only('lua-resty-http', { 'user-agent': 'lua-resty-http/0.17.1 (Lua) ngx_lua/10025' }),
];

/** No agent at all: laravel-passwordless-login issue 79 saw it from 104.47.0.0/17. */
export const NO_AGENT: Agent = only('no agent', { accept: '*/*' });
export const EMPTY_AGENT: Agent = only('empty agent', { 'user-agent': '', accept: '*/*' });

/** Agents of gateways: check.live-direct-marketing.online/blog/bot-clicks-security-scanners-detect. */
export const GATEWAYS = {
  barracuda: only('Barracuda', {
    'user-agent': 'BarracudaCentral/1.0 (+https://barracudacentral.org)',
    accept: '*/*',
  }),
  barracudaSentinel: only('Barracuda Sentinel', { 'user-agent': 'Barracuda Sentinel (EE)', accept: '*/*' }),
  proofpoint: only('Proofpoint', {
    'user-agent': 'Mozilla/5.0 (compatible; Proofpoint URL Defense)',
    accept: 'text/html,*/*;q=0.8',
  }),
  cisco: only('Cisco', { 'user-agent': 'CiscoSecureEmail/15.0', accept: '*/*' }),
  trendMicro: only('Trend Micro', { 'user-agent': 'TMES-URLScan/1.0', accept: '*/*' }),
  google: only('Google', {
    'user-agent': 'Mozilla/5.0 (compatible; Google-Safety; +http://www.google.com/bot.html)',
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br',
  }),
  office: only('Office', {
    'user-agent': 'Microsoft Office/16.0 (Windows NT 10.0; 16.0.17328)',
    accept: '*/*',
  }),
};

/** Impossible combinations: support of phishinsight.trendmicro.com names Internet Explorer on a Mac and Windows XP. */
export const IMPOSSIBLE: Agent[] = [
  only('Internet Explorer on a Mac', {
    'user-agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7; Trident/7.0; rv:11.0) like Gecko',
    accept: '*/*',
    'accept-encoding': 'gzip',
  }),
  only('Windows XP with a new Chrome', {
    'user-agent':
      'Mozilla/5.0 (Windows NT 5.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
    accept: '*/*',
    'accept-encoding': 'gzip, deflate',
  }),
];

/** Previews of chats: api.slack.com/robots, opengraphplus.com/consumers/teams, developers.facebook.com/docs/sharing/webmasters/web-crawlers. */
export const PREVIEWS = {
  slack: only('Slack', {
    'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    accept: '*/*',
    range: 'bytes=0-32768',
  }),
  teams: only('Teams', {
    'user-agent':
      'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com',
    accept: '*/*',
  }),
  whatsApp: only('WhatsApp', { 'user-agent': 'WhatsApp/2.24.20.89 A', accept: '*/*' }),
  facebook: only('Facebook', {
    'user-agent': 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    accept: '*/*',
    range: 'bytes=0-524287',
  }),
  telegram: only('Telegram', { 'user-agent': 'TelegramBot (like TwitterBot)', accept: '*/*' }),
  discord: only('Discord', {
    'user-agent': 'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)',
  }),
};

/** Browsers that load a page before anybody chooses it: lionralfs.dev/blog/exploring-the-usage-of-prefetch-headers. */
export const PREFETCHERS: Agent[] = [
  {
    name: 'Chrome that prefetches',
    headers: (visit) => ({
      ...perfectChrome(154).headers(visit),
      'sec-purpose': 'prefetch',
      purpose: 'prefetch',
    }),
  },
  {
    name: 'Firefox that prefetches',
    headers: (visit) => ({ ...firefox('', 150, 'X11; Linux x86_64').headers(visit), 'x-moz': 'prefetch' }),
  },
];

export const OTHER_PREFETCHERS: Agent[] = [
  {
    name: 'Safari that previews',
    headers: (visit) => ({
      ...webkit(
        '',
        18.5,
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      ).headers(visit),
      'x-purpose': 'preview',
    }),
  },
  {
    name: 'Chrome that prerenders',
    headers: (visit) => ({ ...perfectChrome(153).headers(visit), 'sec-purpose': 'prefetch;prerender' }),
  },
];
