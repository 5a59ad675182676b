import { Injectable } from '@nestjs/common';
import { WEBHOOK_TEST_EVENT } from '@linkflow/contracts';
import { Clock, newId } from '@linkflow/platform';
import { WebhookSender } from '../webhook-sender';
import { answerOf, attemptOf } from './delivery-results';
import { WebhookDeliveries, deliveryId, type WebhookDeliveryDoc } from './webhook-deliveries';
import { bodyOf, callOf } from './webhook-dispatcher';
import type { WebhookSubscriptionDoc } from './webhook-subscriptions';

/** Tries subscriptions out. */
@Injectable()
export class WebhookTestEvents {
  constructor(
    private readonly deliveries: WebhookDeliveries,
    private readonly sender: WebhookSender,
    private readonly clock: Clock,
  ) {}

  /** Sends a test event once, at once, past the breaker, and logs it. */
  async send(subscription: WebhookSubscriptionDoc): Promise<WebhookDeliveryDoc> {
    const { _id: subscriptionId, name, url } = subscription;
    const at = this.clock.now();
    const about = { type: WEBHOOK_TEST_EVENT, factId: newId(), subscriptionId, at } as const;
    const _id = deliveryId(about);
    const body = bodyOf(about, { subscriptionId, name });
    const outcome = await this.sender.tryOut(callOf({ _id, body }, subscription));
    if (outcome.kind === 'paused') throw new Error('A trial does not wait for the breaker');
    const attempt = attemptOf(outcome, at, this.clock.now());
    const answer = answerOf(outcome);
    const delivery: WebhookDeliveryDoc = {
      _id,
      ...about,
      keptAt: at,
      state: attempt.problem === null ? 'delivered' : 'failed',
      tries: 1,
      replays: 0,
      attempts: [attempt],
      body,
      url,
      ...(answer !== null && { answer }),
      contactId: null,
    };
    await this.deliveries.documents.insertOne(delivery);
    return delivery;
  }
}
