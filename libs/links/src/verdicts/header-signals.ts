/**
 * What the headers of a browser say. Sources: MDN browser-compat-data and web-features (fetch metadata: Chromium 80, Firefox 90, Safari 16.4,
 * only over https; Safari never sends Sec-Fetch-User), chromium.org (client hints: Chromium 89, Android WebView 116).
 */
import type { AgentClass } from '@linkflow/contracts';
import { agentName } from './agents';
import type { Signal } from './delivery';
import { HEADER, has, hintedPlatform } from './header-facts';
import { WEIGHTS } from './weights';

/** Together, missing headers weigh no more than this: what removes one of them often removes others. */
const MAX_MISSING = 4.5;
/** Factor for the weight of missing headers of a request that came through a proxy. */
const BY_PROXY = 0.6;

/** The signals in the headers of a request by a browser or by an app that shows web pages. */
export function headerSignals(mask: number, agent: AgentClass): Signal[] {
  if (!agent.family && agent.kind !== 'browser') return [];
  const browser = agentName(agent);
  const signals: Signal[] = [];
  if (has(mask, HEADER.headlessHint))
    signals.push({ code: 'agent.headless', weight: WEIGHTS['agent.headless'] });
  if (isConflict(mask, agent)) {
    signals.push({ code: 'headers.conflict', weight: WEIGHTS['headers.conflict'], params: { browser } });
  }
  if (has(mask, HEADER.fetchMode) && !has(mask, HEADER.fetchNavigate)) {
    signals.push({ code: 'headers.scripted', weight: WEIGHTS['headers.scripted'] });
  }
  const missing = missingWeight(mask, agent);
  if (missing > 0) signals.push({ code: 'headers.missing', weight: missing, params: { browser } });
  return signals;
}

/** Whether the request has all headers that this browser sends, as far as the connection allows them. */
export const isComplete = (mask: number, agent: AgentClass): boolean =>
  agent.family !== undefined && missingWeight(mask, agent) === 0 && !isConflict(mask, agent);

function missingWeight(mask: number, agent: AgentClass): number {
  let weight = 0;
  // Every browser sends the languages of its user. Programs leave them out, and browsers without a screen often have none.
  if (!has(mask, HEADER.acceptLanguage)) weight += 3;
  if (!has(mask, HEADER.acceptEncoding)) weight += 1.5;
  if (!has(mask, HEADER.acceptHtml)) weight += has(mask, HEADER.accept) ? 1.5 : 2;
  if (has(mask, HEADER.secure)) {
    if (sendsFetchMetadata(agent) && !has(mask, HEADER.fetchMode)) weight += 2.5;
    else if (sendsClientHints(agent) && !has(mask, HEADER.clientHints)) weight += 1.5;
  }
  // Proxies of organisations remove headers that they do not know, and say that they are there.
  if (has(mask, HEADER.via)) weight *= BY_PROXY;
  return Math.min(weight, MAX_MISSING);
}

/** Whether the client hints name another browser or system than the user agent. */
function isConflict(mask: number, { family, kind, os }: AgentClass): boolean {
  if (!has(mask, HEADER.clientHints)) return false;
  if (family !== 'chromium') return true;
  const hinted = hintedPlatform(mask);
  // A phone that asks for the desktop page calls itself Linux, in the user agent and sometimes not in the hints.
  const asDesktop = os === 'linux' && hinted === 'android';
  return (
    hinted !== undefined &&
    hinted !== 'other' &&
    os !== undefined &&
    hinted !== os &&
    !asDesktop &&
    kind === 'browser'
  );
}

/** Unknown versions are taken for old ones. */
function sendsFetchMetadata({ family, version = 0 }: AgentClass): boolean {
  switch (family) {
    case 'chromium':
      return version >= 80;
    case 'firefox':
      return version >= 90;
    case 'safari':
      return version >= 16.4;
    case 'ie':
    case undefined:
      return false;
  }
}

const sendsClientHints = ({ family, kind, version = 0 }: AgentClass): boolean =>
  family === 'chromium' && kind === 'browser' && version >= 89;

/** Whether this browser says that a person caused a request, by Sec-Fetch-User, and did not. */
export const lacksGesture = (mask: number, { family }: AgentClass): boolean =>
  (family === 'chromium' || family === 'firefox') &&
  has(mask, HEADER.fetchMode) &&
  !has(mask, HEADER.fetchUser);

/** Whether there is no such browser on the system that the user agent names. */
export function isImpossible({ family, version = 0, os }: AgentClass): boolean {
  if (family === 'safari') return os === 'windows' || os === 'android';
  return family === 'ie' && os !== undefined && os !== 'windows' && version > 0;
}

/**
 * Whether a browser is so old that few people still use it. Chromium 79 is of 2019; the last one for Windows 7 and 8 is 109, the last Firefox
 * 115.
 */
export function isOutdated({ family, version }: AgentClass): boolean {
  if (family === 'ie') return true;
  if (version === undefined) return false;
  if (family === 'chromium') return version < 90;
  return family === 'firefox' ? version < 91 : version < 12;
}
