import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { deliveryReason, sendingProblem } from '@linkflow/contracts';
import { addressKey } from '@linkflow/crm-port';
import { Clock, LiveEvents, Log, Metrics, REDIS, REDIS_PREFIX, newId } from '@linkflow/platform';
import { announceMailing } from '../announce-mailing';
import type { RecipientDoc } from '../recipients/recipients.repository';
import { Suppressions } from '../subscriptions/suppressions';
import { DeliveriesRepository, type Claimed } from './deliveries.repository';
import { endOf, shortened, type AttemptEnd } from './delivery';
import { UnsafeHeaderError } from './header-text';
import { MailRates } from './mail-rates';
import { MailTransport, type SendOutcome } from './mail-transport';
import { MessageWriter, type FactsOfRecipients, type LoadedMailing } from './message-writer';
import { PreparedMailings } from './prepared-mailings';
import { RefusedAddresses } from './refused-addresses';
import { readSendingSettings } from './sending.config';
import { SendingsRepository } from './sendings.repository';

/** Recipients that are claimed together. */
const BATCH = 100;
/** A message whose place in the rate is further away waits in the database. */
const MAX_WAIT_MS = 2_000;
/** How old the known state of a mailing may be, ms. A pause takes effect within this time. */
const STATE_MS = 1_000;
/** A server that cannot be used is tried again after this time, ms. */
const UNAVAILABLE_MS = 5_000;
/** How long the end of an attempt is tried to be stored. After that, the reconciler makes it uncertain. */
const STORE_MS = 60_000;
const STORE_RETRY_MS = 250;

/** Why a batch ends early. */
type Halt = 'stopping' | 'not-active' | 'unavailable' | 'sender-refused';

interface Batch {
  mailing: LoadedMailing;
  claimed: Claimed[];
  facts: FactsOfRecipients;
  token: string;
  /** Recipients whose messages were not begun. */
  pending: Set<string>;
  halt?: Halt;
  signal: AbortSignal;
}

/**
 * Sends the messages of a mailing: claims due recipients in batches, writes their messages, hands them over, and stores what became of
 * them. Any number of workers may send the same mailing.
 */
@Injectable()
export class MailSender {
  private readonly settings = readSendingSettings();
  private readonly rates: MailRates;
  private readonly states = new Map<string, { isSending: boolean; readAt: number }>();
  private readonly outcomes;

  constructor(
    private readonly sendings: SendingsRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly prepared: PreparedMailings,
    private readonly writer: MessageWriter,
    private readonly suppressions: Suppressions,
    private readonly transport: MailTransport,
    private readonly refused: RefusedAddresses,
    private readonly live: LiveEvents,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
    @Inject(REDIS) redis: Redis,
    @Inject(REDIS_PREFIX) prefix: string,
  ) {
    const { MAIL_RATE_PER_SECOND: perSecond, MAIL_RATE_PER_DOMAIN: perDomain } = this.settings;
    this.rates = new MailRates(redis, prefix, { perSecond, perDomain });
    this.outcomes = metrics.counters('linkflow_mail_total', 'Messages by what became of them.', ['outcome']);
  }

  /** Sends to recipients that are due, until none is due, the mailing is not being sent any more, or the signal aborts. */
  async send(mailingId: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await this.isSending(mailingId))) {
      const halt = await this.sendBatch(
        await this.prepared.load(mailingId),
        { mailingId, test: { $exists: false } },
        signal,
      );
      if (halt !== 'more') return;
    }
  }

  /** Sends the tests of a mailing that are due, with its current content. */
  async sendTests(mailingId: string, signal: AbortSignal): Promise<void> {
    const mailing = await this.sendings.find(mailingId);
    if (!mailing || mailing.deletedAt) {
      // The reconciler would wake the workers for them again and again.
      await this.deliveries.skipWaiting({ mailingId, test: true });
      return;
    }
    await this.sendBatch(await this.prepared.current(mailing), { mailingId, test: true }, signal);
  }

  private async sendBatch(
    mailing: LoadedMailing,
    which: Parameters<DeliveriesRepository['claim']>[0],
    signal: AbortSignal,
  ): Promise<'more' | 'none' | Halt> {
    const token = newId();
    const leaseMs = this.settings.MAIL_LEASE_MS;
    const claimed = await this.deliveries.claim(which, { limit: BATCH, token, leaseMs });
    if (claimed.length === 0) return 'none';
    const pending = new Set(claimed.map(({ _id }) => _id));
    const renewal = setInterval(() => {
      this.deliveries.renew(token, [...pending], leaseMs).catch(() => undefined);
    }, leaseMs / 3);
    try {
      const facts = await this.writer.factsOf(mailing, claimed);
      const batch: Batch = { mailing, claimed, facts, token, pending, signal };
      await this.leaveOut(batch);
      const waiting = batch.claimed.filter(({ _id }) => pending.has(_id));
      const lanes = Array.from({ length: Math.min(this.transport.concurrency, waiting.length) }, async () => {
        for (let next = waiting.shift(); next && !(await this.halts(batch)); next = waiting.shift())
          await this.sendTo(next, batch);
      });
      await Promise.all(lanes);
      return batch.halt ?? 'more';
    } finally {
      clearInterval(renewal);
      await this.deliveries.release(token, [...pending]).catch(() => undefined);
      announceMailing(this.live, this.clock, mailing.mailingId);
    }
  }

  /** Leaves out recipients who were removed, or have unsubscribed, since they were queued. */
  private async leaveOut({ mailing, claimed, pending }: Batch): Promise<void> {
    const reasons = await this.suppressions.check(
      claimed.map(({ email, contactId }) => ({ addressKey: addressKey(email), contactId })),
      mailing.typeId,
    );
    await Promise.all(
      claimed.map(async (recipient, index) => {
        if (recipient.test) return;
        const isBlocked = reasons[index] !== null || recipient.blocked !== undefined;
        const isRemoved = recipient.removedAt !== null || recipient.erasedAt !== undefined;
        if (!isBlocked && !isRemoved) return;
        pending.delete(recipient._id);
        const reason = deliveryReason(isRemoved ? 'mail.removed' : 'mail.blocked');
        await this.store(recipient, { event: 'skip', reason }, '');
      }),
    );
  }

  private async sendTo(recipient: Claimed, batch: Batch): Promise<void> {
    const { mailing, pending, token } = batch;
    const wait = await this.waitForPlace(recipient, batch);
    if (wait !== 'go') {
      pending.delete(recipient._id);
      return this.deliveries.release(token, [recipient._id], wait);
    }
    if (batch.halt) return;
    let mail: Awaited<ReturnType<MessageWriter['write']>>;
    try {
      mail = await this.writer.write(mailing, recipient, batch.facts.get(recipient._id), this.clock.now());
    } catch (error) {
      if (!(error instanceof UnsafeHeaderError)) throw error;
      pending.delete(recipient._id);
      return this.store(recipient, { event: 'refused', reason: deliveryReason('mail.bad-address') }, '');
    }
    const contentLeaseMs = this.settings.MAIL_ANSWER_MS + this.settings.MAIL_LEASE_MS;
    const outcome = await this.transport.send(mail, async () => {
      const isAllowed = await this.deliveries.beginContent(recipient, contentLeaseMs);
      pending.delete(recipient._id);
      return isAllowed;
    });
    this.outcomes.of(outcome.kind).add();
    await this.conclude(recipient, { outcome, messageId: mail.messageId, batch });
  }

  private async conclude(
    recipient: Claimed,
    { outcome, messageId, batch }: { outcome: SendOutcome; messageId: string; batch: Batch },
  ): Promise<void> {
    const { MAIL_RETRY_HOURS: hours, MAIL_RETRY_MS: firstMs } = this.settings;
    const end = endOf(outcome, {
      attempts: recipient.delivery.attempts,
      since: recipient.delivery.since,
      now: this.clock.now(),
      retry: { hours, firstMs },
      random: Math.random(),
    });
    if (end) {
      batch.pending.delete(recipient._id);
      await this.store(recipient, end, messageId);
      return this.refused.report(recipient, outcome);
    }
    if (outcome.kind === 'unavailable') await this.halt(batch, 'unavailable', outcome.problem);
    if (outcome.kind === 'sender-refused') {
      const isPermanent = outcome.isPermanent && !recipient.test;
      await this.halt(batch, isPermanent ? 'sender-refused' : 'unavailable', outcome.response);
    }
  }

  /** Ends the batch early. The recipients who are pending keep waiting. */
  private async halt(batch: Batch, halt: Halt, words: string): Promise<void> {
    if (batch.halt) return;
    batch.halt = halt;
    const { mailing, token, pending } = batch;
    const { mailingId } = mailing;
    this.log.warn({ mailingId, problem: shortened(words) }, 'a mailing cannot be sent at the moment');
    if (halt === 'sender-refused') {
      const problem = sendingProblem('sending.sender-refused', { response: shortened(words) });
      await this.sendings.change(mailingId, { from: ['sending'], to: 'paused', set: { problem } });
      this.states.delete(mailingId);
      return;
    }
    const problem = sendingProblem('sending.unreachable', { problem: shortened(words) });
    await this.sendings.change(mailingId, { from: ['sending'], set: { problem } });
    await this.deliveries.release(token, [...pending], UNAVAILABLE_MS);
    pending.clear();
  }

  /** Stores the end of an attempt, and tries for a while if the database is away. */
  private async store(recipient: Claimed, end: AttemptEnd, messageId: string): Promise<void> {
    const until = performance.now() + STORE_MS;
    for (;;) {
      try {
        return await this.deliveries.finish(recipient, end, messageId);
      } catch (error) {
        if (performance.now() > until) {
          this.log.error(
            { err: error, recipientId: recipient._id },
            'what became of a message could not be stored',
          );
          return;
        }
        await sleep(STORE_RETRY_MS);
      }
    }
  }

  /** Waits for the place of a message in the rates. Returns 'go', or for how long the recipient is to wait in the database, ms. */
  private async waitForPlace({ email }: RecipientDoc, { signal }: Batch): Promise<'go' | number> {
    const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
    try {
      const place = await this.rates.reserve(domain, MAX_WAIT_MS);
      if ('retryMs' in place) return place.retryMs;
      if (place.waitMs > 0) await sleep(place.waitMs, undefined, { signal }).catch(() => undefined);
      return 'go';
    } catch {
      // Without Redis, a limit cannot be kept.
      return MAX_WAIT_MS;
    }
  }

  private async halts(batch: Batch): Promise<boolean> {
    if (batch.signal.aborted) batch.halt ??= 'stopping';
    else if (!batch.claimed[0]?.test && !(await this.isSending(batch.mailing.mailingId)))
      batch.halt ??= 'not-active';
    return batch.halt !== undefined;
  }

  private async isSending(mailingId: string): Promise<boolean> {
    const known = this.states.get(mailingId);
    if (known && performance.now() - known.readAt < STATE_MS) return known.isSending;
    const isSending = (await this.sendings.stateOf(mailingId)) === 'sending';
    this.states.set(mailingId, { isSending, readAt: performance.now() });
    return isSending;
  }
}
