import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { ROUTES } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { about, aName, nothing, type Case, type WriteScene } from './audit-of-writes.fixture';

/** Cases of the routes that write webhook subscriptions and their deliveries. */
export const webhookWriteCases = (scene: WriteScene): Case[] => {
  const { webhookSubscriptions: routes } = ROUTES;
  const aSubscription = async () => {
    const { secret } = await scene.api.call(ROUTES.webhookSecrets.create, {
      body: { kind: 'signing', name: aName() },
    });
    return scene.api.call(routes.create, {
      body: {
        name: 'Fjelltopp',
        // The default of tests allows no such server, so nothing is sent.
        url: 'http://127.0.0.1:8080/events',
        types: ['click.recorded'],
        secretId: secret.id,
      },
    });
  };
  const aFailedDelivery = async () => {
    const { id } = await aSubscription();
    const [factId, now] = [newId(), new Date()];
    const deliveryId = `${factId}-click-recorded-${id}`;
    await scene.app
      .get<Connection>(getConnectionToken())
      .collection<{ _id: string }>('webhook_deliveries')
      .insertOne({
        _id: deliveryId,
        subscriptionId: id,
        type: 'click.recorded',
        factId,
        at: now,
        keptAt: now,
        state: 'failed',
        tries: 14,
        replays: 0,
        attempts: [],
        contactId: null,
      } as never);
    return { id, deliveryId };
  };
  return [
    about(routes.create, nothing, aSubscription, {
      action: 'webhook.subscribe',
      details: { server: '127.0.0.1:8080', types: ['click.recorded'] },
    }),
    about(
      routes.update,
      aSubscription,
      ({ id }) => scene.api.call(routes.update, { params: { id }, body: { name: 'Nytt', state: 'paused' } }),
      {
        action: 'webhook.change-subscription',
        changes: ['name: Fjelltopp → Nytt', 'state: active → paused'],
      },
    ),
    about(routes.remove, aSubscription, ({ id }) => scene.api.call(routes.remove, { params: { id } }), {
      action: 'webhook.unsubscribe',
    }),
    about(routes.test, aSubscription, ({ id }) => scene.api.call(routes.test, { params: { id } }), {
      action: 'webhook.test-subscription',
      details: { server: '127.0.0.1:8080', status: null },
    }),
    about(routes.replay, aFailedDelivery, (params) => scene.api.call(routes.replay, { params }), {
      action: 'webhook.replay',
      details: { type: 'click.recorded' },
    }),
    about(
      routes.replayFailed,
      aFailedDelivery,
      ({ id }) => scene.api.call(routes.replayFailed, { params: { id }, body: {} }),
      { action: 'webhook.replay-failed', details: { count: 1 } },
    ),
  ];
};
