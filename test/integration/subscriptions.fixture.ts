import { mongo } from 'mongoose';
import { afterAll, beforeAll } from 'vitest';
import { ROUTES, type Language } from '@linkflow/contracts';
import { addressKey } from '@linkflow/crm-port';
import { LinkTokens, deriveKeys } from '@linkflow/links';
import { BounceAddresses } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { choosePorts } from '../../scripts/lib/ports.mjs';
import {
  signIn,
  startApps,
  testEnvironment,
  until,
  type ApiClient,
  type RunningApps,
  type TestEnvironment,
} from '../support';
import { deliverReport, deliveryReport } from '../support/delivery-reports';
import { TEST_LINK_KEYS } from './links.fixture';

export const BOUNCE_DOMAIN = 'bounces.example.com';
export const tokens = new LinkTokens(deriveKeys([{ id: 1, secret: Buffer.from('5a'.repeat(32), 'hex') }]));

/** All apps with two subscription types, and recipients of mailings. Reports of mail servers are delivered by SMTP. */
export class SubscriptionScene {
  private counter = 0;

  private constructor(
    readonly apps: RunningApps,
    readonly api: ApiClient,
    private readonly client: mongo.MongoClient,
    private readonly smtpPort: number,
    readonly newsletter: string,
    readonly offers: string,
  ) {}

  static async start(environment: TestEnvironment): Promise<SubscriptionScene> {
    const smtpPort = (await choosePorts({ smtp: undefined })).smtp ?? 0;
    const apps = await startApps({
      environment,
      seedDemo: true,
      env: {
        LINK_KEYS: TEST_LINK_KEYS,
        BOUNCE_SMTP_PORT: String(smtpPort),
        MAIL_BOUNCE_DOMAIN: BOUNCE_DOMAIN,
        ORGANISATION_NAME: 'Soltun <Energi>',
        ORGANISATION_COLOUR: '#14614b',
      },
    });
    const api = await signIn(apps.apiUrl);
    const type = async (en: string, nb: string): Promise<string> =>
      (await api.call(ROUTES.subscriptionTypes.create, { body: { name: { en, nb } } })).id;
    const newsletter = await type('Newsletter', 'Nyhetsbrev');
    const offers = await type('Offers', 'Tilbud');
    const client = new mongo.MongoClient(environment.mongoUri);
    return new SubscriptionScene(apps, api, client, smtpPort, newsletter, offers);
  }

  async stop(): Promise<void> {
    await this.apps.stop();
    await this.client.close();
  }

  get db(): mongo.Db {
    return this.client.db();
  }

  /** A mailing that was sent to one contact. */
  async aRecipient({
    typeId = this.newsletter,
    test = false,
    language = null,
  }: { typeId?: string | null; test?: boolean; language?: Language | null } = {}) {
    this.counter += 1;
    const email = `kari.${this.counter}@example.no`;
    const contact = await this.api.call(ROUTES.contacts.create, {
      body: { lastName: `Nordmann ${this.counter}`, email, language },
    });
    const [mailingId, id] = [newId(), newId()];
    const { messageId } = bounceNames().namesOf({ recipientId: id, round: 1 }, 'example.com');
    await this.db
      .collection<{ _id: string }>('mailings')
      .insertOne({ _id: mailingId, name: 'Høstbrev', typeId } as never);
    await this.db.collection<{ _id: string }>('recipients').insertOne({
      _id: id,
      mailingId,
      contactId: contact.id,
      email,
      addressKey: addressKey(email),
      name: 'Kari Nordmann',
      addedAt: new Date(),
      removedAt: null,
      delivery: {
        state: 'sent',
        attempts: 1,
        round: 1,
        at: new Date(),
        messageId,
        sentTo: addressKey(email),
      },
      ...(test && { test: true }),
    } as never);
    const url = `${this.apps.clickUrl}/s/${tokens.sign('subscriptions', mailingId, id)}`;
    return { id, mailingId, contactId: contact.id, email, messageId, url };
  }

  /** A type that needs consent, and a recipient of a mailing of it. */
  async needingConsent() {
    const { id: typeId } = await this.api.call(ROUTES.subscriptionTypes.create, {
      body: { name: { en: `Tips ${this.counter}`, nb: `Råd ${this.counter}` }, requiresConsent: true },
    });
    const recipient = await this.aRecipient({ typeId });
    const consentOf = async () =>
      (await this.viewOf(recipient.contactId)).types.find(({ type }) => type.id === typeId)?.consent;
    return { ...recipient, typeId, consentOf };
  }

  viewOf(contactId: string) {
    return this.api.call(ROUTES.subscriptions.get, { params: { id: contactId } });
  }

  /** The types from which a contact is unsubscribed, and `all`. */
  async unsubscribed(contactId: string): Promise<string[]> {
    const { all, types } = await this.viewOf(contactId);
    return [
      ...(all.unsubscribed ? ['all'] : []),
      ...types.filter(({ state }) => state.unsubscribed).map(({ type }) => type.id),
    ];
  }

  async historyOf(contactId: string) {
    const card = await this.api.call(ROUTES.contacts.get, { params: { id: contactId } });
    return card.changes.map(({ kind, target }) => [kind, target.name]);
  }

  /** Delivers a report of a mail server to the worker. */
  deliver(to: string, raw: string): Promise<void> {
    return deliverReport(this.smtpPort, to, raw);
  }
}

/** Starts the scene for a file. */
export function subscriptionsForFile(name: string, started: (scene: SubscriptionScene) => void): void {
  const environment = testEnvironment(name);
  let scene: SubscriptionScene | undefined;
  beforeAll(async () => {
    scene = await SubscriptionScene.start(environment);
    started(scene);
  }, 180_000);
  afterAll(async () => {
    await scene?.stop();
    await environment.dispose();
  });
}

export const page = async (url: string, body?: string, language = 'nb') => {
  const response = await fetch(url, {
    headers: {
      'accept-language': language,
      ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(body !== undefined && { method: 'POST', body }),
  });
  return { status: response.status, html: await response.text(), headers: response.headers };
};

/** The body that a form of a page sends if it is submitted as it is. */
export function formOf(html: string, button: string): string {
  const form = html.match(/<form.*?<\/form>/gs)?.find((text) => text.includes(button)) ?? '';
  const fields = new URLSearchParams();
  for (const input of form.match(/<input[^>]*>/g) ?? []) {
    if (input.includes('checkbox') && !input.includes(' checked')) continue;
    fields.append(/name="([^"]*)"/.exec(input)?.[1] ?? '', /value="([^"]*)"/.exec(input)?.[1] ?? '');
  }
  return fields.toString();
}

/** Waits until the expectations of `check` hold. */
export const eventually = (check: () => Promise<void>) =>
  until(async () => {
    await check();
    return true;
  });

/** The report of a mail provider that a recipient called a message spam (ARF). */
export const complaint = (original?: string): string =>
  deliveryReport({ status: '5.0.0', ...(original !== undefined && { original }) })
    .replace('report-type=delivery-status', 'report-type=feedback-report')
    .replace(
      /message\/delivery-status[\s\S]*?--b/,
      'message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n\r\n--b',
    );

function bounceNames(): BounceAddresses {
  Object.assign(process.env, { LINK_KEYS: TEST_LINK_KEYS, MAIL_BOUNCE_DOMAIN: BOUNCE_DOMAIN });
  return new BounceAddresses();
}

export const bounceAddress = (recipientId: string, round = 1): string =>
  bounceNames().namesOf({ recipientId, round }, 'example.com').sender ?? '';
