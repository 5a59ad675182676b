import { Injectable } from '@nestjs/common';
import {
  WEBHOOK_EVENT_FILTERS,
  phrase,
  type CreateWebhookSubscription,
  type WebhookAttempt,
  type WebhookDelivery,
  type WebhookDeliveryDetail,
  type WebhookSubscriptionView,
} from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import {
  WebhookDeliveries,
  WebhookSecrets,
  type WebhookDeliveryDoc,
  type WebhookSubscriptionDoc,
} from '@linkflow/webhooks';
import { EntityNames } from '../catalogue/entity-names';

/** Builds the API's views of webhook subscriptions and their deliveries, and checks what users give. */
@Injectable()
export class WebhookSubscriptionViews {
  constructor(
    private readonly deliveries: WebhookDeliveries,
    private readonly names: EntityNames,
    private readonly secrets: WebhookSecrets,
  ) {}

  async view(subscription: WebhookSubscriptionDoc): Promise<WebhookSubscriptionView> {
    const { _id: id, name, url, types, verdicts, filter, state, gone, pausedUntil } = subscription;
    const [secret, target, pending, failed] = await Promise.all([
      this.names.nameOf('webhook-secret', subscription.secretId),
      filter && this.names.nameOf(filter.kind, filter.id),
      this.deliveries.count(id, 'pending'),
      this.deliveries.count(id, 'failed'),
    ]);
    const isPaused = pausedUntil !== undefined && pausedUntil.getTime() > Date.now();
    return {
      id,
      name,
      url,
      types,
      verdicts,
      filter: filter && target ? { kind: filter.kind, target } : null,
      secret,
      state,
      gone: gone === true,
      pausedUntil: isPaused ? pausedUntil.toISOString() : null,
      createdAt: subscription.createdAt.toISOString(),
      createdBy: subscription.createdBy,
      lastDeliveredAt: subscription.lastDeliveredAt?.toISOString() ?? null,
      pending,
      failed,
    };
  }

  /**
   * @param given the subscription as it would be
   * @throws AppError validation.failed if its secret or the target of its filter does not exist, or if no event could ever match
   */
  async check({
    secretId,
    filter,
    types,
  }: Pick<CreateWebhookSubscription, 'secretId' | 'filter' | 'types'>): Promise<void> {
    const [secret] = await this.secrets.rows([secretId]);
    if (secret?.kind !== 'signing' || secret.deletedAt)
      throw refused('secretId', 'target.missing', {
        en: 'Choose a secret to sign with',
        nb: 'Velg en hemmelighet å signere med',
      });
    if (!filter) return;
    const { missing } = await this.names.nameOf(filter.kind, filter.id);
    if (missing)
      throw refused('filter', 'target.missing', {
        en: 'This does not exist any more. Choose another',
        nb: 'Dette finnes ikke lenger. Velg noe annet',
      });
    if (!types.some((type) => WEBHOOK_EVENT_FILTERS[type].includes(filter.kind)))
      throw refused('filter', 'filter.never-matches', {
        en: 'None of the chosen events has to do with this',
        nb: 'Ingen av de valgte hendelsene har med dette å gjøre',
      });
  }
}

export function deliveryView(delivery: Omit<WebhookDeliveryDoc, 'body' | 'answer'>): WebhookDelivery {
  const { _id: id, type, at, state, tries, attempts, dueAt, replays } = delivery;
  const last = attempts.at(-1);
  return {
    id,
    type,
    at: at.toISOString(),
    state,
    tries,
    lastAttempt: last ? attemptView(last) : null,
    nextAt: dueAt?.toISOString() ?? null,
    replays,
  };
}

export const deliveryDetail = (delivery: WebhookDeliveryDoc): WebhookDeliveryDetail => ({
  ...deliveryView(delivery),
  request:
    delivery.body === undefined || delivery.url === undefined
      ? null
      : { url: delivery.url, body: delivery.body },
  answer: delivery.answer ?? null,
  attempts: delivery.attempts.toReversed().map(attemptView),
});

const attemptView = ({ at, ...attempt }: WebhookDeliveryDoc['attempts'][number]): WebhookAttempt => ({
  ...attempt,
  at: at.toISOString(),
});

const refused = (path: string, code: string, message: { en: string; nb: string }): AppError =>
  new AppError('validation.failed', message.en, { issues: [{ code, path, message: phrase(message) }] });
