import { deliveryReason, type CodedReason, type DeliveryState } from '@linkflow/contracts';
import type { SendOutcome } from './mail-transport';

/*
 * The message to one recipient. States:
 *
 * - queued: waits to be sent.
 * - sending: the server is ready for the content; from now on it may have the message.
 * - sent: the server has taken the message.
 * - deferred: not taken, tried again at `dueAt`.
 * - failed: refused for good, or tried for too long.
 * - uncertain: cut off after `sending` was stored; the server may have taken it. Only a person sends it again.
 * - skipped: not to be sent: removed, blocked, stopped.
 *
 * A worker claims queued and deferred recipients: it sets `claim` and moves `dueAt` to the end of its lease. Every write of the worker
 * requires its claim. If the lease ends first, another worker claims them, or the reconciler makes `sending` uncertain.
 */

/** The field `delivery` of a recipient. */
export interface Delivery {
  state: DeliveryState;
  /** Number of tries of this round. */
  attempts: number;
  /** 1, and one more each time a person has it sent again. Part of the Message-ID. */
  round: number;
  /** When it is tried; if it is claimed, when the lease ends. Absent in final states. */
  dueAt?: Date;
  claim?: string;
  /** When it was first tried in this round. */
  since?: Date;
  /** When the state last changed. */
  at: Date;
  sentAt?: Date;
  messageId?: string;
  /** The key of the address (see `addressKey`) to which the last try went. A report about the message is about this address. */
  sentTo?: string;
  /** Earlier rounds, with the addresses to which their messages went: reports about them may still arrive. */
  earlier?: { round: number; sentTo?: string }[];
  reason?: CodedReason;
  /** The last answer of the server. */
  response?: string;
  /** The key of the step of a run that sends it, if a workflow does. */
  step?: string;
}

/** What happens to a message. */
export type DeliveryEvent =
  /** The server is ready for the content. */
  | 'content'
  | 'taken'
  | 'refused'
  | 'deferred'
  /** Tried for too long. */
  | 'given-up'
  /** The connection broke when the server could have taken it. */
  | 'cut-off'
  /** The worker that was sending it is gone. */
  | 'lease-ended'
  | 'skip'
  /** A person has it sent again. */
  | 'resend';

const WAITING = ['queued', 'deferred'] as const;
/** The message has been sent, or may have been: the recipient keeps the address and the name of that time. */
export const DELIVERED: readonly DeliveryState[] = ['sending', 'sent', 'uncertain'];

/** For each event: the states in which it may happen, and the state that follows. */
export const TRANSITIONS: Record<DeliveryEvent, { from: readonly DeliveryState[]; to: DeliveryState }> = {
  content: { from: WAITING, to: 'sending' },
  // The answer may arrive after the lease has ended.
  taken: { from: ['sending', 'uncertain'], to: 'sent' },
  refused: { from: [...WAITING, 'sending', 'uncertain'], to: 'failed' },
  deferred: { from: [...WAITING, 'sending'], to: 'deferred' },
  'given-up': { from: [...WAITING, 'sending'], to: 'failed' },
  'cut-off': { from: ['sending'], to: 'uncertain' },
  'lease-ended': { from: ['sending'], to: 'uncertain' },
  skip: { from: WAITING, to: 'skipped' },
  resend: { from: ['sent', 'failed', 'uncertain', 'skipped'], to: 'queued' },
};

/** The state after an event, or null if the event cannot happen in this state. */
export const stateAfter = (state: DeliveryState, event: DeliveryEvent): DeliveryState | null =>
  TRANSITIONS[event].from.includes(state) ? TRANSITIONS[event].to : null;

/** How an attempt ended, as it is stored. */
export interface AttemptEnd {
  event: DeliveryEvent;
  reason?: CodedReason;
  response?: string;
  /** For `deferred`: how long to wait, ms. */
  delayMs?: number;
}

export interface AttemptContext {
  /** Number of tries before this one. */
  attempts: number;
  /** When the first try began; absent for the first. */
  since?: Date | undefined;
  now: Date;
  retry: { hours: number; firstMs: number };
  /** Between 0 and 1. */
  random: number;
}

const MAX_DELAY_MS = 3_600_000;
/** Longest part of a server's answer that is stored. */
const MAX_RESPONSE = 500;

/** How long to wait after this many tries, ms: twice as long each time, up to an hour, less a random part of at most half. */
export const retryDelay = (attempts: number, firstMs: number, random: number): number =>
  Math.round(Math.min(firstMs * 2 ** Math.min(attempts, 30), MAX_DELAY_MS) * (1 - random / 2));

/**
 * What follows from the outcome of an attempt. Undefined if it is no attempt: the message was withdrawn, or the server cannot be used at
 * all, so that the recipient just waits.
 */
export function endOf(outcome: SendOutcome, context: AttemptContext): AttemptEnd | undefined {
  switch (outcome.kind) {
    case 'sent':
      return { event: 'taken', response: shortened(outcome.response) };
    case 'unknown':
      return { event: 'cut-off', reason: deliveryReason('mail.cut-off') };
    case 'refused': {
      const response = shortened(outcome.response);
      if (outcome.isPermanent)
        return { event: 'refused', response, reason: deliveryReason('mail.refused', { response }) };
      return deferredOr(context, response, deliveryReason('mail.deferred', { response }));
    }
    case 'lost':
      return deferredOr(context, shortened(outcome.problem), deliveryReason('mail.connection-lost'));
    case 'sender-refused':
    case 'unavailable':
    case 'withdrawn':
      return undefined;
  }
}

function deferredOr(context: AttemptContext, response: string, reason: CodedReason): AttemptEnd {
  const { attempts, since, now, retry, random } = context;
  const delayMs = retryDelay(attempts, retry.firstMs, random);
  const triedMs = since ? now.getTime() - since.getTime() : 0;
  if (triedMs + delayMs > retry.hours * 3_600_000) {
    return {
      event: 'given-up',
      response,
      reason: deliveryReason('mail.gave-up', { hours: retry.hours, response }),
    };
  }
  return { event: 'deferred', response, reason, delayMs };
}

/** A server's answer as text that can be stored and shown. */
export const shortened = (response: string): string =>
  response
    .toWellFormed()
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f]+/g, ' ')
    .trim()
    .slice(0, MAX_RESPONSE);
