import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { INestApplicationContext } from '@nestjs/common';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { ClickRecord, ClicksJob, LookRecord, WorkflowEdit } from '@linkflow/contracts';
import { DraftsService, LinkTokens, LinksRepository, LinksService, PublishingService } from '@linkflow/links';
import { RecipientsRepository } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { queueNames, queuePrefix } from '@linkflow/queues';
import { startApps, type RunningApps, type TestEnvironment } from '../support';
import { INGRID, TEST_LINK_KEYS, linkLibrary } from './links.fixture';

export const MAILING = newId();

/** Headers of each answer to a recipient. */
export const COMMON_HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
  'x-content-type-options': 'nosniff',
};
export const headersOf = (answer: Response): Record<string, string> => Object.fromEntries(answer.headers);

/** A running apps/click, the link library in the test's own process, and access to the queue in which apps/click puts clicks. */
export class ClickScene {
  private constructor(
    readonly apps: RunningApps,
    readonly library: INestApplicationContext,
    private readonly redis: Redis,
    private readonly queue: Queue,
  ) {}

  static async start(environment: TestEnvironment, env: Record<string, string> = {}): Promise<ClickScene> {
    const library = await linkLibrary(environment);
    const apps = await startApps({
      environment,
      only: ['click'],
      env: {
        LINK_KEYS: TEST_LINK_KEYS,
        LOG_LEVEL: 'debug',
        CLICK_BUDGET_MS: '500',
        CLICK_FACTS_BUDGET_MS: '2000',
        ...env,
      },
    });
    const [name = ''] = queueNames('clicks', 1);
    const redis = new Redis(environment.redisUrl, { maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    const queue = new Queue(name, { prefix: queuePrefix(environment.queuePrefix, name), connection: redis });
    queue.on('error', () => undefined);
    return new ClickScene(apps, library, redis, queue);
  }

  async stop(): Promise<void> {
    await this.apps.stop();
    await this.queue.close();
    this.redis.disconnect();
    await this.library.close();
  }

  /** Publishes a link with these edits of its workflow. Without edits it redirects to its URL. */
  async aLink(edits: WorkflowEdit[] = [], url = 'https://example.com/target'): Promise<string> {
    const link = await this.library.get(LinksService).create({ name: 'A link', url }, INGRID);
    let { revision } = link.draft;
    if (edits.length > 0) {
      const edited = await this.library.get(DraftsService).edit(link._id, { revision, edits }, INGRID);
      revision = edited.draft.revision;
    }
    await this.library.get(PublishingService).publish(link._id, { revision }, INGRID);
    return link._id;
  }

  async aRecipient(contact?: Record<string, unknown>): Promise<string> {
    const recipients = this.library.get(RecipientsRepository).documents;
    const _id = newId();
    const contactId = contact ? newId() : null;
    await recipients.insertOne({
      _id,
      mailingId: MAILING,
      contactId,
      email: 'kari@example.com',
      name: 'Kari',
      addedAt: new Date(),
      removedAt: null,
    });
    if (contactId) await this.insert('contacts', { _id: contactId, ...contact });
    return _id;
  }

  async insert(collection: string, document: { _id: string } & Record<string, unknown>): Promise<void> {
    const { documents } = this.library.get(LinksRepository);
    await documents.db.collection<{ _id: string }>(collection).insertOne(document);
  }

  urlOf(linkId: string, recipientId: string = newId()): string {
    return `${this.apps.clickUrl}/c/${this.library.get(LinkTokens).sign('click', linkId, recipientId)}`;
  }

  /** Returns the clicks of each job in the queue, oldest job first. */
  async jobs(): Promise<ClickRecord[][]> {
    return (await this.payloads()).flatMap(({ clicks }) => (clicks.length > 0 ? [clicks] : []));
  }

  /** The looks at a link in the queue, the oldest first. */
  async looksAt(linkId: string): Promise<LookRecord[]> {
    return (await this.payloads()).flatMap(({ looks = [] }) => looks.filter(({ link }) => link === linkId));
  }

  private async payloads(): Promise<ClicksJob[]> {
    const jobs = await this.queue.getJobs(['waiting', 'delayed', 'active', 'prioritized'], 0, -1, true);
    return jobs.map((job: { data: ClicksJob }) => job.data);
  }

  async clicksOn(linkId: string): Promise<ClickRecord[]> {
    return (await this.jobs()).flat().filter((click) => click.link === linkId);
  }
}

/** Sends a GET request (or `init`) with the user agent of a browser. Does not follow redirects. */
export const ask = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { redirect: 'manual', ...init, headers: { 'user-agent': 'Firefox', ...init.headers } });

/** Sends all requests at once on one connection. @returns everything received until the server closes the connection */
export async function pipelined(serverUrl: string, urls: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(serverUrl);
  const socket = connect(Number(port), hostname);
  socket.write(
    urls
      .map((url, index) => {
        const last = index === urls.length - 1 ? 'Connection: close\r\n' : '';
        return `GET ${new URL(url).pathname} HTTP/1.1\r\nHost: ${hostname}\r\n${last}\r\n`;
      })
      .join(''),
  );
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

/** Posts this many bytes, and reads the answer, which may arrive before all bytes are sent. */
export async function postBytes(
  url: string,
  bytes: number,
): Promise<{ status: number | undefined; html: string }> {
  const outgoing = request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': bytes },
  });
  // Ignores the error of an upload that the server refuses: it may close the connection before all bytes are sent.
  outgoing.on('error', () => undefined);
  outgoing.write(Buffer.alloc(bytes, 'a'));
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  let html = '';
  for await (const chunk of response) html += String(chunk);
  outgoing.destroy();
  return { status: response.statusCode, html };
}

/** Sends a request with exactly this path, and reads the beginning of the answer. */
export function askExactly(
  method: string,
  url: string,
  body = '',
): Promise<{ status: number; location: string | undefined }> {
  const { hostname, port } = new URL(url);
  const path = url.slice(url.indexOf('/c/'));
  return new Promise((resolve, reject) => {
    const sent = request({ method, hostname, port, path, agent: false }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, location: answer.headers.location });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
