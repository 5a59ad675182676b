/** How requests of one delivery relate to each other. */
import { isSameAgent } from './agents';
import type { Examined } from './delivery';
import { HEADER } from './header-facts';

/** Header facts that one browser repeats in every request that opens a page. */
const STABLE_HEADERS =
  HEADER.accept |
  HEADER.acceptHtml |
  HEADER.acceptLanguage |
  HEADER.acceptEncoding |
  HEADER.fetchMode |
  HEADER.clientHints |
  HEADER.headlessHint |
  HEADER.userAgent |
  (7 << 20);

/** Seconds from `a` to `b`; < 0 if `b` came first. */
export const secondsBetween = (a: Examined, b: Examined): number => (b.request.at - a.request.at) / 1000;

/** Undefined if the address of one of them is not known. */
export function isSameNetwork(a: Examined, b: Examined): boolean | undefined {
  const [tag, other] = [a.request.evidence?.g, b.request.evidence?.g];
  return tag === undefined || other === undefined ? undefined : tag === other;
}

/** Whether both were sent by one kind of program: user agent and headers are the same. */
export function isSameProgram(a: Examined, b: Examined): boolean {
  if (!isSameAgent(a.request.agent, b.request.agent)) return false;
  const [headers, others] = [a.request.evidence?.h, b.request.evidence?.h];
  return headers === undefined || others === undefined
    ? headers === others
    : (headers & STABLE_HEADERS) === (others & STABLE_HEADERS);
}

/**
 * Whether both were sent by one client: the same program in the same network. Data centres and relays change the address between two
 * requests, so there the same list entry is enough.
 */
export function isSameClient(a: Examined, b: Examined): boolean {
  if (!isSameProgram(a, b)) return false;
  if (isSameNetwork(a, b) !== false) return true;
  return a.networkId !== undefined && a.networkId === b.networkId && a.scope !== 'access';
}

/**
 * Whether one actor may be behind both: one client, or several machines that share the work. Machines of one service differ in their address
 * or in their user agent.
 */
export function mayBeOneActor(a: Examined, b: Examined): boolean {
  if (isSameClient(a, b)) return true;
  if (a.networkId !== undefined && a.networkId === b.networkId && a.scope !== 'access') return true;
  if (isSameNetwork(a, b)) return !a.request.agent || !b.request.agent || a.scope === 'unknown';
  return a.scope === b.scope && a.scope !== 'access' && isSameProgram(a, b);
}

/** How many requests before and after one are looked at, so that judging costs the same with thousands of requests. */
export const NEIGHBOURS = 60;
/** A verdict depends on this many requests before and after its own: on its neighbours, and on what they have from theirs. */
export const REACH = 2 * NEIGHBOURS;

/** The requests near the one at a position, itself included, in their order. */
export const neighbours = (all: readonly Examined[], position: number): readonly Examined[] =>
  all.length <= NEIGHBOURS ? all : all.slice(Math.max(0, position - NEIGHBOURS), position + NEIGHBOURS + 1);
