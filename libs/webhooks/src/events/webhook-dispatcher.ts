import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { WEBHOOK_PAYLOAD_VERSION, WEBHOOK_TEST_EVENT, type Verdict } from '@linkflow/contracts';
import { BatchLoader, Clock, Metrics, OutboundConfig, readConfig } from '@linkflow/platform';
import { WebhookSender, type WebhookCall, type WebhookOutcome } from '../webhook-sender';
import { attemptOf, resultOf, type RetryRules } from './delivery-results';
import { WebhookDeliveries, type DeliveryResult, type WebhookDeliveryDoc } from './webhook-deliveries';
import { WebhookPayloads } from './webhook-ports';
import { WebhookSubscriptions, type WebhookSubscriptionDoc } from './webhook-subscriptions';

const WebhookDispatchConfig = z.object({
  /** Most attempts to deliver an event. With the usual waits, the last one is a day and a half after the event. */
  WEBHOOK_ATTEMPTS: z.coerce.number().int().min(1).max(100).default(14),
  /** Wait before the second attempt, ms; see `RetryRules`. */
  WEBHOOK_RETRY_MS: z.coerce.number().int().min(10).max(3_600_000).default(10_000),
});

const BATCH = 100;
/** A delivery whose fact is not stored yet is looked at again after this time, ms. */
const NOT_YET_MS = 2_000;
/** A fact that is not there after this long is never stored, or its job stores the delivery again. */
const GIVE_UP_MS = 600_000;

/** Reserves for a call: time to wait for its turn, and time to store its result, ms. */
const TURN_MS = 5_000;
const STORE_MS = 5_000;

/** Headers of every call. */
const HEADERS = { 'user-agent': 'Linkflow', 'content-type': 'application/json; charset=utf-8' };

/** The body of a webhook. */
export const bodyOf = ({ type, at }: Pick<WebhookDeliveryDoc, 'type' | 'at'>, data: unknown): string =>
  JSON.stringify({ type, timestamp: at.toISOString(), version: WEBHOOK_PAYLOAD_VERSION, data });

/** The call that delivers an event. */
export const callOf = (
  { _id: id, body }: Pick<WebhookDeliveryDoc, '_id'> & { body: string },
  { url, secretId }: Pick<WebhookSubscriptionDoc, 'url' | 'secretId'>,
): WebhookCall => ({
  id,
  url,
  method: 'POST',
  headers: HEADERS,
  body,
  signingSecretId: secretId,
  headerSecretId: null,
  readsAnswer: true,
});

/** What an attempt shows about the server. `pause`: the end of its pause; null if it has none. */
interface Sent {
  isDelivered: boolean;
  pause: Date | null;
}

/** A delivery with what is sent. */
type Ready = WebhookDeliveryDoc & { body: string };

/**
 * Sends the due deliveries of a subscription. Each is held by a lease while it is sent, so that a crash of the worker only delays it, and its
 * result is stored as soon as it is known. States of a delivery: see `WebhookDeliveryDoc`.
 */
@Injectable()
export class WebhookDispatcher {
  private readonly rules: RetryRules;
  /** A call may begin this long after its delivery was claimed, ms. */
  private readonly startMs: number;
  private readonly leaseMs: number;
  private readonly outcomes;
  /** Results of one turn of the event loop are stored together. */
  private readonly settling = new BatchLoader<[WebhookDeliveryDoc, DeliveryResult], undefined>(
    async (results) => {
      await this.deliveries.settle(new Map(results));
      return results.map(() => undefined);
    },
  );

  constructor(
    private readonly subscriptions: WebhookSubscriptions,
    private readonly deliveries: WebhookDeliveries,
    private readonly payloads: WebhookPayloads,
    private readonly sender: WebhookSender,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    const config = readConfig(WebhookDispatchConfig);
    const callMs = readConfig(OutboundConfig).OUTBOUND_TOTAL_MS;
    this.rules = { attempts: config.WEBHOOK_ATTEMPTS, firstMs: config.WEBHOOK_RETRY_MS };
    this.startMs = callMs + TURN_MS;
    this.leaseMs = this.startMs + callMs + STORE_MS;
    this.outcomes = metrics.counters(
      'linkflow_webhook_deliveries_total',
      'Attempts to deliver events to subscribed systems, by what became of the delivery.',
      ['outcome'],
    );
  }

  /** Sends until nothing is due, the subscription or its server is paused, or `stopping` aborts. Calls in progress then end first. */
  async send(subscriptionId: string, stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      const now = this.clock.now();
      const subscription = await this.subscriptions.find(subscriptionId);
      if (subscription?.state !== 'active') return;
      const { pausedUntil } = subscription;
      if (pausedUntil && pausedUntil > now) return;
      const leaseUntil = new Date(now.getTime() + this.leaseMs);
      // After a pause, one call tries whether the server answers again.
      const batch = await this.deliveries.claim(subscriptionId, pausedUntil ? 1 : BATCH, leaseUntil);
      if (batch.length === 0) return;
      await this.sendBatch(subscription, batch, stopping);
    }
  }

  private async sendBatch(
    subscription: WebhookSubscriptionDoc,
    batch: readonly WebhookDeliveryDoc[],
    stopping: AbortSignal,
  ): Promise<void> {
    const notLater = AbortSignal.any([stopping, AbortSignal.timeout(this.startMs)]);
    const ready = await this.prepared(subscription, batch);
    const sent = await Promise.all(ready.map((delivery) => this.deliver(subscription, delivery, notLater)));
    const pauses = sent.flatMap(({ pause }) => (pause ? [pause.getTime()] : []));
    await this.subscriptions.storeResults(subscription._id, {
      deliveredAt: sent.some(({ isDelivered }) => isDelivered) ? this.clock.now() : null,
      // A server that was paused and has answered now is called as before.
      pausedUntil: pauses.length > 0 ? new Date(Math.max(...pauses)) : sent.length > 0 ? null : undefined,
    });
  }

  /** The deliveries that can be sent, with their bodies. Settles the others. */
  private async prepared(
    subscription: WebhookSubscriptionDoc,
    batch: readonly WebhookDeliveryDoc[],
  ): Promise<Ready[]> {
    const ready = batch.filter((delivery): delivery is Ready => delivery.body !== undefined);
    const fresh = batch.filter(({ body }) => body === undefined);
    const bodies = new Map<WebhookDeliveryDoc, string>();
    const others = new Map<WebhookDeliveryDoc, DeliveryResult>();
    for (const [type, ofType] of Map.groupBy(fresh, (delivery) => delivery.type)) {
      if (type === WEBHOOK_TEST_EVENT) continue;
      const facts = await this.payloads.of(
        type,
        ofType.map(({ factId }) => factId),
      );
      for (const delivery of ofType) {
        const data = facts.get(delivery.factId);
        if (!data) others.set(delivery, this.withoutFact(delivery));
        else if (isUnwanted(subscription, data)) others.set(delivery, { kind: 'dropped' });
        else bodies.set(delivery, bodyOf(delivery, data));
      }
    }
    await Promise.all([this.deliveries.setBodies(bodies), this.deliveries.settle(others)]);
    return [...ready, ...[...bodies].map(([delivery, body]) => ({ ...delivery, body }))];
  }

  private withoutFact({ keptAt }: WebhookDeliveryDoc): DeliveryResult {
    const now = this.clock.now().getTime();
    if (now - keptAt.getTime() > GIVE_UP_MS) return { kind: 'dropped' };
    return { kind: 'postponed', dueAt: new Date(now + NOT_YET_MS) };
  }

  /** Makes one attempt and stores its result. */
  private async deliver(
    subscription: WebhookSubscriptionDoc,
    delivery: Ready,
    notLater: AbortSignal,
  ): Promise<Sent> {
    let startedAt = this.clock.now();
    const outcome = await this.call(callOf(delivery, subscription), notLater, () => {
      startedAt = this.clock.now();
    });
    const now = this.clock.now();
    if (outcome === null || outcome.kind === 'paused') {
      // It stays due: the pause is stored with the subscription, and a user can end it.
      await this.settling.load([delivery, { kind: 'postponed', dueAt: now }]);
      return { isDelivered: false, pause: outcome?.until ?? null };
    }
    const attempt = attemptOf(outcome, startedAt, now);
    const { url } = subscription;
    const result = resultOf({ outcome, attempt, url, tries: delivery.tries, now }, this.rules);
    // Before the result is stored: a stored result then implies the pause, and a worker that dies in between repeats the attempt later.
    if (attempt.problem === 'gone') await this.subscriptions.markGone(subscription._id);
    await this.settling.load([delivery, result]);
    this.outcomes.of(result.kind).add();
    return {
      isDelivered: result.kind === 'delivered',
      pause: 'pause' in outcome ? (outcome.pause?.until ?? null) : null,
    };
  }

  /** Null if the call did not begin before `notLater` was aborted. One that has begun is not aborted. */
  private async call(
    call: WebhookCall,
    notLater: AbortSignal,
    onStart: () => void,
  ): Promise<WebhookOutcome | null> {
    const waiting = new AbortController();
    const giveUp = (): void => waiting.abort();
    if (notLater.aborted) return null;
    notLater.addEventListener('abort', giveUp, { once: true });
    const begin = (): void => {
      notLater.removeEventListener('abort', giveUp);
      onStart();
    };
    try {
      return await this.sender.call({ ...call, signal: waiting.signal, onStart: begin });
    } catch (error) {
      if (waiting.signal.aborted) return null;
      throw error;
    } finally {
      notLater.removeEventListener('abort', giveUp);
    }
  }
}

/** Whether a click has a verdict that the subscription does not want. The verdict is known only when the event is sent. */
function isUnwanted({ verdicts }: WebhookSubscriptionDoc, data: Readonly<Record<string, unknown>>): boolean {
  const { verdict } = data as { verdict?: Verdict };
  return verdict !== undefined && !verdicts.includes(verdict);
}
