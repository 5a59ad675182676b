import type { WebhookDeliveryProblem } from '@linkflow/contracts';
import type { WebhookOutcome } from '../webhook-sender';
import type { AttemptDoc, DeliveryResult } from './webhook-deliveries';

/** Characters of an answer that the log keeps. */
const MAX_ANSWER = 1_000;
const LONGEST_RETRY_MS = 6 * 3_600_000;
/** Share of a wait that is added at random, so that events that failed together are not tried again together. */
const SPREAD = 0.2;

/** What a call that was made has become. `paused` calls were not made. */
export type MadeCall = Exclude<WebhookOutcome, { kind: 'paused' }>;

export interface RetryRules {
  /** Most attempts of an event. */
  attempts: number;
  /** Wait before the second attempt, ms. Each further wait is three times as long, up to six hours. */
  firstMs: number;
}

/** Problems that another attempt would have too. */
const FINAL: readonly WebhookDeliveryProblem[] = [
  'redirect',
  'gone',
  'secret',
  'url',
  'scheme',
  'user-info',
  'port',
  'address',
];

/** Why a call did not deliver its event; null if it did. Only the status decides: the rest of the answer is not needed. */
function problemOf(outcome: MadeCall): WebhookDeliveryProblem | null {
  if (outcome.kind !== 'answered') return outcome.code;
  const { status } = outcome;
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'redirect';
  return status === 410 ? 'gone' : 'status';
}

export const attemptOf = (outcome: MadeCall, startedAt: Date, now: Date): AttemptDoc => ({
  at: startedAt,
  tookMs: now.getTime() - startedAt.getTime(),
  status: outcome.kind === 'answered' ? outcome.status : null,
  problem: problemOf(outcome),
});

/** The beginning of an answer; null if there was none. */
export const answerOf = (outcome: MadeCall): string | null =>
  outcome.kind === 'answered' && outcome.body ? outcome.body.slice(0, MAX_ANSWER).toWellFormed() : null;

interface Attempted {
  outcome: MadeCall;
  attempt: AttemptDoc;
  url: string;
  /** Number of attempts before this one. */
  tries: number;
  now: Date;
}

/** What a delivery becomes by an attempt. */
export function resultOf(
  { outcome, attempt, url, tries, now }: Attempted,
  rules: RetryRules,
  random: () => number = Math.random,
): DeliveryResult {
  const { problem } = attempt;
  const common = { attempt, answer: answerOf(outcome), url };
  if (problem === null) return { kind: 'delivered', ...common };
  if (FINAL.includes(problem) || tries + 1 >= rules.attempts) return { kind: 'failed', ...common };
  const wait = Math.min(rules.firstMs * 3 ** tries, LONGEST_RETRY_MS) * (1 + SPREAD * random());
  const asked = outcome.kind === 'answered' ? (outcome.retryAfter?.getTime() ?? 0) : 0;
  return { kind: 'later', ...common, dueAt: new Date(Math.max(now.getTime() + wait, asked)) };
}
