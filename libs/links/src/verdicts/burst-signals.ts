/** Signals of several links that are opened at once. A mail with one link has none of them. */
import type { Delivery, Examined, Signal } from './delivery';
import { isMachineScope } from './own-signals';
import { isSameClient, mayBeOneActor, secondsBetween } from './relations';
import { PRIOR } from './weights';

/** Length of the period in which links are counted, s. */
const BURST_S = 10;
/** A person can open two links within this time, s, with a middle click each; hardly within less. */
const TWO_LINKS_S = 1;

interface Opened {
  /** Number of different links. */
  links: number;
  /** From the first to the last of them, s. */
  seconds: number;
}

/** The signals of a request that is one of several within seconds. @param near its neighbours, itself included */
export function burstSignals(delivery: Delivery, one: Examined, near: readonly Examined[]): Signal[] {
  if (one.request.kind === 'confirm') return [];
  const opened = near.filter((other) => {
    if (other === one) return true;
    const apart = Math.abs(secondsBetween(one, other));
    if (apart > LONG_SWEEP_S || other.request.kind === 'confirm') return false;
    // The machines of a service share a burst. A sweep that takes longer is the work of one program, not of all programs in the network.
    return apart > BURST_S ? isSameClient(one, other) : mayBeOneActor(one, other);
  });
  const signals: Signal[] = [];
  const links = strongest(actorSignal(delivery, one, opened), crowdSignal(one, near));
  if (links) signals.push(links);
  const sweep = sweepSignal(delivery, one, opened, links !== undefined);
  if (sweep) signals.push(sweep);
  return signals;
}

const strongest = (a: Signal | undefined, b: Signal | undefined): Signal | undefined =>
  a && b ? (b.weight > a.weight ? b : a) : (a ?? b);

/** The signal of the links that one actor opened within seconds. */
function actorSignal(delivery: Delivery, one: Examined, opened: readonly Examined[]): Signal | undefined {
  if (opened.length < 2) return undefined;
  const burst = mostWithin(BURST_S, one, opened);
  const weight = Math.max(burstWeight(burst, isLeisurely(one)), pairWeight(delivery, one, opened));
  return burstSignal(burst, weight);
}

function burstSignal({ links, seconds }: Opened, weight: number): Signal | undefined {
  if (weight === 0) return undefined;
  return { code: 'burst.links', weight, params: { links, seconds: Math.max(1, Math.ceil(seconds)) } };
}

/** Whether a person may be reading: no network of machines, and not soon after delivery. */
const isLeisurely = ({ scope, sinceDelivery }: Examined): boolean =>
  !isMachineScope(scope) && sinceDelivery !== null && sinceDelivery > 600;

/** A quick reader opens a tab every two or three seconds; machines open several links a second, or all of them. */
function burstWeight({ links, seconds }: Opened, leisurely: boolean): number {
  if (links < 2) return 0;
  if (links === 2) return seconds <= TWO_LINKS_S ? 2 : 0;
  const perSecond = (links - 1) / Math.max(seconds, 0.1);
  if (perSecond >= 1) return links === 3 ? 5 : 6;
  if (links >= 5) return leisurely ? 4 : 6;
  return leisurely ? 2.2 : links === 3 ? 3.5 : 5;
}

/** Time between two links that few people undercut, s. */
const TWO_LINKS_IN_HASTE_S = 3.5;

/**
 * Somebody who has just got a mail reads before opening a second link; the more so if the mail has no other. A hidden link has a weight of its
 * own.
 */
function pairWeight(delivery: Delivery, one: Examined, opened: readonly Examined[]): number {
  if (!isSoon(one) || one.request.link === delivery.hiddenLink) return 0;
  const visible = opened.filter(({ request }) => request.link !== delivery.hiddenLink);
  if (mostWithin(TWO_LINKS_IN_HASTE_S, one, visible).links < 2) return 0;
  return delivery.linksInMail === 2 ? 2.6 : 2.2;
}

const isSoon = ({ sinceDelivery }: Examined): boolean => sinceDelivery !== null && sinceDelivery < 600;

/** By the number of links that different clients opened within seconds, although each of them looks like a person. */
const CROWD = [0, 0, 0, 2.2, 3.2, 5];

/**
 * The signal of a mail whose links were opened at once by clients that have nothing in common. One recipient has one pair of hands; services
 * that rent addresses of homes have many.
 */
function crowdSignal(one: Examined, near: readonly Examined[]): Signal | undefined {
  if (!passesForPerson(one)) return undefined;
  const crowd = near.filter(
    (other) => other === one || (other.request.kind === 'get' && passesForPerson(other)),
  );
  const burst = mostWithin(BURST_S, one, crowd);
  return burstSignal(burst, CROWD[Math.min(burst.links, CROWD.length - 1)] ?? 0);
}

/** Whether nothing speaks against a request by itself. A scanner that runs while the person clicks must not count against the person. */
const passesForPerson = ({ isMachine, scope, sum }: Examined): boolean =>
  !isMachine && !isMachineScope(scope) && PRIOR + sum < 0;

/** Every link within this time is a sweep, s. */
const SHORT_SWEEP_S = 60;
/** The same for a sweep that begins soon after delivery, s. */
const LONG_SWEEP_S = 240;

/**
 * The weight if a mail has two or three links, and the first of them was opened within a minute of delivery. Two bursts in three begin then,
 * but one click of a person in fifty does, and fewer people want every link at once. Links that were opened within seconds have a weight already.
 */
const ALL_FEW_AT_ONCE = 2.2;

const isAtOnce = ({ sinceDelivery }: Examined): boolean => sinceDelivery !== null && sinceDelivery < 60;

/**
 * The signal that every link of the mail was opened in a short time.
 * @param isBurst whether the request has the signal of links within seconds, too
 */
function sweepSignal(
  delivery: Delivery,
  one: Examined,
  all: readonly Examined[],
  isBurst: boolean,
): Signal | undefined {
  const opened = all.filter(({ request }) => request.link !== delivery.hiddenLink);
  const wanted = delivery.linksInMail;
  if (wanted < 2) return undefined;
  // Most deliveries end here.
  if (new Set(opened.map(({ request }) => request.link)).size < wanted) return undefined;
  const isEarly = isSoon(one);
  const short = mostWithin(SHORT_SWEEP_S, one, opened);
  const long = isEarly ? mostWithin(LONG_SWEEP_S, one, opened) : short;
  if (short.links >= wanted) {
    const atOnce =
      !isBurst &&
      opened.some((other) => isAtOnce(other) && Math.abs(secondsBetween(one, other)) <= SHORT_SWEEP_S);
    const weight = wanted > 3 ? 3 : atOnce ? ALL_FEW_AT_ONCE : wanted === 2 ? 0.8 : 1.6;
    return { code: 'burst.all', weight, params: { seconds: Math.max(1, Math.ceil(short.seconds)) } };
  }
  if (wanted < 4 || long.links < wanted) return undefined;
  // The more links, the less likely is a reader who wants every one of them.
  const weight = wanted < 6 ? 1.6 : 2.8;
  return { code: 'burst.all', weight, params: { seconds: Math.ceil(long.seconds) } };
}

/** The most different links that were opened within a period that contains the request. */
function mostWithin(period: number, one: Examined, all: readonly Examined[]): Opened {
  const opened = all.filter((other) => Math.abs(secondsBetween(one, other)) <= period);
  let most: Opened = { links: 1, seconds: 0 };
  for (const [from, first] of opened.entries()) {
    const before = secondsBetween(first, one);
    if (before < 0) break;
    const links = new Set<string>();
    let seconds = 0;
    for (let at = from; at < opened.length; at++) {
      const other = opened[at];
      if (!other) break;
      const after = secondsBetween(first, other);
      if (after > period) break;
      if (links.has(other.request.link)) continue;
      links.add(other.request.link);
      // The period may end before the request if no further link is opened with it.
      seconds = Math.max(after, before);
    }
    if (links.size > most.links || (links.size === most.links && seconds < most.seconds)) {
      most = { links: links.size, seconds };
    }
  }
  return most;
}
