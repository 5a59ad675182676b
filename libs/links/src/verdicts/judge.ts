/**
 * Judges the requests of a delivery. Pure: no clock, no randomness, no input or output. A verdict is a sum of weights of signals
 * (weights.ts), in three passes:
 *
 * 1. each request by itself: program, headers, network, time since delivery (own-signals.ts)
 * 2. with its neighbours: bursts, presses of buttons, repetitions from other networks
 * 3. by what its client and other people did, judged by passes 1 and 2
 */
import type { ClickVerdict } from '@linkflow/contracts';
import { burstSignals } from './burst-signals';
import { confirmSignals } from './confirm-signals';
import type { Delivery, DeliveryRequest, Examined, JudgeOptions, Signal } from './delivery';
import { examine, isMachineScope } from './own-signals';
import {
  laterPersonSignal,
  machineClientSignal,
  personClientSignal,
  probeSignal,
  repeatSignal,
} from './relation-signals';
import { NEIGHBOURS, REACH, neighbours } from './relations';
import { CLASSIFIER_VERSION, PRIOR, PROOF, scoreOf, verdictOf } from './weights';

/** Judges each request with all that is known of the delivery, also of later requests. With `wanted`, judges only these. */
export function judge(delivery: Delivery, options: JudgeOptions): ClickVerdict[] {
  const last = delivery.requests.length;
  const { from, to } = options.wanted ?? { from: 0, to: last };
  const start = Math.max(0, from - REACH);
  const examined = examineAll(delivery, options, { from: start, to: Math.min(last, to + REACH) });
  const firstRelated = Math.max(0, from - NEIGHBOURS);
  const related = examined
    .slice(firstRelated - start, Math.min(last, to + NEIGHBOURS) - start)
    .map((_one, position) => withNeighbours(delivery, examined, firstRelated - start + position));
  return related
    .slice(from - firstRelated, to - firstRelated)
    .map((_one, position) => verdictAt(related, from - firstRelated + position, options));
}

/** Judges each request as it was judged when it came: by the requests up to it. */
export function judgeAsTheyCame(delivery: Delivery, options: JudgeOptions): ClickVerdict[] {
  const all = examineAll(delivery, options, { from: 0, to: delivery.requests.length });
  return all.map((_one, index) => verdictOnLast(delivery, all.slice(0, index + 1), options));
}

/** How long a click that looks like a person's settles by default, s: as long as the links of a burst are counted. */
export const SETTLE_SECONDS = 10;

/**
 * How many times longer a click settles in the first five minutes after delivery. Nearly all scanners come in this time, and a minute is the
 * longest time in which repetitions and the links of a mail are compared.
 */
const SOON_FACTOR = 6;

/**
 * How long a click settles, ms.
 * @param settleMs the time of a click that comes later
 */
export const settlingMs = ({ signals }: Pick<ClickVerdict, 'signals'>, settleMs: number): number =>
  signals.some(({ code }) => code === 'time.delivery') ? SOON_FACTOR * settleMs : settleMs;

/**
 * The verdicts that decide about costly steps for the first time. A request that looks like a person's when it comes settles first
 * (`settlesFirst`): it is judged by what the delivery has got `settlingMs` later. The others are judged when they come.
 */
export function judgeSettled(
  delivery: Delivery,
  options: JudgeOptions,
  settleMs: number,
): { came: ClickVerdict[]; settled: ClickVerdict[] } {
  const came = judgeAsTheyCame(delivery, options);
  const { requests } = delivery;
  const settled = came.map((verdict, index) => {
    const request = requests[index];
    if (!request || verdict.verdict !== 'human' || !settlesFirst(request)) return verdict;
    const until = request.at + settlingMs(verdict, settleMs);
    const end = requests.findLastIndex(({ at }) => at <= until) + 1;
    if (end <= index + 1) return verdict;
    const known = { ...delivery, requests: requests.slice(0, end) };
    return judge(known, { ...options, wanted: { from: index, to: index + 1 } })[0] ?? verdict;
  });
  return { came, settled };
}

/**
 * Whether what comes within seconds may still show that a machine sent a request. Not for a pressed button: what speaks for a person who
 * pressed it was there before.
 */
const settlesFirst = ({ kind, evidence }: DeliveryRequest): boolean =>
  kind === 'get' && evidence !== undefined;

const examineAll = (
  delivery: Delivery,
  { networks }: JudgeOptions,
  { from, to }: NonNullable<JudgeOptions['wanted']>,
): Examined[] =>
  delivery.requests
    .slice(from, to)
    .flatMap((_request, position) => examine(delivery, from + position, networks) ?? []);

/** Earlier requests that are considered when a request comes. */
const MAX_CONTEXT = 60;

function verdictOnLast(delivery: Delivery, all: readonly Examined[], options: JudgeOptions): ClickVerdict {
  const examined = all.slice(-MAX_CONTEXT);
  const related = examined.map((_one, position) => withNeighbours(delivery, examined, position));
  return verdictAt(related, related.length - 1, options);
}

/** Pass 2. @param examined the requests after pass 1 */
function withNeighbours(delivery: Delivery, examined: readonly Examined[], position: number): Examined {
  const one = examined[position];
  if (!one) throw new RangeError(`no request ${position}`);
  const near = neighbours(examined, position);
  const relations = [repeatSignal(one, near), probeSignal(one, near)];
  return withSignals(one, [
    ...burstSignals(delivery, one, near),
    ...confirmSignals(one, near),
    ...relations.filter((signal) => signal !== undefined),
  ]);
}

/** From these log-odds down, a request is clearly a person's, and says something about others. */
const CLEARLY_HUMAN = -1.5;

const isPerson = (one: Examined): boolean =>
  one.request.evidence !== undefined && !isMachineScope(one.scope) && PRIOR + one.sum <= CLEARLY_HUMAN;

/** Pass 3. @param related the requests after pass 2 */
function verdictAt(
  related: readonly Examined[],
  position: number,
  { strictness = 'normal' }: JudgeOptions,
): ClickVerdict {
  const one = related[position];
  if (!one) throw new RangeError(`no request ${position}`);
  const near = neighbours(related, position);
  const machine = machineClientSignal(one, near);
  const more = machine
    ? [machine]
    : [laterPersonSignal(one, near, isPerson), personClientSignal(one, near, isPerson)];
  const { sum, signals } = withSignals(
    one,
    more.filter((signal) => signal !== undefined),
  );
  const logOdds = PRIOR + sum;
  return {
    verdict: verdictOf(logOdds, strictness),
    score: scoreOf(logOdds),
    signals: signals.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
    classifier: CLASSIFIER_VERSION,
  };
}

/** From this sum of the signals of a burst or a press on, no person did it. */
const MACHINE_SUM = 5;

function withSignals(one: Examined, more: readonly Signal[]): Examined {
  if (more.length === 0) return one;
  const weight = more.reduce((total, signal) => total + signal.weight, 0);
  const isMachine =
    one.isMachine ||
    more.some((signal) => signal.weight >= PROOF || (signal.weight >= MACHINE_SUM && weight > 0));
  return { ...one, signals: [...one.signals, ...more], sum: one.sum + weight, isMachine };
}
