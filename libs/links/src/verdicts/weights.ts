/**
 * The weights of the signals, as differences of log-odds: 0.7 doubles the odds that a machine sent the request, 2.3 makes them ten times as
 * high. They are judgements from published reports (docs/clicks.md names the sources), not fitted to data.
 */
import type { SignalCode, Strictness, Verdict } from '@linkflow/contracts';

/** Version of the classifier. Increase it with each change of a weight, a rule or the built-in networks. */
export const CLASSIFIER_VERSION = 4;

/** Log-odds before any signal: about one in eight clicks of a mailing is a machine's that looks like a browser. */
export const PRIOR = -2;

/** From these log-odds on, a request is suspect or a bot's. */
const THRESHOLDS: Record<Strictness, { suspect: number; bot: number }> = {
  lenient: { suspect: 0.8, bot: 4 },
  normal: { suspect: 0, bot: 3 },
  strict: { suspect: -0.8, bot: 2.5 },
};

export function verdictOf(logOdds: number, strictness: Strictness): Verdict {
  const { suspect, bot } = THRESHOLDS[strictness];
  if (logOdds >= bot) return 'bot';
  return logOdds >= suspect ? 'suspect' : 'human';
}

/** 0 to 100, the probability of a machine in percent. */
export const scoreOf = (logOdds: number): number => Math.round(100 / (1 + Math.exp(-logOdds)));

/** Signals that prove a machine: no person causes them. */
export const PROOF = 8;

/** Weights that do not depend on anything else. */
export const WEIGHTS = {
  'request.head': PROOF,
  'request.prefetch': PROOF,
  'agent.none': 6,
  'agent.tool': PROOF,
  'agent.gateway': PROOF,
  'agent.crawler': PROOF,
  'agent.preview': PROOF,
  'agent.headless': PROOF,
  'agent.impossible': 3,
  'agent.build': 2.2,
  'agent.outdated': 1.3,
  'headers.conflict': 3.5,
  'headers.scripted': 3,
  'network.training': 5.5,
  // People with a screen reader or a keyboard can reach a hidden link.
  'link.hidden': 4,
  'link.scrambled': 2.5,
  'confirm.fast': 6,
  'confirm.quick': 2.2,
  'confirm.blind': 3,
  'confirm.scripted': 3.5,
  'client.machine': 3,
  'network.probe': 1.5,
  'network.access': -1,
  'network.relay': -0.6,
  'browser.complete': -0.6,
  'time.late': -0.4,
  'client.person': -1.5,
} as const satisfies Partial<Record<SignalCode, number>>;
