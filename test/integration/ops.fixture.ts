import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Connection } from 'mongoose';
import {
  ROUTES,
  type ClickRecord,
  type RunDetail,
  type WorkflowDocument,
  type WorkflowNode,
} from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';
import type { StoredRun } from '@linkflow/engine';
import { DEMO_USER, signIn, until, type ApiClient, type TestEnvironment } from '../support';
import { startApi } from './api.fixture';

export const OPS_ENV = { RUN_LEASE_MS: '1000', RECONCILE_MS: '100' };

/** A contact who is a recipient of a mailing. */
export interface Person {
  recipientId: string;
  mailingId: string;
  contactId: string;
}

/** Writes test data for the tests of ops directly to MongoDB, enqueues clicks, and reads the resulting state. */
export class OpsScene {
  constructor(
    readonly connection: Connection,
    private readonly jobs: () => JobProducer,
  ) {}

  /** Creates a published link whose then lane is a chain of these nodes. */
  async link(nodes: WorkflowNode[], name = 'Prøve'): Promise<string> {
    const link = newId();
    await this.put('links', { _id: link, name, deletedAt: null });
    await this.publish(link, 1, nodes);
    return link;
  }

  async publish(link: string, number: number, nodes: WorkflowNode[]): Promise<void> {
    await this.put('link_versions', {
      _id: `${link}:${number}`,
      linkId: link,
      number,
      url: 'https://example.com/takk',
      document: chain(nodes),
      layout: { positions: {}, notes: [] },
    });
    await this.connection
      .collection<{ _id: string }>('links')
      .updateOne({ _id: link }, { $set: { liveVersion: number } });
  }

  async person(): Promise<Person> {
    const person = { recipientId: newId(), mailingId: newId(), contactId: newId() };
    await this.put('mailings', { _id: person.mailingId, name: 'Prøveutsendelse' });
    await this.put('contacts', {
      _id: person.contactId,
      name: 'Kari Prøve',
      firstName: 'Kari',
      lastName: 'Prøve',
      country: 'NO',
      fields: {},
      fieldSetAt: {},
      deletedAt: null,
    });
    await this.put('recipients', {
      _id: person.recipientId,
      mailingId: person.mailingId,
      contactId: person.contactId,
      email: 'kari@example.no',
      name: 'Kari Prøve',
      addedAt: new Date(),
      removedAt: null,
    });
    return person;
  }

  /** Enqueues clicks as apps/click does. Returns the ids of their runs. */
  async click(
    link: string,
    people: readonly Person[],
    { version = 1, answer }: Partial<Pick<ClickRecord, 'version' | 'answer'>> = {},
  ): Promise<string[]> {
    const clicks = people.map(({ recipientId: recipient }): ClickRecord => ({
      id: newId(),
      at: Date.now(),
      link,
      recipient,
      version,
      kind: 'click',
      run: true,
      ...(answer && { answer }),
    }));
    await this.jobs().add('clicks', { v: 1, clicks });
    return clicks.map((click) => click.id);
  }

  /** Enqueues a click and waits until its run has this status. Returns the run. */
  async run(link: string, status: StoredRun['status'], person?: Person): Promise<StoredRun> {
    const [id = ''] = await this.click(link, [person ?? (await this.person())]);
    return this.waitForStatus(id, status);
  }

  waitForStatus(id: string, status: StoredRun['status']): Promise<StoredRun> {
    return until(
      async () => {
        const run = await this.get(id);
        return run.status === status && run;
      },
      { what: `run ${id} that is ${status}` },
    );
  }

  /** Waits until this number of the link's runs have the status. */
  async all(link: string, status: StoredRun['status'], runs: number): Promise<void> {
    await until(async () => (await this.count('runs', { 'context.linkId': link, status })) === runs, {
      what: `${runs} runs that are ${status}`,
      deadlineMs: 30_000,
    });
  }

  async get(id: string): Promise<StoredRun> {
    const run = await this.connection.collection<StoredRun>('runs').findOne({ _id: id });
    if (!run) throw new Error(`No run ${id}`);
    return run;
  }

  count(collection: string, filter: object): Promise<number> {
    return this.connection.collection(collection).countDocuments(filter);
  }

  /** Returns the number of entries in the history of the contact's card. Each effect adds one. */
  effects({ contactId }: Person): Promise<number> {
    return this.count('changes', { contactId });
  }

  /** Writes a run of a click directly to MongoDB. Returns its id. */
  async putRun(link: string, person: Person, more: Partial<StoredRun>): Promise<string> {
    const id = newId();
    const { contactId, mailingId, recipientId } = person;
    const run: StoredRun = {
      _id: id,
      trigger: { type: 'click', id, at: new Date() },
      subject: { contactId },
      context: { linkId: link, mailingId, recipientId },
      workflow: { owner: link, version: 1 },
      createdAt: new Date(),
      status: 'queued',
      fence: 1,
      rev: 1,
      writeToken: newId(),
      steps: [],
      ...more,
    };
    await this.put('runs', { ...run });
    return id;
  }

  async put(collection: string, document: Record<string, unknown> & { _id: string }): Promise<void> {
    await this.connection.collection<{ _id: string }>(collection).insertOne(document);
  }
}

/** The api and a worker in this process, clients for users of the demo, and test data. */
export interface Ops {
  api: NestFastifyApplication;
  worker: INestApplicationContext;
  admin: ApiClient;
  ops: ApiClient;
  marketer: ApiClient;
  viewer: ApiClient;
  scene: OpsScene;
  close(): Promise<void>;
}

export async function startOps(environment: TestEnvironment): Promise<Ops> {
  const { app: api, url } = await startApi(environment, { SEED_DEMO: 'true', ...OPS_ENV });
  const { AppModule } = await import('../../apps/worker/src/app.module');
  const worker = await NestFactory.createApplicationContext(AppModule, { logger: false });
  const as = (email: string): Promise<ApiClient> => signIn(url, { ...DEMO_USER, email });
  const [admin, ops, marketer, viewer] = await Promise.all(
    ['ingrid', 'ola', 'kari', 'sara'].map((name) => as(`${name}@example.no`)),
  );
  if (!admin || !ops || !marketer || !viewer) throw new Error('The demo lacks one of its users');
  const jobs = (): JobProducer => worker.get(JobProducer, { strict: false });
  return {
    api,
    worker,
    admin,
    ops,
    marketer,
    viewer,
    scene: new OpsScene(worker.get<Connection>(getConnectionToken()), jobs),
    async close() {
      await worker.close();
      await api.close();
    },
  };
}

/** An interest. A step that sets it fails after `retire` (soft delete) and succeeds again after `restore`. */
export class Interest {
  private constructor(
    private readonly api: ApiClient,
    readonly id: string,
  ) {}

  static async create(api: ApiClient): Promise<Interest> {
    const { id } = await api.call(ROUTES.interests.create, { body: { name: `Interesse ${newId()}` } });
    return new Interest(api, id);
  }

  /** Returns a step that sets this interest. */
  step(id: string, more: Partial<WorkflowNode> = {}): WorkflowNode {
    return { id, type: 'set-interest', params: { interestId: this.id }, ...more };
  }

  retire = (): Promise<void> => this.api.call(ROUTES.interests.retire, { params: { id: this.id } });
  restore = (): Promise<unknown> => this.api.call(ROUTES.interests.restore, { params: { id: this.id } });
}

export const statusOf = async (api: ApiClient, path: string, body?: unknown): Promise<[number, string?]> => {
  const answer = await api.send('POST', path, body);
  const { code } = answer.body as { code?: string };
  return code === undefined ? [answer.status] : [answer.status, code];
};

export const stepsOf = (run: Pick<RunDetail, 'steps'> | StoredRun): Record<string, string> =>
  Object.fromEntries(run.steps.map((step) => [step.nodeId, step.status]));

function chain(nodes: WorkflowNode[]): WorkflowDocument {
  const trigger: WorkflowNode = { id: 'click', type: 'click', params: {} };
  const edges = nodes.map((node, index) => ({
    id: `to-${node.id}`,
    from: { node: nodes[index - 1]?.id ?? 'click', port: index === 0 ? 'then' : 'next' },
    to: node.id,
  }));
  return { schemaVersion: 1, nodes: [trigger, ...nodes], edges };
}
