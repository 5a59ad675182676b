import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { Queue } from 'bullmq';
import mongoose, { type mongo } from 'mongoose';
import { ROUTES, type WorkflowEdit } from '@linkflow/contracts';
import { LinkKeysConfig, LinkTokens, deriveKeys } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { queueNames, queuePrefix } from '@linkflow/queues';
import {
  Demo,
  signIn,
  startApps,
  startOwnServices,
  testEnvironment,
  until,
  type ApiClient,
  type OwnServices,
  type RunningApps,
} from '../support';

export const LINK_KEYS = `k1:${'5a'.repeat(32)}`;
const NAME = 'Feilprøve';

/** A click that was sent, and the HTTP status of its answer. */
export interface SentClick {
  recipientId: string;
  status: number | 'no answer';
}

/** Runs the three apps on their own MongoDB and Redis. Sends clicks of many contacts on a link that creates one request per click. */
export class ClickLoad {
  private constructor(
    readonly services: OwnServices,
    readonly apps: RunningApps,
    readonly journal: string,
    private readonly client: mongo.MongoClient,
    private readonly queue: Queue,
    private readonly api: ApiClient,
    private readonly linkId: string,
    readonly recipientIds: readonly string[],
  ) {}

  static async start(name: string, recipients: number, env: Record<string, string> = {}): Promise<ClickLoad> {
    const services = await startOwnServices(name);
    const environment = testEnvironment(name, { services });
    const journal = env.JOURNAL_DIR ?? (await mkdtemp(join(tmpdir(), 'faults-journal-')));
    // Leases, locks and the reconciler's interval are shorter than in production, to keep the test short.
    const short = { RUN_LEASE_MS: '2000', JOB_LOCK_MS: '2000', RECONCILE_MS: '300' };
    const apps = await startApps({
      environment,
      seedDemo: true,
      env: { LINK_KEYS, JOURNAL_DIR: journal, ...short, ...env },
    });
    const client = new mongoose.mongo.MongoClient(environment.mongoUri, { serverSelectionTimeoutMS: 5_000 });
    const [clicks = ''] = queueNames('clicks', 1);
    const queue = new Queue(clicks, {
      prefix: queuePrefix(environment.queuePrefix, clicks),
      connection: { url: services.redisUrl },
      skipVersionCheck: true,
    });
    queue.on('error', () => undefined);
    const api = await signIn(apps.apiUrl);
    const linkId = await aLink(api);
    const recipientIds = await someRecipients(api, client.db(), recipients);
    return new ClickLoad(services, apps, journal, client, queue, api, linkId, recipientIds);
  }

  async stop(): Promise<void> {
    await this.apps.stop();
    await this.queue.close();
    await this.client.close();
    await this.services.stop();
    await rm(this.journal, { recursive: true, force: true });
  }

  /**
   * Sends one click per recipient at a steady rate, without waiting for the answers of earlier ones.
   * @param onProgress gets the number of clicks sent so far
   */
  async send(
    recipientIds: readonly string[],
    perSecond: number,
    onProgress: (count: number) => void = () => {},
  ): Promise<SentClick[]> {
    const tokens = new LinkTokens(deriveKeys(LinkKeysConfig.parse({ LINK_KEYS }).LINK_KEYS));
    const answers: Promise<SentClick>[] = [];
    const started = performance.now();
    for await (const _ of setInterval(10)) {
      const due = Math.ceil(((performance.now() - started) / 1_000) * perSecond);
      for (const recipientId of recipientIds.slice(answers.length, due)) {
        const url = `${this.apps.clickUrl}/c/${tokens.sign('click', this.linkId, recipientId)}`;
        answers.push(
          fetch(url, { redirect: 'manual', headers: { 'user-agent': 'Firefox' } }).then(
            ({ status }) => ({ recipientId, status }),
            () => ({ recipientId, status: 'no answer' as const }),
          ),
        );
      }
      onProgress(answers.length);
      if (answers.length >= recipientIds.length) break;
    }
    return Promise.all(answers);
  }

  /** Returns the number of clicks or runs of the link, by recipient. */
  async recordedOf(what: 'clicks' | 'runs'): Promise<Map<string, number>> {
    const prefix = what === 'runs' ? 'context.' : '';
    return this.count(what, { [`${prefix}linkId`]: this.linkId }, `$${prefix}recipientId`);
  }

  /** Returns the number of requests that each run has created, by run. */
  async effectsOfRuns(): Promise<Map<string, number>> {
    return this.count('requests', { 'source.linkId': this.linkId }, '$source.runId');
  }

  /** Returns the numbers of clicks and clickers of the link that the API reports. */
  async totals(): Promise<{ clicks: number; clickers: number } | undefined> {
    const page = await this.api.call(ROUTES.links.list, { query: { q: NAME } });
    const found = page.items.find((item) => item.id === this.linkId);
    return found && { clicks: found.clicks, clickers: found.clickers };
  }

  /** Waits until the journal and the queue are empty and the run of every click has succeeded. */
  async untilIdle(deadlineMs: number): Promise<void> {
    const db = this.client.db();
    let last = '';
    const isIdle = async (): Promise<boolean> => {
      const files = (await this.segments()).length;
      const jobs = await this.queue.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized');
      const [clicks, ended] = await Promise.all([
        db.collection('clicks').countDocuments({ linkId: this.linkId }),
        db.collection('runs').countDocuments({ 'context.linkId': this.linkId, status: 'succeeded' }),
      ]);
      last = `${files} files, ${jobs} jobs, ${clicks} clicks, ${ended} runs ended`;
      return files === 0 && jobs === 0 && clicks === ended;
    };
    await until(isIdle, { deadlineMs, everyMs: 100, what: 'an idle system' }).catch((cause: unknown) => {
      throw new Error(`The system did not become idle: ${last}`, { cause });
    });
  }

  /** Names of the journal's segments. */
  async segments(): Promise<string[]> {
    return (await readdir(this.journal)).filter((name) => name.endsWith('.ndjson'));
  }

  private async count(collection: string, match: object, by: string): Promise<Map<string, number>> {
    const groups = await this.client
      .db()
      .collection(collection)
      .aggregate<{ _id: string; n: number }>([{ $match: match }, { $group: { _id: by, n: { $sum: 1 } } }])
      .toArray();
    return new Map(groups.map(({ _id, n }) => [_id, n]));
  }
}

/** Returns the number of occurrences of each id. */
export function tally(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** Publishes a link that creates one request per click. Returns its id. */
export async function aLink(api: ApiClient): Promise<string> {
  const demo = new Demo(api);
  const link = await api.call(ROUTES.links.create, { body: { name: NAME, url: 'https://example.com/takk' } });
  const edits: WorkflowEdit[] = [
    {
      op: 'add-node',
      node: {
        id: 'request',
        type: 'create-request',
        repeat: { kind: 'every-click' },
        params: {
          title: NAME,
          categoryId: await demo.idOf('category', 'Salg'),
          priorityId: await demo.idOf('priority', 'Middels'),
          owner: { kind: 'auto' },
        },
      },
    },
    { op: 'connect', edge: { id: 'e', from: { node: 'click', port: 'then' }, to: 'request' } },
  ];
  const { revision } = link.draft;
  const draft = await api.call(ROUTES.workflows.editDraft, {
    params: { id: link.id },
    body: {
      revision,
      edits,
    },
  });
  await api.call(ROUTES.workflows.publish, { params: { id: link.id }, body: { revision: draft.revision } });
  return link.id;
}

/** Inserts contacts that are recipients directly into MongoDB: with calls of the API it would take longer than the test. */
export async function someRecipients(api: ApiClient, db: mongo.Db, count: number): Promise<string[]> {
  const mailing = await api.call(ROUTES.mailings.create, { body: { name: NAME, subject: NAME } });
  const now = new Date();
  const people = Array.from({ length: count }, (_, n) => ({ contact: newId(), recipient: newId(), n }));
  await db.collection<{ _id: string }>('contacts').insertMany(
    people.map(({ contact, n }) => ({
      _id: contact,
      firstName: 'Prøve',
      lastName: `Person ${n}`,
      name: `Prøve Person ${n}`,
      search: `prøve person ${n}`,
      email: `prove${n}@example.no`,
      fields: {},
      fieldSetAt: {},
      createdAt: now,
      updatedAt: now,
    })),
  );
  await db.collection<{ _id: string }>('recipients').insertMany(
    people.map(({ contact, recipient, n }) => ({
      _id: recipient,
      mailingId: mailing.id,
      contactId: contact,
      email: `prove${n}@example.no`,
      name: `Prøve Person ${n}`,
      addedAt: now,
      removedAt: null,
    })),
  );
  return people.map((one) => one.recipient);
}
