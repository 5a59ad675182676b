import { describe, expect, it } from 'vitest';
import { agentClass } from './agents';

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('the class of a user agent', () => {
  it.each([
    [
      `${WINDOWS} ${WEBKIT} Chrome/138.0.0.0 Safari/537.36`,
      { kind: 'browser', family: 'chromium', version: 138, os: 'windows' },
    ],
    [
      `${WINDOWS} ${WEBKIT} Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0`,
      { kind: 'browser', family: 'chromium', version: 138 },
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      { kind: 'browser', family: 'firefox', version: 140, os: 'linux' },
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1',
      { kind: 'browser', family: 'safari', version: 17.6, os: 'ios' },
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 16_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/120.0.0.0 Mobile/15E148 Safari/604.1',
      { kind: 'browser', family: 'safari', version: 16.3, os: 'ios' },
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.4 Safari/605.1.15',
      { kind: 'browser', family: 'safari', version: 16.4, os: 'macos' },
    ],
    [
      'Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36',
      { kind: 'in-app', family: 'chromium', version: 126, os: 'android' },
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko',
      { kind: 'browser', family: 'ie', os: 'windows' },
    ],
    [undefined, { kind: 'none' }],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Outlook-iOS/723.4027091.prod.iphone',
      { kind: 'in-app', family: 'safari', os: 'ios' },
    ],
    ['Lynx/2.9.0 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.8', { kind: 'browser' }],
    [
      'Opera/9.80 (Android; Opera Mini/36.2.2254/191.303; U; en) Presto/2.12.423 Version/12.16',
      { kind: 'browser' },
    ],
    ['  ', { kind: 'none' }],
    ['curl/8.5.0', { kind: 'tool' }],
    ['python-requests/2.32', { kind: 'tool' }],
    ['Go-http-client/2.0', { kind: 'tool' }],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', { kind: 'crawler' }],
    ['Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)', { kind: 'preview' }],
    ['Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5', { kind: 'preview' }],
    ['WhatsApp/2.23.20.0', { kind: 'preview' }],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} HeadlessChrome/138.0.0.0 Safari/537.36`,
      { kind: 'headless' },
    ],
    ['BarracudaCentral Sentinel', { kind: 'gateway' }],
    ['Mozilla/5.0 (compatible; MSOffice 16)', { kind: 'mail' }],
    ['Mozilla/5.0 (Windows NT 10.0; rv:115.0) Gecko/20100101 Thunderbird/115.0', { kind: 'mail' }],
  ])('%s', (text, expected) => {
    expect(agentClass(text)).toMatchObject(expected);
  });

  it('does not contain the text', () => {
    expect(JSON.stringify(agentClass(`${WINDOWS} ${WEBKIT} Chrome/138.0.7204.97 Safari/537.36`))).not.toMatch(
      /7204|Win64/,
    );
  });

  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/123.0.6312.86 Safari/537.36',
      true,
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/123.0.0.0 Safari/537.36',
      undefined,
    ],
    [
      'Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.5414.120 Safari/537.36',
      undefined,
    ],
  ])('of %s names its build: %s', (text, build) => {
    expect(agentClass(text).build).toBe(build);
  });
});
