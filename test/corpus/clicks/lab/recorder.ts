import type { AgentClass, RequestEvidence } from '@linkflow/contracts';
import { HEADER } from '@linkflow/links';
import type { ClickRequest, Delivery } from '../delivery';

/** A click or look as the system keeps it: classes, no address and no user agent. */
export interface RecordedRequest {
  at: Date;
  /** Which link of the message, from 0; -1 is the hidden one. */
  link: number;
  kind: 'click' | 'confirm' | 'get' | 'head' | 'prefetch';
  evidence: RequestEvidence;
  agent?: AgentClass;
}

/** What is known of a message to a seed mailbox. */
export interface RecordedDelivery {
  links: number;
  hasHiddenLink: boolean;
  confirmLinks: number[];
  sentAt: Date;
  deliveredAt: Date;
  /** In the order of time. */
  requests: RecordedRequest[];
}

/**
 * Writes recorded deliveries in the form of `clicks:judge`, with classes in place of what the system does not keep: headers that have the same
 * facts, a user agent of the same class, the id of the network in `net_list`, and an address of 198.18.0.0/15, which belongs to nobody
 * (RFC 2544), with one network for each tag. Mailings and recipients are numbered.
 */
export function toDeliveries(recorded: RecordedDelivery[]): Delivery[] {
  const first = Math.min(...recorded.map(({ sentAt }) => sentAt.getTime()));
  return recorded.map((each, index) => ({
    id: `recorded-${index + 1}`,
    links_in_mail: each.links,
    has_hidden_link: each.hasHiddenLink,
    confirm_links: each.confirmLinks,
    mailing: 'recorded',
    sent_offset: (each.sentAt.getTime() - first) / 1_000,
    delivered_at: 0,
    requests: each.requests.map((request) => toRequest(request, each.deliveredAt)),
  }));
}

function toRequest({ at, link, kind, evidence, agent }: RecordedRequest, deliveredAt: Date): ClickRequest {
  return {
    t: (at.getTime() - deliveredAt.getTime()) / 1_000,
    link,
    ...(kind === 'confirm'
      ? { method: 'POST', kind: 'confirm-post' }
      : kind === 'head'
        ? { method: 'HEAD', kind: 'head' }
        : { method: 'GET', kind: 'get' }),
    headers: headersOf(evidence.h, agent),
    ip: `198.18.${evidence.g ?? 0}.1`,
    asn: 0,
    net_list: evidence.n ?? 'unknown',
    ...(evidence.s === true && { suffix: '?x=changed' }),
  };
}

const PLATFORMS = ['', 'Windows', 'macOS', 'Linux', 'Android', 'iOS', 'Chrome OS', 'other'];
const PLATFORM_SHIFT = 20;

/** Headers of which the same facts are true. */
export function headersOf(facts: number, agent: AgentClass | undefined): Record<string, string> {
  const has = (bit: number): boolean => (facts & bit) !== 0;
  const headers: Record<string, string> = {};
  if (has(HEADER.userAgent)) headers['user-agent'] = userAgentOf(agent);
  if (has(HEADER.accept)) headers.accept = has(HEADER.acceptHtml) ? 'text/html,*/*;q=0.8' : '*/*';
  if (has(HEADER.acceptLanguage)) headers['accept-language'] = 'en';
  if (has(HEADER.acceptEncoding)) headers['accept-encoding'] = 'gzip, deflate';
  if (has(HEADER.upgradeInsecure)) headers['upgrade-insecure-requests'] = '1';
  if (has(HEADER.fetchMode)) {
    headers['sec-fetch-mode'] = has(HEADER.fetchNavigate) ? 'navigate' : 'cors';
    headers['sec-fetch-dest'] = has(HEADER.fetchNavigate) ? 'document' : 'empty';
    headers['sec-fetch-site'] = has(HEADER.fetchSiteSameOrigin) ? 'same-origin' : 'none';
    if (has(HEADER.fetchUser)) headers['sec-fetch-user'] = '?1';
  }
  if (has(HEADER.clientHints)) {
    headers['sec-ch-ua'] = has(HEADER.headlessHint) ? '"HeadlessChrome"' : '"Chromium"';
    const platform = PLATFORMS[(facts >> PLATFORM_SHIFT) & 7] ?? '';
    if (platform !== '') headers['sec-ch-ua-platform'] = `"${platform}"`;
  }
  if (has(HEADER.referer)) headers.referer = 'https://mail.example.org/';
  if (has(HEADER.prefetch)) headers['sec-purpose'] = 'prefetch';
  if (has(HEADER.via)) headers.via = '1.1 proxy.example.org';
  if (has(HEADER.doNotTrack)) headers.dnt = '1';
  return headers;
}

/** A user agent of each kind of program. */
const PROGRAMS: Record<Exclude<AgentClass['kind'], 'browser' | 'in-app'>, string> = {
  mail: 'ms-office',
  preview: 'Slackbot-LinkExpanding 1.0',
  gateway: 'Barracuda',
  tool: 'curl/8.5.0',
  crawler: 'Mozilla/5.0 (compatible; examplebot/1.0; +https://example.org/bot)',
  headless: 'HeadlessChrome',
  none: ' ',
  unknown: 'Microsoft Office/16.0 (Windows NT 10.0)',
};

const SYSTEMS: Record<NonNullable<AgentClass['os']>, string> = {
  windows: 'Windows NT 10.0; Win64; x64',
  macos: 'Macintosh; Intel Mac OS X 10_15_7',
  ios: 'iPhone; CPU iPhone OS 18_0 like Mac OS X',
  android: 'Linux; Android 10; K',
  linux: 'X11; Linux x86_64',
  chromeos: 'X11; CrOS x86_64',
};

/** A user agent of the class. */
export function userAgentOf(agent: AgentClass = { kind: 'unknown' }): string {
  const { kind, family, version, os, build } = agent;
  if (kind !== 'browser' && kind !== 'in-app') return PROGRAMS[kind];
  const inApp = kind === 'in-app';
  const system = `${os === undefined ? 'unknown' : SYSTEMS[os]}${inApp ? '; wv' : ''}`;
  switch (family) {
    case 'chromium':
      return `Mozilla/5.0 (${system}) AppleWebKit/537.36 Chrome/${version}.0.${build ? '1.1' : '0.0'} Safari/537.36`;
    case 'firefox':
      return `Mozilla/5.0 (${system}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0${inApp ? ' Gmail' : ''}`;
    case 'ie':
      return `Mozilla/5.0 (${system}; Trident/7.0; rv:11.0) like Gecko`;
    case 'safari':
      return `Mozilla/5.0 (${system}) AppleWebKit/605.1.15${version === undefined ? '' : ` Version/${version.toFixed(1)}`} Safari/604.1`;
    case undefined:
      return `Gmail (${system})`;
  }
}
