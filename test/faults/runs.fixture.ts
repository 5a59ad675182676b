import { Queue } from 'bullmq';
import mongoose, { type Connection } from 'mongoose';
import { ROUTES, type ClickRecord, type WorkflowEdit, type WorkflowNode } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { JOBS, queueNames, queuePrefix } from '@linkflow/queues';
import {
  Demo,
  signIn,
  startApps,
  testEnvironment,
  until,
  type ApiClient,
  type App,
  type RunningApps,
  type TestEnvironment,
} from '../support';

const NAME = 'Feilprøve';
const ENDED = ['succeeded', 'failed', 'cancelled', 'needs-review'];

/** A recipient of the mailing. */
export interface Target {
  recipientId: string;
  contactId: string;
}

/** A published link. */
export interface Lane {
  linkId: string;
  version: number;
}

/** Runs real workers and adds clicks to their queue in the format of apps/click. */
export class RunLoad {
  private constructor(
    readonly apps: RunningApps,
    readonly api: ApiClient,
    readonly db: Connection,
    readonly demo: Demo,
    readonly people: readonly Target[],
    private readonly queue: Queue,
    private readonly environment: TestEnvironment,
  ) {}

  /** Starts the apps and creates `people` recipients. Leases are shorter than in production, to keep the tests short. */
  static async start(
    name: string,
    people: number,
    env: Record<string, string> = {},
    only: App[] = ['api', 'worker'],
  ): Promise<RunLoad> {
    const environment = testEnvironment(name);
    const short = { RUN_LEASE_MS: '2000', JOB_LOCK_MS: '2000', RECONCILE_MS: '300' };
    const apps = await startApps({
      environment,
      only,
      seedDemo: true,
      env: { ...short, ...env },
    });
    const db = await mongoose.createConnection(environment.mongoUri).asPromise();
    const [clicks = ''] = queueNames('clicks', 1);
    const queue = new Queue(clicks, {
      prefix: queuePrefix(environment.queuePrefix, clicks),
      connection: { url: environment.redisUrl },
      skipVersionCheck: true,
    });
    const api = await signIn(apps.apiUrl);
    const targets = await somePeople(api, db, people);
    return new RunLoad(apps, api, db, new Demo(api), targets, queue, environment);
  }

  async stop(): Promise<void> {
    await this.apps.stop();
    await this.queue.close();
    await this.db.close();
    await this.environment.dispose();
  }

  /** Publishes a link whose then lane is a chain of these nodes. `ports` names the port after a node; the default is `next`. */
  async publish(nodes: WorkflowNode[], ports: Record<string, string> = {}): Promise<Lane> {
    const link = await this.api.call(ROUTES.links.create, {
      body: {
        name: NAME,
        url: 'https://example.com/takk',
      },
    });
    const edits = nodes.flatMap((node, index): WorkflowEdit[] => {
      const before = nodes[index - 1]?.id;
      const from = before ? { node: before, port: ports[before] ?? 'next' } : { node: 'click', port: 'then' };
      return [
        { op: 'add-node', node },
        { op: 'connect', edge: { id: `to-${node.id}`, from, to: node.id } },
      ];
    });
    const draft = await this.api.call(ROUTES.workflows.editDraft, {
      params: { id: link.id },
      body: {
        revision: link.draft.revision,
        edits,
      },
    });
    const { number } = await this.api.call(ROUTES.workflows.publish, {
      params: { id: link.id },
      body: {
        revision: draft.revision,
      },
    });
    return { linkId: link.id, version: number };
  }

  /** Returns three nodes: set an interest, run a slow script, create a request. The script has no effect outside its run. */
  async threeSteps(): Promise<WorkflowNode[]> {
    return [
      await this.interest('interest', 'set-interest'),
      await this.slowScript('script', 150_000),
      await this.request('request'),
    ];
  }

  async interest(id: string, type: 'set-interest' | 'remove-interest'): Promise<WorkflowNode> {
    return { id, type, params: { interestId: await this.demo.idOf('interest', 'Nyhetsbrev') } };
  }

  async slowScript(id: string, rounds: number): Promise<WorkflowNode> {
    const source = `let n = 0; for (let i = 0; i < ${rounds}; i++) n += i; return { n };`;
    const script = await this.api.call(ROUTES.scripts.create, {
      body: {
        name: `Tell til ${rounds} ${newId()}`,
        source,
      },
    });
    return { id, type: 'run-script', params: { scriptId: script.id } };
  }

  async request(id: string): Promise<WorkflowNode> {
    return {
      id,
      type: 'create-request',
      repeat: { kind: 'every-click' },
      params: {
        title: NAME,
        categoryId: await this.demo.idOf('category', 'Salg'),
        priorityId: await this.demo.idOf('priority', 'Middels'),
        owner: { kind: 'auto' },
      },
    };
  }

  clickOf({ linkId, version }: Lane, { recipientId }: Target, at = Date.now()): ClickRecord {
    return { id: newId(), at, link: linkId, recipient: recipientId, version, kind: 'click', run: true };
  }

  /** Adds clicks to the queue, `perJob` in each job. */
  async feed(clicks: readonly ClickRecord[], perJob = 1): Promise<void> {
    const jobs = [];
    for (let from = 0; from < clicks.length; from += perJob) {
      const data = { v: 1, clicks: clicks.slice(from, from + perJob) };
      jobs.push({ name: 'clicks', data, opts: JOBS.clicks.options });
    }
    await this.queue.addBulk(jobs);
  }

  /** Number of runs of a link, optionally with a status. */
  runs(linkId: string, status?: string): Promise<number> {
    return this.db
      .collection('runs')
      .countDocuments({ 'context.linkId': linkId, ...(status !== undefined && { status }) });
  }

  /** Waits until `count` runs of a link have ended; returns their number by status. */
  async ended(linkId: string, count: number, deadlineMs: number): Promise<Record<string, number>> {
    const runs = this.db.collection('runs');
    let last = 0;
    await until(
      async () => {
        last = await runs.countDocuments({ 'context.linkId': linkId, status: { $in: ENDED } });
        return last >= count;
      },
      { deadlineMs, everyMs: 50, what: `the end of ${count} runs` },
    ).catch((cause: unknown) => {
      throw new Error(`Of ${count} runs ${last} have ended`, { cause });
    });
    const groups = await runs
      .aggregate<{ _id: string; n: number }>([
        { $match: { 'context.linkId': linkId } },
        { $group: { _id: '$status', n: { $sum: 1 } } },
      ])
      .toArray();
    return Object.fromEntries(groups.map(({ _id, n }) => [_id, n]));
  }

  /** Number of runs of a link that created requests, and the maximum number of requests per run. */
  async requests(linkId: string): Promise<{ runs: number; most: number }> {
    const groups = await this.db
      .collection('requests')
      .aggregate<{ _id: string; n: number }>([
        { $match: { 'source.linkId': linkId } },
        { $group: { _id: '$source.runId', n: { $sum: 1 } } },
      ])
      .toArray();
    return { runs: groups.length, most: Math.max(0, ...groups.map(({ n }) => n)) };
  }
}

/** Inserts contacts that are recipients directly into MongoDB: with calls of the API it would take longer than the test. */
async function somePeople(api: ApiClient, db: Connection, count: number): Promise<Target[]> {
  const mailing = await api.call(ROUTES.mailings.create, { body: { name: NAME, subject: NAME } });
  const now = new Date();
  const people = Array.from({ length: count }, (_, n) => ({ contactId: newId(), recipientId: newId(), n }));
  await db.collection<{ _id: string }>('contacts').insertMany(
    people.map(({ contactId, n }) => ({
      _id: contactId,
      firstName: 'Prøve',
      lastName: `Person ${n}`,
      name: `Prøve Person ${n}`,
      search: `prøve person ${n}`,
      email: `prove${n}@example.no`,
      country: 'NO',
      fields: {},
      fieldSetAt: {},
      deletedAt: null,
      createdAt: now,
      updatedAt: now,
    })),
  );
  await db.collection<{ _id: string }>('recipients').insertMany(
    people.map(({ contactId, recipientId, n }) => ({
      _id: recipientId,
      mailingId: mailing.id,
      contactId,
      email: `prove${n}@example.no`,
      name: `Prøve Person ${n}`,
      addedAt: now,
      removedAt: null,
    })),
  );
  return people;
}
