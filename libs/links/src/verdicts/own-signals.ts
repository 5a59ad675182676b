/** The signals of one request that do not depend on the other requests of the delivery. */
import type { AgentClass } from '@linkflow/contracts';
import { agentName } from './agents';
import type { Delivery, DeliveryRequest, Examined, Signal } from './delivery';
import { HEADER, has } from './header-facts';
import { headerSignals, isComplete, isImpossible, isOutdated, lacksGesture } from './header-signals';
import type { Network, Networks } from './networks';
import { PROOF, WEIGHTS } from './weights';

/** Examines a request by itself. */
export function examine(delivery: Delivery, index: number, networks: Networks): Examined | undefined {
  const request = delivery.requests[index];
  if (!request) return undefined;
  const network = networks.ofId(request.evidence?.n);
  const scope = scopeOf(network, request.agent);
  const sinceDelivery = delivery.deliveredAt === null ? null : (request.at - delivery.deliveredAt) / 1000;
  const signals: Signal[] = [];
  /** Adds a signal with its usual weight, or with another one. */
  const add = (code: keyof typeof WEIGHTS, weight: number = WEIGHTS[code]) => signals.push({ code, weight });

  if (request.kind === 'head') add('request.head');
  if (request.kind === 'prefetch') add('request.prefetch');
  if (delivery.hiddenLink !== undefined && request.link === delivery.hiddenLink) add('link.hidden');
  if (request.evidence?.s) add('link.scrambled');
  signals.push(...programSignals(request));
  if (network) signals.push(...networkSignals(network, scope, request.kind));
  if (sinceDelivery !== null && request.evidence) signals.push(...timeSignals(sinceDelivery, scope));
  const complete = completeSignal(request, scope);
  const many = request.evidence && manySignal(request.evidence.c ?? 0, sinceDelivery, complete !== undefined);
  if (many) signals.push(many);
  if (complete && !signals.some(({ code }) => DOUBTS.has(code))) signals.push(complete);
  const sum = signals.reduce((total, { weight }) => total + weight, 0);
  const isMachine = signals.some(({ weight }) => weight >= PROOF);
  return { index, request, sinceDelivery, scope, networkId: network?.id, signals, sum, isMachine };
}

/** Signals with which a browser does not count as complete, although its headers are. */
const DOUBTS: ReadonlySet<string> = new Set([
  'agent.build',
  'agent.impossible',
  'agent.outdated',
  'headers.no-gesture',
]);

/**
 * What a network says of its requests. iCloud Private Relay carries only Safari on Apple's systems; anything else from those ranges comes from
 * the content networks that run the relay.
 */
function scopeOf(network: Network | undefined, agent: AgentClass | undefined): Examined['scope'] {
  if (!network) return 'unknown';
  if (network.id !== 'private-relay') return network.scope;
  const isApple = agent?.family === 'safari' && (agent.os === 'ios' || agent.os === 'macos');
  return isApple ? 'relay' : 'unknown';
}

/** Signals of the user agent and of the headers. */
function programSignals({ evidence, agent, kind }: DeliveryRequest): Signal[] {
  const signals: Signal[] = [];
  if (!agent || (agent.kind === 'none' && !evidence)) return signals;
  switch (agent.kind) {
    case 'none':
    case 'tool':
    case 'gateway':
    case 'crawler':
    case 'preview':
    case 'headless':
      signals.push({ code: `agent.${agent.kind}`, weight: WEIGHTS[`agent.${agent.kind}`] });
      break;
    case 'mail':
      // Mail programs fetch links for previews; a click starts a browser.
      signals.push({ code: 'agent.preview', weight: 3 });
      break;
    case 'unknown':
      signals.push({ code: 'agent.tool', weight: 2.5 });
      break;
    case 'browser':
    case 'in-app':
      break;
  }
  const browser = agentName(agent);
  if (isImpossible(agent)) {
    signals.push({ code: 'agent.impossible', weight: WEIGHTS['agent.impossible'], params: { browser } });
  } else if (isOutdated(agent)) {
    signals.push({ code: 'agent.outdated', weight: WEIGHTS['agent.outdated'], params: { browser } });
  }
  // Android's WebView and apps with a browser of their own still name the build.
  if (agent.build && agent.kind === 'browser') {
    signals.push({ code: 'agent.build', weight: WEIGHTS['agent.build'], params: { browser } });
  }
  if (!evidence) return signals;
  signals.push(...headerSignals(evidence.h, agent));
  // Interstitial pages of mail programs lead on by a script, so a person's GET may lack the gesture. The press of a button may not.
  if (kind === 'get' && lacksGesture(evidence.h, agent))
    signals.push({ code: 'headers.no-gesture', weight: 0.5 });
  return signals;
}

/** The signal that a browser behaves like one. It says nothing where machines run complete browsers. */
function completeSignal({ evidence, agent }: DeliveryRequest, scope: Examined['scope']): Signal | undefined {
  if (!evidence || !agent?.family || !isComplete(evidence.h, agent)) return undefined;
  if (has(evidence.h, HEADER.prefetch) || isMachineScope(scope)) return undefined;
  return {
    code: 'browser.complete',
    weight: WEIGHTS['browser.complete'],
    params: { browser: agentName(agent) },
  };
}

/** Whether most requests of a network are sent by machines. */
export const isMachineScope = (scope: Examined['scope']): boolean =>
  scope === 'cloud' || scope === 'isolation' || scope === 'mail-scanner' || scope === 'training';

function networkSignals(
  { name, certainty }: Network,
  scope: Examined['scope'],
  kind: DeliveryRequest['kind'],
): Signal[] {
  const params = { network: name };
  switch (scope) {
    case 'mail-scanner':
      return [{ code: 'network.scanner', weight: certainty === 'certain' ? 5.5 : 3, params }];
    case 'training':
      return [{ code: 'network.training', weight: WEIGHTS['network.training'], params }];
    case 'isolation':
      // What a button does cannot be taken back, so a machine that presses it late and slowly must not pass.
      return [{ code: 'network.shared', weight: kind === 'confirm' ? 2.3 : 1.2, params }];
    case 'cloud':
      return [{ code: 'network.cloud', weight: 2.6, params }];
    case 'relay':
      return [{ code: 'network.relay', weight: WEIGHTS['network.relay'], params }];
    case 'access':
      return [{ code: 'network.access', weight: WEIGHTS['network.access'] }];
    case 'unknown':
      return [];
  }
}

/** After this time, nobody checks a mail because it was delivered, s. */
const LATE_S = 3_600;
/** Until then, most checks at delivery are over, s: in one report 94 % of bursts began within 5 minutes. */
const CHECKED_S = 900;

/**
 * What the time since delivery says. Few people click within the first minute, most checks do. A person needs some seconds from the sound of
 * a mail to the click, and the noted time of delivery may be a few seconds off.
 */
function timeSignals(seconds: number, scope: Examined['scope']): Signal[] {
  const params = { seconds: Math.max(0, Math.round(seconds)) };
  const signals: Signal[] = [];
  const weight = timeWeight(seconds);
  if (weight > 0) signals.push({ code: 'time.delivery', weight, params });
  if (seconds < CHECKED_S && isMachineScope(scope)) {
    signals.push({ code: 'time.check', weight: checkWeight(seconds) });
  }
  if (seconds > LATE_S && !isMachineScope(scope))
    signals.push({ code: 'time.late', weight: WEIGHTS['time.late'] });
  return signals;
}

const checkWeight = (seconds: number): number => (seconds < 300 ? 1.5 : 0.6);

function timeWeight(seconds: number): number {
  if (seconds < 1.5) return 2.5;
  if (seconds < 3) return 1.6;
  if (seconds < 60) return 1.1;
  return seconds < 300 ? 0.5 : 0;
}

/**
 * The signal of an address that opens links of many recipients. People in one office share an address too, but they do not all click right
 * after their mail was delivered; some do, and their browsers are complete.
 * @param others class of the number of other recipients, see `countClass`
 */
function manySignal(others: number, sinceDelivery: number | null, isComplete: boolean): Signal | undefined {
  if (others < 2 || sinceDelivery === null || sinceDelivery > 90) return undefined;
  return { code: 'address.many', weight: (isComplete ? MANY.complete : MANY.other)[others] ?? 2.2 };
}

const MANY = { complete: [0, 0, 0.4, 0.8, 1.4, 2.2], other: [0, 0, 0.8, 1.5, 2.2, 2.2] };
