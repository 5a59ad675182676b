/** Classifies user agents: what kind of program, which engine and version. The worker does it once per user agent. */
import { isbot } from 'isbot';
import { LRUCache } from 'lru-cache';
import type { AgentClass, AgentKind } from '@linkflow/contracts';

/** User agents by kind. The first pattern that matches decides; programs that name a browser, too, stand before browsers. */
const PROGRAMS: readonly [AgentKind, RegExp][] = [
  [
    'gateway',
    /barracuda|mimecast|proofpoint|ironport|fireeye|trellix|sophos|fortimail|fortinet|trend ?micro|symantec|messagelabs|forcepoint|checkpoint|avanan|hornetsecurity|safelinks|mailscanner|url ?scan|virustotal|urldefense|cisco ?secure|vadesecure|ironscales|knowbe4|phisher|cofense|\bTMES?\b/i,
  ],
  [
    'preview',
    /slackbot|slack-imgproxy|skypeuripreview|microsoftpreview|teams.*preview|whatsapp\/|telegrambot|discordbot|twitterbot|facebookexternalhit|facebot|linkedinbot|google-?chat|googlemessages|iframely|embedly|mattermost-bot|signal.*preview|viber|snapchat.*preview|redditbot|pinterestbot|applebot.*preview|line-poker|kakaotalk-scrap|zoombot|webex.*preview|mastodon|bluesky|linkpreview|link ?preview/i,
  ],
  [
    'headless',
    /headless|phantomjs|puppeteer|playwright|selenium|webdriver|electron\/.*headless|splash|slimerjs|htmlunit/i,
  ],
  [
    'tool',
    /^(curl|wget|python|go-http|java\/|okhttp|axios|node|undici|got |ruby|perl|libwww|lwp|php|guzzle|apache-httpclient|restsharp|postman|insomnia|winhttp|powershell|httpie|aiohttp|scrapy|reqwest|dart)|python-requests|go-http-client|okhttp|libwww-perl|windowspowershell|apache-httpclient|java\/\d|microsoft url control|winhttp/i,
  ],
];

/** Programs for mail that fetch links themselves; a person's click comes from the browser that they start. */
const MAIL_PROGRAMS =
  /thunderbird|microsoft outlook|ms-office|msoffice|outlook-(ios|android)|googleimageproxy|yahoomailproxy|airmail|em client|postbox|mailbird/i;

/** Apps that show pages in a browser of their own. They send other headers than the browser whose engine they use. */
const IN_APP =
  /; ?wv\)|fban|fbav|fb_iab|instagram|gsa\/|line\/|twitter for|linkedinapp|snapchat|micromessenger|yahoo.*mail|yjapp|gmail|outlook|teams\//i;

/** Browsers with an engine of their own: text browsers, and Opera Mini, whose servers load the pages for phones. */
const RARE_BROWSERS = /^(lynx|w3m|e?links)\b|^opera\/.*presto|netsurf|dillo\//i;

const kept = new LRUCache<string, AgentClass>({ max: 2_000 });

const NONE: AgentClass = { kind: 'none' };

/** The class of a user agent; `undefined` and an empty text are `none`. */
export function agentClass(userAgent: string | undefined): AgentClass {
  const text = userAgent?.trim();
  if (!text) return NONE;
  let agent = kept.get(text);
  if (!agent) kept.set(text, (agent = classified(text)));
  return agent;
}

function classified(text: string): AgentClass {
  const program = PROGRAMS.find(([, pattern]) => pattern.test(text));
  if (program) return { kind: program[0] };
  const browser = browserOfText(text);
  // Mail apps of phones show pages in the browser of the system; on other systems, a click starts a browser of its own.
  const showsPages = browser?.os === 'ios' || browser?.os === 'android';
  if (MAIL_PROGRAMS.test(text) && !showsPages) return { kind: 'mail' };
  if (IN_APP.test(text) || (showsPages && MAIL_PROGRAMS.test(text))) return { ...browser, kind: 'in-app' };
  if (RARE_BROWSERS.test(text)) return { kind: 'browser' };
  if (isbot(text)) return { kind: 'crawler' };
  // A text without an engine: `Mozilla/5.0` alone is what Apple's and Google's proxies for pictures send.
  return browser ? { kind: 'browser', ...browser } : { kind: 'unknown' };
}

type Browser = Pick<AgentClass, 'family' | 'version' | 'os' | 'build'>;

/** From this version on, Chromium gives 0.0.0 as its build on all systems (chromium.org/updates/ua-reduction). */
const REDUCED_SINCE = 110;

function browserOfText(text: string): Browser | undefined {
  const os = osOf(text);
  // Every browser on iOS uses the engine of the system, also Chrome (CriOS) and Firefox (FxiOS).
  if (os === 'ios') {
    const system = /OS (\d+)[._](\d+)/.exec(text);
    const version = /Version\/(\d+)(?:\.(\d+))?/.exec(text) ?? system;
    return text.includes('AppleWebKit') ? { family: 'safari', version: decimal(version), os } : undefined;
  }
  const chromium = /(?:Chrome|Chromium)\/(\d+)(?:\.\d+\.(\d+)\.(\d+))?/.exec(text);
  if (chromium) {
    const namesBuild = Number(chromium[2] ?? 0) > 0 && Number(chromium[1]) >= REDUCED_SINCE;
    return {
      family: 'chromium',
      version: Number(chromium[1]),
      os,
      ...(namesBuild && { build: true as const }),
    };
  }
  const firefox = /Firefox\/(\d+)/.exec(text);
  if (firefox) return { family: 'firefox', version: Number(firefox[1]), os };
  if (/Trident\/|MSIE /.test(text)) return { family: 'ie', version: 11, os };
  const safari = /Version\/(\d+)(?:\.(\d+))?.*Safari\//.exec(text);
  if (safari) return { family: 'safari', version: decimal(safari), os };
  return /AppleWebKit\//.test(text) ? { family: 'safari', os } : undefined;
}

/** 16 and 4 as 16.4. A second number above 9 is 9: only 16.4 matters. */
function decimal(match: RegExpExecArray | null): number | undefined {
  return match ? Number(match[1]) + Math.min(Number(match[2] ?? 0), 9) / 10 : undefined;
}

function osOf(text: string): AgentClass['os'] {
  if (/iPhone|iPad|iPod/.test(text)) return 'ios';
  if (text.includes('Android')) return 'android';
  if (text.includes('Windows')) return 'windows';
  if (text.includes('CrOS')) return 'chromeos';
  if (/Macintosh|Mac OS X/.test(text)) return 'macos';
  return /Linux|X11/.test(text) ? 'linux' : undefined;
}

/** The name of the browser for sentences, e.g. `Chrome 138`; of its engine, because that is what is stored. */
export function agentName({ family, version, os }: AgentClass): string {
  const names = {
    chromium: 'Chrome',
    firefox: 'Firefox',
    safari: 'Safari',
    ie: 'Internet Explorer',
  } as const;
  const systems = {
    windows: 'Windows',
    macos: 'macOS',
    ios: 'iOS',
    android: 'Android',
    linux: 'Linux',
    chromeos: 'ChromeOS',
  };
  if (!family) return 'browser';
  const name = version === undefined ? names[family] : `${names[family]} ${Math.floor(version)}`;
  return os ? `${name} (${systems[os]})` : name;
}

/** Whether two classes may be of one program. */
export const isSameAgent = (a: AgentClass | undefined, b: AgentClass | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.kind === b.kind &&
  a.family === b.family &&
  a.version === b.version &&
  a.os === b.os;
