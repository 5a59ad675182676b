import { describe, expect, it } from 'vitest';
import { agentClass } from './agents';
import {
  alone,
  cloudBrowser,
  otherPerson,
  person,
  phone,
  plainScanner,
  request,
  weightOf,
  type Client,
} from './delivery.fixture';

/** Some hours after delivery, when time says little. */
const LATER = 20_000;

describe('a request by itself', () => {
  it.each([
    ['Chrome', person],
    ['Firefox', otherPerson],
    ['Safari on an iPhone', phone],
  ])('is a person’s if a complete %s sends it', (_name, client) => {
    const verdict = alone(request(client, LATER));
    expect(verdict.verdict).toBe('human');
    expect(weightOf(verdict, 'browser.complete')).toBeLessThan(0);
  });

  it.each([5, 10, 30, 60])(
    'of a complete browser is a person’s even %d seconds after delivery',
    (seconds) => {
      expect(alone(request(person, seconds)).verdict).toBe('human');
    },
  );

  it.each(['head', 'prefetch'] as const)('is a bot’s if it is a %s', (kind) => {
    const verdict = alone(request(person, LATER, { kind }));
    expect(verdict.verdict).toBe('bot');
    expect(weightOf(verdict, `request.${kind}`)).toBeGreaterThan(0);
  });

  it.each([
    ['curl/8.5.0', 'agent.tool'],
    ['Mozilla/5.0 (compatible; Googlebot/2.1)', 'agent.crawler'],
    ['Slackbot-LinkExpanding 1.0', 'agent.preview'],
    ['Mimecast URL Scanner', 'agent.gateway'],
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/138.0.0.0', 'agent.headless'],
    ['', 'agent.none'],
  ] as const)('of %j is a bot’s', (text, code) => {
    const verdict = alone(request({ ...person, agent: agentClass(text) }, LATER));
    expect(verdict.verdict).toBe('bot');
    expect(weightOf(verdict, code)).toBeGreaterThan(0);
  });

  it('without evidence and agent, of an earlier release, is a person’s', () => {
    const { at, link, kind } = request(person, 10);
    expect(alone({ at, link, kind })).toMatchObject({ verdict: 'human', signals: [] });
    expect(alone({ at, link, kind, agent: { kind: 'none' } }).verdict).toBe('human');
  });

  it('for a hidden link is suspect, because a person with a keyboard can reach it', () => {
    const verdict = alone(request(person, LATER, { link: 'hidden' }), { hiddenLink: 'hidden' });
    expect(verdict.verdict).toBe('suspect');
    expect(weightOf(verdict, 'link.hidden')).toBeGreaterThan(0);
  });

  it('with a scrambled address is more like a machine’s', () => {
    expect(weightOf(alone(request(person, LATER, { s: true })), 'link.scrambled')).toBeGreaterThan(0);
  });

  it('closer to delivery is more like a machine’s', () => {
    const scores = [0.5, 2, 30, 120, 4_000].map((seconds) => alone(request(person, seconds)).score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(alone(request(person, -3)).score).toBe(scores[0]);
  });

  it('at an unknown time of delivery says nothing about time', () => {
    const codes = alone(request(person, 1), { deliveredAt: null }).signals.map(({ code }) => code);
    expect(codes).toEqual(['browser.complete']);
  });

  it('of an address that opens links of many recipients counts only right after delivery', () => {
    expect(weightOf(alone(request(person, 20, { c: 4 })), 'address.many')).toBeGreaterThan(0);
    expect(alone(request(plainScanner, 20, { c: 4 })).verdict).not.toBe('human');
    expect(alone(request(person, 20, { c: 5 })).verdict).not.toBe('human');
    // Colleagues with complete browsers.
    expect(alone(request(person, 20, { c: 4 })).verdict).toBe('human');
    expect(alone(request(person, 600, { c: 5 })).verdict).toBe('human');
  });
});

describe('a network', () => {
  const from = (n: string, client: Client = person): Client => ({ ...client, n });

  it.each([
    ['microsoft-eop', 'bot'],
    ['barracuda', 'bot'],
    ['security-training', 'bot'],
    ['cisco-email', 'suspect'],
    ['amazon', 'suspect'],
    ['proofpoint', 'human'],
    ['mimecast', 'human'],
    ['zscaler', 'human'],
    ['vpn', 'human'],
  ] as const)('%s, with a complete browser hours after delivery: %s', (network, expected) => {
    expect(alone(request(from(network), LATER)).verdict).toBe(expected);
  });

  it.each(['proofpoint', 'mimecast'])(
    '%s is no proof by itself, and doubtful right after delivery',
    (network) => {
      expect(alone(request(from(network), 30)).verdict).toBe('suspect');
    },
  );

  it('that is a privacy relay speaks for a person with Safari only', () => {
    expect(weightOf(alone(request(from('private-relay', phone), LATER)), 'network.relay')).toBeLessThan(0);
    expect(weightOf(alone(request(from('private-relay', person), LATER)), 'network.relay')).toBe(0);
  });

  it('that people use to reach the internet speaks for a person', () => {
    expect(weightOf(alone(request(from('access'), LATER)), 'network.access')).toBeLessThan(0);
  });

  it('that the list does not name any more is unknown', () => {
    expect(alone(request(from('removed-since'), LATER)).score).toBe(alone(request(person, LATER)).score);
  });

  it('that is a data centre is worse right after delivery', () => {
    expect(alone(request(cloudBrowser, 22)).score).toBeGreaterThan(alone(request(cloudBrowser, LATER)).score);
  });
});

describe('the headers of a browser', () => {
  it.each([
    ['its languages', ['acceptLanguage']],
    ['fetch metadata', ['fetchMode', 'fetchNavigate', 'fetchUser']],
  ] as const)('without %s are a machine’s', (_what, without) => {
    const verdict = alone(request(person, LATER, { without: [...without] }));
    expect(verdict.verdict).not.toBe('human');
    expect(weightOf(verdict, 'headers.missing')).toBeGreaterThan(0);
  });

  it('do not miss what browsers send over https only', () => {
    const without: ('fetchMode' | 'fetchNavigate' | 'fetchUser' | 'clientHints')[] = [
      'fetchMode',
      'fetchNavigate',
      'fetchUser',
      'clientHints',
    ];
    expect(alone(request({ ...person, secure: false }, 60, { without })).verdict).toBe('human');
  });

  it.each([
    ['Safari 16.3', 16.3, 0],
    ['Safari 16.4', 16.4, 1],
  ])('of %s miss fetch metadata from 16.4 on', (_name, version, expected) => {
    const old: Client = { ...phone, agent: { ...phone.agent, version } };
    const verdict = alone(request(old, LATER, { without: ['fetchMode', 'fetchNavigate'] }));
    expect(Math.sign(weightOf(verdict, 'headers.missing'))).toBe(expected);
  });

  it('of an app do not miss client hints', () => {
    const app: Client = {
      ...person,
      agent: { kind: 'in-app', family: 'chromium', version: 100, os: 'android' },
    };
    expect(weightOf(alone(request(app, LATER, { without: ['clientHints'] })), 'headers.missing')).toBe(0);
  });

  it('that came through a proxy may miss some', () => {
    const proxied: Client = { ...person, headers: { ...person.headers, via: '1.1 proxy' } };
    const without: ('fetchMode' | 'fetchNavigate' | 'fetchUser' | 'clientHints')[] = [
      'fetchMode',
      'fetchNavigate',
      'fetchUser',
      'clientHints',
    ];
    expect(alone(request(proxied, LATER, { without })).verdict).toBe('human');
  });

  it('may not name another system or engine', () => {
    const hints = (client: Client, platform: string): Client => ({
      ...client,
      headers: { ...client.headers, 'sec-ch-ua': 'x', 'sec-ch-ua-platform': platform },
    });
    expect(alone(request(hints(person, '"Linux"'), LATER)).verdict).not.toBe('human');
    expect(alone(request(hints(otherPerson, '"Linux"'), LATER)).verdict).not.toBe('human');
  });

  it('may not come from a script', () => {
    const scripted: Client = { ...person, headers: { ...person.headers, 'sec-fetch-mode': 'cors' } };
    expect(weightOf(alone(request(scripted, LATER)), 'headers.scripted')).toBeGreaterThan(0);
  });

  it('may lack the gesture, because a page in between may lead on by a script', () => {
    const verdict = alone(request(person, LATER, { without: ['fetchUser'] }));
    expect(weightOf(verdict, 'headers.no-gesture')).toBeGreaterThan(0);
    expect(verdict.verdict).toBe('human');
  });

  it('of a headless browser in its hints are a bot’s', () => {
    const headless: Client = { ...person, headers: { ...person.headers, 'sec-ch-ua': '"HeadlessChrome"' } };
    expect(alone(request(headless, LATER)).verdict).toBe('bot');
  });

  it.each([
    ['an old browser', { kind: 'browser', family: 'chromium', version: 64, os: 'windows' }, 'agent.outdated'],
    [
      'a browser that does not exist',
      { kind: 'browser', family: 'safari', version: 17, os: 'windows' },
      'agent.impossible',
    ],
  ] as const)('of %s are doubtful', (_what, agent, code) => {
    expect(weightOf(alone(request({ ...otherPerson, agent }, LATER)), code)).toBeGreaterThan(0);
  });

  it('of a program with few headers are suspect at any time, and a bot’s right after delivery', () => {
    expect(alone(request(plainScanner, LATER)).verdict).not.toBe('human');
    expect(alone(request(plainScanner, 30)).verdict).toBe('bot');
  });
});
