/** Signals that a request gets from other requests of the same delivery. */
import type { Examined, Signal } from './delivery';
import { HEADER, has } from './header-facts';
import { isMachineScope } from './own-signals';
import { isSameClient, isSameNetwork, isSameProgram, secondsBetween } from './relations';
import { PRIOR, WEIGHTS } from './weights';

/** A check at the time of the click is over before the browser of the person opens the link, within this time, s. */
const CHECK_AT_CLICK_S = 60;

/**
 * From these log-odds on, one of two requests is the check if the other is not doubtful. Below, it may be an old browser of a person, unless it
 * comes from a network of machines.
 */
const CLEAR_DOUBT = 1;

/** A difference of the weights from which one of two doubtful requests is clearly more like a machine's. */
const CLEAR_DIFFERENCE = 0.5;

/**
 * The signal of a link that was opened twice within seconds, from two networks: one of the two was a check at the time of the click, or one of
 * several checks at delivery.
 */
export function repeatSignal(one: Examined, near: readonly Examined[]): Signal | undefined {
  if (one.request.kind !== 'get' || !one.request.evidence) return undefined;
  let strongest: Signal | undefined;
  for (const other of near) {
    if (other === one || other.request.kind !== 'get' || other.request.link !== one.request.link) continue;
    const apart = Math.abs(secondsBetween(one, other));
    if (apart > CHECK_AT_CLICK_S || isSameNetwork(one, other) !== false || !mayBeTheCheck(one, other))
      continue;
    const weight = isChangeOfAddress(one, other) ? 0.3 : apart <= 20 ? 3.2 : 1.8;
    if (strongest && strongest.weight >= weight) continue;
    strongest = { code: 'repeat.network', weight, params: { seconds: Math.round(apart) } };
  }
  return strongest;
}

/**
 * Whether `one` of two requests for the same link may be the check. If only one of them is clearly doubtful by itself, that is the check. If
 * neither is, it may be either: some checks come before the browser of the person, some beside it or after it.
 */
function mayBeTheCheck(one: Examined, other: Examined): boolean {
  const [doubt, otherDoubt] = [PRIOR + one.sum, PRIOR + other.sum];
  const isDoubtful = doubt >= 0;
  if (isDoubtful !== otherDoubt >= 0)
    return isDoubtful || (otherDoubt < CLEAR_DOUBT && !isMachineScope(other.scope));
  return !isDoubtful || other.sum - one.sum < CLEAR_DIFFERENCE;
}

/** Whether one browser may have changed its address in between, as phones and relays do. */
const isChangeOfAddress = (a: Examined, b: Examined): boolean =>
  isSameProgram(a, b) && !isMachineScope(a.scope) && a.scope === b.scope;

/** A check of the headers and the GET of the same check are no further apart, s. */
const PROBE_S = 60;

/**
 * The signal that another program in the same network asked for the headers of a link, as checkers with several programs do. The office of a
 * person may have such a checker, too, so it is no proof.
 */
export function probeSignal(one: Examined, near: readonly Examined[]): Signal | undefined {
  if (one.request.kind !== 'get' || one.isMachine) return undefined;
  const isProbed = near.some(
    (other) =>
      other.request.kind === 'head' &&
      Math.abs(secondsBetween(one, other)) <= PROBE_S &&
      isSameNetwork(one, other) === true &&
      !isSameProgram(one, other),
  );
  return isProbed ? { code: 'network.probe', weight: WEIGHTS['network.probe'] } : undefined;
}

/** A first click is doubtful only this long after delivery, s, when a person comes later. */
const EARLY_S = 300;

/**
 * The signal that a clear person came later from another network, although this request came soon after delivery. A person who clicks at once
 * seldom comes back from elsewhere; a mail that was forwarded has two people, of whom the first took longer.
 * @param isPerson whether a request is clearly a person's by itself
 */
export function laterPersonSignal(
  one: Examined,
  near: readonly Examined[],
  isPerson: (other: Examined) => boolean,
): Signal | undefined {
  if (one.request.kind === 'confirm' || one.sinceDelivery === null || one.sinceDelivery > EARLY_S)
    return undefined;
  if (one.scope === 'access') return undefined;
  const later = near.some(
    (other) =>
      other.index > one.index &&
      secondsBetween(one, other) > CHECK_AT_CLICK_S &&
      isSameNetwork(one, other) === false &&
      !isSameProgram(one, other) &&
      isPerson(other),
  );
  if (!later) return undefined;
  const soon = one.sinceDelivery < 90;
  return { code: 'repeat.person', weight: isMachineScope(one.scope) ? 2 : soon ? 1.5 : 0.6 };
}

/** A client stays a machine for the other requests within this time, s. Longer, an address may have another user. */
const SAME_SESSION_S = 12 * 3_600;

/** The signal that the client of this request did something else that only machines do. */
export function machineClientSignal(one: Examined, near: readonly Examined[]): Signal | undefined {
  if (one.isMachine) return undefined;
  const others = near.filter(
    (other) =>
      other !== one &&
      other.request.kind !== 'prefetch' &&
      Math.abs(secondsBetween(one, other)) <= SAME_SESSION_S &&
      isSameClient(one, other),
  );
  if (others.some(({ isMachine }) => isMachine)) {
    return { code: 'client.machine', weight: WEIGHTS['client.machine'] };
  }
  if (one.request.kind === 'get' && others.some(isDoubtfulPress)) {
    return { code: 'client.machine', weight: DOUBTFUL_PRESS };
  }
  const hidden = others.some(({ signals }) => signals.some(({ code }) => code === 'link.hidden'));
  return hidden ? { code: 'client.machine', weight: WEIGHTS['client.machine'] / 2 } : undefined;
}

const DOUBTFUL_PRESS = 2.6;

/** Whether a button was pressed as machines do: by a script, too fast, without the page. */
const isDoubtfulPress = ({ request, sum, signals }: Examined): boolean =>
  request.kind === 'confirm' &&
  PRIOR + sum >= 0 &&
  signals.some(({ code, weight }) => code.startsWith('confirm.') && weight >= WEIGHTS['confirm.blind']);

/** A client that opens another link within this time, s, goes on with what it does; later, it has come back. */
const CAME_BACK_S = 60;

/**
 * The signal that the client of this request was clearly a person's later: it pressed a button as a person does, or clicked again much later.
 * @param isPerson whether a request is clearly a person's by itself
 */
export function personClientSignal(
  one: Examined,
  near: readonly Examined[],
  isPerson: (other: Examined) => boolean,
): Signal | undefined {
  // A press must stand on its own: the page that a client opens later says nothing about who pressed the button.
  if (one.request.kind !== 'get' || one.isMachine || isMachineScope(one.scope)) return undefined;
  if (!one.request.evidence) return undefined;
  const later = near.filter(
    (other) =>
      other.index > one.index &&
      (other.request.kind === 'confirm' || secondsBetween(one, other) >= CAME_BACK_S) &&
      isSameClient(one, other) &&
      isPerson(other),
  );
  if (later.length === 0) return undefined;
  const pressed = later.some(({ request }) => request.kind === 'confirm');
  const vouched = later.some(({ request }) => has(request.evidence?.h ?? 0, HEADER.fetchUser));
  return { code: 'client.person', weight: pressed ? -2.5 : vouched ? WEIGHTS['client.person'] : -1 };
}
