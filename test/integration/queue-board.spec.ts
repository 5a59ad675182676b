import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ROUTES } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { queueNames, queuePrefix } from '@linkflow/queues';
import { DEMO_USER, signIn, testEnvironment, type ApiClient } from '../support';
import { startApi } from './api.fixture';

const environment = testEnvironment('queue_board');
const BOARD = '/api/ops/queues';
const REPAIR_BOARD = '/api/ops/queues/repair';
const [clicksQueue = ''] = queueNames('clicks', 1);

let app: NestFastifyApplication;
let url: string;
let admin: ApiClient;
let ops: ApiClient;
let marketer: ApiClient;
let queue: Queue;

beforeAll(async () => {
  ({ app, url } = await startApi(environment, { SEED_DEMO: 'true' }));
  admin = await signIn(url, DEMO_USER);
  ops = await signIn(url, { ...DEMO_USER, email: 'ola@example.no' });
  marketer = await signIn(url, { ...DEMO_USER, email: 'kari@example.no' });
  queue = new Queue(clicksQueue, {
    prefix: queuePrefix(environment.queuePrefix, clicksQueue),
    connection: { url: environment.redisUrl },
  });
}, 120_000);
afterAll(async () => {
  await queue?.close();
  await app?.close();
  await environment.dispose();
});

const page = (path: string, cookie = ''): Promise<Response> =>
  fetch(url + path, { headers: { cookie, accept: 'text/html' } });

describe('the queue board', () => {
  it.each([BOARD, `${BOARD}/`, `${BOARD}/api/queues`, `${BOARD}/static/css/none.css`, REPAIR_BOARD])(
    '%s requires a session',
    async (path) => {
      const answer = await page(path);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: 'session.required' });
    },
  );

  it('is denied to marketers', async () => {
    const answer = await page(BOARD, marketer.cookie);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'access.denied' });
  });

  it('is served to ops, with all assets from our own origin', async () => {
    const answer = await page(BOARD, ops.cookie);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/html');
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("base-uri 'self'");
    const html = await answer.text();
    expect(html).toContain(`<base href="${BOARD}/" />`);
    const [script = ''] = /static\/js\/main\.[^"]+/.exec(html) ?? [];
    const file = await page(`${BOARD}/${script}`, ops.cookie);
    expect(file.status).toBe(200);
    expect(file.headers.get('content-type')).toContain('javascript');
  });

  it('leaves the content security policy of other pages unchanged', async () => {
    const answer = await page('/api/ops/overview', ops.cookie);
    expect(answer.headers.get('content-security-policy')).toContain("base-uri 'none'");
  });

  it('lists every queue with its jobs', async () => {
    await queue.add('clicks', { v: 1, clicks: [] });
    const { body } = await ops.send('GET', `${BOARD}/api/queues`);
    const { queues } = body as {
      queues: { name: string; readOnlyMode: boolean; counts: Record<string, number> }[];
    };
    expect(queues.map(({ name }) => name)).toEqual(expect.arrayContaining([clicksQueue, 'runs-0']));
    expect(queues.every(({ readOnlyMode }) => readOnlyMode)).toBe(true);
    expect(queues.find(({ name }) => name === clicksQueue)?.counts).toMatchObject({ waiting: 1 });
  });

  it('is read-only for ops, and for admins on the read-only board', async () => {
    const { id } = await queue.add('clicks', { v: 1, clicks: [] }, { delay: 3_600_000 });
    for (const who of [ops, admin]) {
      const put = await who.send('PUT', `${BOARD}/api/queues/${clicksQueue}/${id}/promote`);
      expect(put.status).toBe(403);
    }
    expect((await ops.send('GET', REPAIR_BOARD)).status).toBe(403);
    expect((await ops.send('PUT', `${REPAIR_BOARD}/api/queues/${clicksQueue}/${id}/promote`)).status).toBe(
      403,
    );
    expect(await queue.getDelayedCount()).toBe(1);
  });

  it('lets admins retry jobs and lets no role remove one', async () => {
    const { id } = await queue.add('clicks', { v: 1, clicks: [] }, { delay: 3_600_000, jobId: newId() });
    const job = `${REPAIR_BOARD}/api/queues/${clicksQueue}/${id}`;
    expect((await admin.send('PUT', `${job}/clean`)).status).toBe(403);
    expect((await admin.send('PUT', `${REPAIR_BOARD}/api/queues/${clicksQueue}/obliterate`)).status).toBe(
      403,
    );
    expect((await admin.send('PUT', `${job}/promote`)).status).toBe(204);
    expect(await queue.getJobState(String(id))).toBe('waiting');
    const { items } = await admin.call(ROUTES.ops.audit, { query: { pageSize: 5, action: 'queue.' } });
    expect(items).toMatchObject([
      {
        action: 'queue.repair',
        by: { name: 'Ingrid Dahl' },
        target: { kind: 'queue', id: clicksQueue },
        details: { note: `${id} promote` },
      },
    ]);
  });

  it('refuses requests of other sites', async () => {
    const answer = await fetch(`${url}${REPAIR_BOARD}/api/queues/${clicksQueue}/promote`, {
      method: 'PUT',
      headers: { cookie: admin.cookie, 'sec-fetch-site': 'cross-site' },
    });
    expect(answer.status).toBe(403);
  });
});
