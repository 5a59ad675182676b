import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach } from 'vitest';
import { WebhookEvent, type ClickRecord, type CreateWebhookSubscription } from '@linkflow/contracts';
import {
  WebhookDeliveries,
  WebhookSecrets,
  WebhookSubscriptions,
  type WebhookDeliveryDoc,
  type WebhookSubscriptionDoc,
} from '@linkflow/webhooks';
import { newId } from '@linkflow/platform';
import { startWebhookReceiver, until, type TestEnvironment, type WebhookReceiver } from '../support';
import { engineForFile, type Engine, type Person } from '../support/engine';
import type { ReceivedCall } from '../support/webhook-receiver';

/** Most attempts to deliver an event. */
export const ATTEMPTS = 3;

interface Started {
  engine: Engine;
  subscribing: Subscribing;
  receiver: WebhookReceiver;
}

/** Starts a worker for a file, and for each test a receiver of its own, because breakers are per server. */
export function subscribingForFile(environment: TestEnvironment, started: (started: Started) => void): void {
  let engine: Engine;
  let subscribing: Subscribing;
  let receiver: WebhookReceiver;
  engineForFile(
    environment,
    (one) => {
      engine = one;
      subscribing = new Subscribing(engine);
    },
    {
      OUTBOUND_ALLOW: '127.0.0.1/32',
      // Short, because one receiver hangs; long enough for one that answers on a busy machine.
      OUTBOUND_CONNECT_MS: '2000',
      OUTBOUND_ANSWER_MS: '2000',
      OUTBOUND_TOTAL_MS: '3000',
      WEBHOOK_ATTEMPTS: String(ATTEMPTS),
      WEBHOOK_RETRY_MS: '100',
    },
  );
  beforeEach(async () => {
    receiver = await startWebhookReceiver();
    started({ engine, subscribing, receiver });
  });
  afterEach(async () => {
    await subscribing.end();
    await receiver.stop();
  });
}

/** A link whose clicks set an interest, and a recipient. */
interface Scene {
  link: string;
  person: Person;
}

/** Subscriptions to the events of a worker, and what becomes of the events. */
export class Subscribing {
  readonly subscriptions: WebhookSubscriptions;
  readonly deliveries: WebhookDeliveries;
  /** Value of the secret with which all calls are signed. */
  secret = '';
  private secretId = '';

  constructor(private readonly engine: Engine) {
    this.subscriptions = engine.app.get(WebhookSubscriptions, { strict: false });
    this.deliveries = engine.app.get(WebhookDeliveries, { strict: false });
  }

  /** Subscribes a receiver to clicks, unless `more` says otherwise. Returns when the worker knows of it. */
  async to(
    receiver: WebhookReceiver,
    more: Partial<CreateWebhookSubscription> = {},
  ): Promise<WebhookSubscriptionDoc> {
    if (this.secretId === '') {
      const secrets = this.engine.app.get(WebhookSecrets, { strict: false });
      const { secret, value } = await secrets.create({ kind: 'signing', name: newId() });
      [this.secretId, this.secret] = [secret.id, value ?? ''];
    }
    const created = await this.subscriptions.create(
      {
        name: 'Mottaker',
        url: `${receiver.url}/events`,
        types: ['click.recorded'],
        verdicts: ['human'],
        filter: null,
        secretId: this.secretId,
        state: 'active',
        ...more,
      },
      { id: newId(), name: 'Ada' },
    );
    await until(async () => (await this.subscriptions.active()).some(({ _id }) => _id === created._id));
    return created;
  }

  scene(): Promise<Scene> {
    return this.engine.scene([this.engine.action('interest')]);
  }

  clickOf({ link, person }: Scene, more: Partial<ClickRecord> = {}): ClickRecord {
    return { ...this.engine.clickOf(link, person), ...more };
  }

  /** Records one click, and returns it. */
  async click(more: Partial<ClickRecord> = {}): Promise<ClickRecord> {
    const record = this.clickOf(await this.scene(), more);
    await this.engine.deliver([record]);
    return record;
  }

  /** Deletes all subscriptions. Returns when the worker knows of it. */
  async end(): Promise<void> {
    for (const { _id } of await this.subscriptions.list()) await this.subscriptions.remove(_id);
    await until(async () => (await this.subscriptions.active()).length === 0);
  }

  log({ _id }: WebhookSubscriptionDoc): Promise<WebhookDeliveryDoc[]> {
    return this.deliveries.documents.find({ subscriptionId: _id }).sort({ _id: 1 }).toArray();
  }

  /** The deliveries of a subscription, when there are `count` and none is pending. */
  ended(subscription: WebhookSubscriptionDoc, count = 1): Promise<WebhookDeliveryDoc[]> {
    return until(
      async () => {
        const log = await this.log(subscription);
        return log.length === count && log.every(({ state }) => state !== 'pending') && log;
      },
      { deadlineMs: 60_000, what: 'the end of the deliveries' },
    );
  }

  /** The event of a call. Fails if its signature or its fields are wrong. */
  eventOf(call: ReceivedCall | undefined): WebhookEvent {
    const body: unknown = new Webhook(this.secret).verify(
      call?.body ?? '',
      call?.headers as Record<string, string>,
    );
    return WebhookEvent.parse(body);
  }
}

/** The ids of the calls, in their order. */
export const idsOf = ({ calls }: WebhookReceiver): unknown[] =>
  calls.map(({ headers }) => headers['webhook-id']);
