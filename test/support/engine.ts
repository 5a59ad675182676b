import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { catalogue } from '@linkflow/actions';
import type { ClickRecord, LookRecord, WorkflowDocument, WorkflowNode } from '@linkflow/contracts';
import { InterestsService, TaskTypesService } from '@linkflow/crm';
import { Crm } from '@linkflow/crm-port';
import { Batcher, newId } from '@linkflow/platform';
import type { Delivery } from '@linkflow/queues';
import type { StoredRun } from '@linkflow/engine';
import { compileWorkflow } from '@linkflow/workflow';
import type { TestEnvironment } from './environment';
import { sending } from './send-once';

/** A recipient of a mailing. `contactId` is null if the recipient has no contact card. */
export interface Person {
  recipientId: string;
  mailingId: string;
  contactId: string | null;
}

/** A delivery of a job whose worker crashed this often before. */
export const interruptedDelivery = (interrupted: number): Delivery => ({
  interrupted,
  begin: () => Promise.resolve(),
});

/** The worker app in the test's own process, with a real MongoDB and Redis. Tests pass click jobs to it without the queue. */
export class Engine {
  /** Id of the interest that steps of `action` set or remove. `newInterest` replaces it. */
  interestId = '';

  private constructor(
    readonly app: INestApplicationContext,
    readonly connection: Connection,
    /** Processes one job of the clicks queue. */
    readonly deliver: (clicks: ClickRecord[], delivery?: Delivery, looks?: LookRecord[]) => Promise<void>,
  ) {}

  /** Starts the worker. `env` adds to or overrides the settings for tests, which include short leases. */
  static async start(environment: TestEnvironment, env: Record<string, string> = {}): Promise<Engine> {
    const variables = {
      MONGODB_URI: environment.mongoUri,
      REDIS_URL: environment.redisUrl,
      QUEUE_PREFIX: environment.queuePrefix,
      PUBLIC_URL: 'http://localhost:3000',
      CLICK_URL: 'http://localhost:3001',
      LINK_KEYS: `k1:${'5a'.repeat(32)}`,
      LOG_LEVEL: 'silent',
      RUN_LEASE_MS: '1000',
      RECONCILE_MS: '100',
      CLICK_SETTLE_SECONDS: '0',
      ...env,
    };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const { AppModule } = await import('../../apps/worker/src/app.module');
    const { ClicksProcessor } = await import('../../apps/worker/src/processors/clicks.processor');
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    const processor = app.get(ClicksProcessor, { strict: false });
    return new Engine(
      app,
      app.get<Connection>(getConnectionToken()),
      (clicks, delivery = interruptedDelivery(0), looks) =>
        processor.handle({ v: 1, clicks, ...(looks && { looks }) }, delivery),
    );
  }

  stop(): Promise<void> {
    vi.restoreAllMocks();
    return this.app.close();
  }

  async newInterest(): Promise<void> {
    this.interestId = (
      await this.app.get(InterestsService, { strict: false }).create({ name: `Interesse ${newId()}` })
    ).id;
  }

  action(id: string, type = 'set-interest'): WorkflowNode {
    return { id, type, params: { interestId: this.interestId } };
  }

  /** A step that creates a follow-up, with a new task type and a new user. */
  async followUp(id: string): Promise<WorkflowNode> {
    const userId = newId();
    const { id: taskTypeId } = await this.app
      .get(TaskTypesService, { strict: false })
      .create({ name: `Telefon ${newId()}`, kind: 'to-do' });
    await this.put('users', {
      _id: userId,
      name: 'Ingrid Dahl',
      email: `${userId}@example.no`,
      passwordHash: '',
      roles: ['marketer'],
      language: 'nb',
      active: true,
      timeZone: 'Europe/Oslo',
      workday: { from: 8 * 60, to: 16 * 60 },
      sortName: 'ingrid dahl',
      search: ['ingrid dahl'],
      createdAt: new Date(),
    });
    return {
      id,
      type: 'create-follow-up',
      params: {
        kind: 'to-do',
        taskTypeId,
        text: 'Ring',
        createdById: userId,
        assignToOurContact: false,
        defaultRecipientId: null,
        projectId: null,
        durationMinutes: 15,
        dueInDays: 0,
      },
    };
  }

  /** Makes version 1 of a link the live one, so that its runs can be run again. */
  async publishLive(link: string): Promise<void> {
    await this.connection
      .collection<{ _id: string }>('links')
      .updateOne({ _id: link }, { $set: { liveVersion: 1 } });
  }

  clickOf(link: string, { recipientId }: Person, at = Date.now()): ClickRecord {
    return { id: newId(), at, link, recipient: recipientId, version: 1, kind: 'click', run: true };
  }

  /** Creates a published link with a chain of these nodes in its then lane, and a recipient unless one is given. */
  async scene(
    nodes: WorkflowNode[],
    more: { contact?: boolean; person?: Person } = {},
  ): Promise<{ link: string; person: Person }> {
    const link = newId();
    await this.put('links', { _id: link, name: 'Prøve', deletedAt: null });
    await this.publish(link, 1, chain(nodes));
    return { link, person: more.person ?? (await this.person(more.contact)) };
  }

  /** Creates a recipient of a new mailing, with or without a contact card. */
  async person(contact = true): Promise<Person> {
    const contactId = contact ? newId() : null;
    const person: Person = { recipientId: newId(), mailingId: newId(), contactId };
    await this.put('mailings', { _id: person.mailingId, name: 'Prøveutsendelse' });
    if (contactId) {
      await this.put('contacts', {
        _id: contactId,
        name: 'Kari Prøve',
        firstName: 'Kari',
        lastName: 'Prøve',
        country: 'NO',
        fields: {},
        fieldSetAt: {},
        deletedAt: null,
      });
    }
    await this.put('recipients', {
      _id: person.recipientId,
      mailingId: person.mailingId,
      contactId,
      email: 'kari@example.no',
      name: 'Kari Prøve',
      addedAt: new Date(),
      removedAt: null,
    });
    return person;
  }

  async publish(link: string, number: number, document: WorkflowDocument): Promise<void> {
    const url = 'https://example.com/takk';
    // Throws if the document is invalid, so that the test fails here and not in a run.
    compileWorkflow(document, url, catalogue(this.app.get(Crm, { strict: false })));
    await this.put('link_versions', {
      _id: `${link}:${number}`,
      linkId: link,
      number,
      url,
      document,
      layout: { positions: {}, notes: [] },
    });
  }

  async put(collection: string, document: Record<string, unknown> & { _id: string }): Promise<void> {
    const outcome = await this.app.get(Batcher, { strict: false }).insertOnce(collection, document);
    if (outcome !== 'inserted') throw new Error(`${collection} already has a document ${document._id}`);
  }

  /** Stores a run as a crashed worker leaves it: claimed, not ended, with an expired lease. Returns its id. */
  async left(link: string, person: Person, more: Partial<StoredRun>): Promise<string> {
    const { recipientId, mailingId, contactId } = person;
    const now = Date.now();
    const id = more._id ?? newId();
    const run: StoredRun = {
      _id: id,
      trigger: { type: 'click', id, at: new Date(now) },
      subject: { contactId },
      context: { linkId: link, mailingId, recipientId },
      workflow: { owner: link, version: 1 },
      createdAt: new Date(now),
      status: 'running',
      fence: 1,
      rev: 1,
      writeToken: newId(),
      dueAt: new Date(now - 1),
      steps: [],
      ...more,
    };
    await this.put('runs', { ...run });
    return run._id;
  }

  async get(id: string): Promise<StoredRun> {
    const run = await this.connection.collection<StoredRun>('runs').findOne({ _id: id });
    if (!run) throw new Error(`No run ${id}`);
    return run;
  }

  /** Returns the run if it has ended, else undefined. */
  async ended(id: string): Promise<StoredRun | undefined> {
    const run = await this.get(id);
    return ['succeeded', 'failed', 'cancelled'].includes(run.status) ? run : undefined;
  }

  count(collection: string, filter: object): Promise<number> {
    return this.connection.collection(collection).countDocuments(filter);
  }
}

/** Returns a workflow whose then lane is a chain of these nodes. */
export function chain(nodes: WorkflowNode[]): WorkflowDocument {
  const trigger: WorkflowNode = { id: 'click', type: 'click', params: {} };
  const edges = nodes.map((node, index) => ({
    id: `to-${node.id}`,
    from: { node: nodes[index - 1]?.id ?? 'click', port: index === 0 ? 'then' : 'next' },
    to: node.id,
  }));
  return { schemaVersion: 1, nodes: [trigger, ...nodes], edges };
}

/** Starts one engine for all tests of a file and passes it to `started`. Each test has a new interest; mocks are restored after it. */
export function engineForFile(
  environment: TestEnvironment,
  started: (engine: Engine) => void,
  env: Record<string, string> = {},
): void {
  let engine: Engine | undefined;
  beforeAll(async () => {
    engine = await Engine.start(environment, env);
    started(engine);
  });
  beforeEach(() => engine?.newInterest());
  afterEach(() => {
    vi.restoreAllMocks();
    sending.send = () => Promise.resolve();
  });
  afterAll(async () => {
    await engine?.stop();
    await environment.dispose();
  });
}
