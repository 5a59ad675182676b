import { Module } from '@nestjs/common';
import { AppError } from '@linkflow/platform';
import {
  WebhookCommandsModule,
  WebhookDeliveries,
  WebhookSubscriptions,
  WebhookTestEvents,
  WebhooksModule,
  type WebhookDeliveryDoc,
} from '@linkflow/webhooks';
import { CatalogueModule } from '../catalogue/catalogue.controller';
import { controllerOf } from '../http/route';
import { changesBetween } from '../ops/audit-changes';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { userRef } from '../session/signed-in-user';
import { WebhookSubscriptionViews, deliveryDetail, deliveryView } from './webhook-subscription-views';

const targetOf = ({ _id: id, name }: { _id: string; name: string }) =>
  ({ kind: 'webhook-subscription', id, name }) as const;

const noDelivery = (): AppError => new AppError('not-found', 'There is no delivery with this id.');

/** @throws AppError not-found */
async function deliveryOf(
  deliveries: WebhookDeliveries,
  { id, deliveryId }: { id: string; deliveryId: string },
): Promise<WebhookDeliveryDoc> {
  const delivery = await deliveries.find(id, deliveryId);
  if (!delivery) throw noDelivery();
  return delivery;
}

/** Subscriptions of other systems to events, and the log of what was sent to them. */
const WebhookSubscriptionsController = controllerOf(
  'webhookSubscriptions',
  [WebhookSubscriptions, WebhookDeliveries, WebhookTestEvents, WebhookSubscriptionViews, AuditLog],
  (subscriptions, deliveries, tests, views, audit) => ({
    list: async () => Promise.all((await subscriptions.list()).map((one) => views.view(one))),
    create: async ({ body, user }) => {
      await views.check(body);
      const created = await audit.record(user, {
        action: 'webhook.subscribe',
        target: { kind: 'webhook-subscription', id: '', name: body.name },
        details: { server: URL.parse(body.url)?.host ?? '', types: body.types },
        act: () => subscriptions.create(body, userRef(user)),
        outcome: (subscription) => ({ target: targetOf(subscription) }),
      });
      return views.view(created);
    },
    get: async ({ params }) => views.view(await subscriptions.get(params.id)),
    update: async ({ params: { id }, body, user }) => {
      const before = await subscriptions.get(id);
      // A subscription whose filter or secret is gone can still be paused and renamed.
      if (body.secretId !== undefined || body.filter !== undefined || body.types !== undefined)
        await views.check({ ...before, ...body });
      const changed = await audit.record(user, {
        action: 'webhook.change-subscription',
        target: targetOf(before),
        changes: changesBetween(before, body),
        act: () => subscriptions.update(id, body),
      });
      return views.view(changed);
    },
    remove: async ({ params: { id }, user }) => {
      await audit.record(user, {
        action: 'webhook.unsubscribe',
        target: targetOf(await subscriptions.get(id)),
        act: () => subscriptions.remove(id),
      });
    },
    test: async ({ params: { id }, user }) => {
      const subscription = await subscriptions.get(id);
      const delivery = await audit.record(user, {
        action: 'webhook.test-subscription',
        target: targetOf(subscription),
        act: () => tests.send(subscription),
        outcome: ({ url, attempts }) => ({
          details: { server: URL.parse(url ?? '')?.host ?? '', status: attempts[0]?.status ?? null },
        }),
      });
      return deliveryDetail(delivery);
    },
    deliveries: async ({ params: { id }, query }) => {
      await subscriptions.get(id);
      const { rows, next } = await deliveries.page(id, query);
      return { items: rows.map(deliveryView), next };
    },
    delivery: async ({ params }) => {
      await subscriptions.get(params.id);
      return deliveryDetail(await deliveryOf(deliveries, params));
    },
    replay: async ({ params, user }) => {
      const subscription = await subscriptions.get(params.id);
      const { type } = await deliveryOf(deliveries, params);
      await audit.record(user, {
        action: 'webhook.replay',
        target: targetOf(subscription),
        details: { delivery: params.deliveryId, type },
        // One that is pending will be sent anyway.
        act: () => deliveries.replay(params.id, params.deliveryId),
      });
      return deliveryDetail(await deliveryOf(deliveries, params));
    },
    replayFailed: async ({ params: { id }, body, user }) => {
      const count = await audit.record(user, {
        action: 'webhook.replay-failed',
        target: targetOf(await subscriptions.get(id)),
        details: body,
        act: () => deliveries.replayFailed(id, body),
        outcome: (replayed) => ({ details: { ...body, count: replayed } }),
      });
      return { count };
    },
  }),
);

@Module({
  imports: [CatalogueModule, WebhooksModule, WebhookCommandsModule, AuditModule],
  controllers: [WebhookSubscriptionsController],
  providers: [WebhookSubscriptionViews],
})
export class WebhookSubscriptionsApiModule {}
