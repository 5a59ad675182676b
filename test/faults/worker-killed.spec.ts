import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type {
  CompanyView,
  LinkDetail,
  MailingDetail,
  Page,
  RecipientPage,
  RequestView,
  RunPage,
  ScriptView,
  WorkflowEdit,
} from '@linkflow/contracts';
import {
  Demo,
  signIn,
  startApps,
  testEnvironment,
  until,
  type ApiClient,
  type RunningApps,
} from '../support';

const RUNS = 200;
const SEED = Number(process.env.FAULT_SEED ?? 4242);

const environment = testEnvironment('worker_killed');
let apps: RunningApps;
let api: ApiClient;
let demo: Demo;

beforeAll(async () => {
  // Short leases, so that the test need not wait for the patience that suits a real system.
  apps = await startApps({
    environment,
    seedDemo: true,
    env: { RUN_LEASE_MS: '2000', JOB_LOCK_MS: '2000', RECONCILE_MS: '300' },
  });
  api = await signIn(apps.apiUrl);
  demo = new Demo(api);
}, 120_000);
afterAll(async () => {
  await apps?.stop();
  await environment.dispose();
});

it(`ends every run and makes every effect once when the worker is killed in the middle of ${RUNS} runs (seed ${SEED})`, async () => {
  const { linkId, urls } = await prepare();
  for (let from = 0; from < RUNS; from += 20) {
    await Promise.all(urls.slice(from, from + 20).map((url) => demo.click(url)));
  }

  const random = mulberry32(SEED);
  for (const share of [0.1, 0.35, 0.6]) {
    const target = Math.floor(RUNS * share);
    await until(async () => (await countRuns(linkId, 'succeeded')) >= target, { deadlineMs: 60_000 });
    await sleep(random() * 40);
    const unfinished = RUNS - (await countRuns(linkId, 'succeeded'));
    expect(unfinished, 'the kill must come in the middle').toBeGreaterThan(0);
    await apps.kill('worker', 'SIGKILL');
    await apps.restart('worker');
  }

  await until(async () => (await countRuns(linkId, 'succeeded')) === RUNS, { deadlineMs: 120_000 });
  expect(await countRuns(linkId)).toBe(RUNS);
  const requests = await all<RequestView>('/api/requests?');
  const byRun = new Map<string, number>();
  for (const { source } of requests) {
    if (source.kind === 'run' && source.link.id === linkId)
      byRun.set(source.runId, (byRun.get(source.runId) ?? 0) + 1);
  }
  expect(byRun.size).toBe(RUNS);
  expect([...byRun.values()].every((count) => count === 1)).toBe(true);
}, 240_000);

/** A workflow whose runs take long enough to be caught in the middle, and as many tracked URLs as runs. */
async function prepare(): Promise<{ linkId: string; urls: string[] }> {
  const script = await api.post<ScriptView>('/api/scripts', {
    name: 'Tell til mange',
    source: 'let n = 0; for (let i = 0; i < 150000; i++) n += i; return { n };',
  });
  const link = await api.post<LinkDetail>('/api/links', {
    name: 'Feilprøve',
    url: 'https://example.com/takk',
  });
  const once = { kind: 'every-click' as const };
  const edits: WorkflowEdit[] = [
    {
      op: 'add-node',
      node: {
        id: 'interest',
        type: 'set-interest',
        params: { interestId: await demo.idOf('interest', 'Nyhetsbrev') },
      },
    },
    { op: 'add-node', node: { id: 'script', type: 'run-script', params: { scriptId: script.id } } },
    {
      op: 'add-node',
      node: {
        id: 'request',
        type: 'create-request',
        repeat: once,
        params: {
          title: 'Feilprøve',
          categoryId: await demo.idOf('category', 'Salg'),
          priorityId: await demo.idOf('priority', 'Middels'),
          owner: { kind: 'auto' },
        },
      },
    },
    ...(['click:then:interest', 'interest:next:script', 'script:next:request'] as const).map(
      (wire): WorkflowEdit => {
        const [from = '', port = '', to = ''] = wire.split(':');
        return { op: 'connect', edge: { id: `${from}-${to}`, from: { node: from, port }, to } };
      },
    ),
  ];
  const draft = await api.post<{ revision: number }>(`/api/links/${link.id}/draft/edits`, {
    revision: link.draft.revision,
    edits,
  });
  await api.post(`/api/links/${link.id}/publish`, { revision: draft.revision });

  const company = await api.post<CompanyView>('/api/companies', { name: 'Feilprøve AS' });
  const contactIds: string[] = [];
  for (let n = 0; n < RUNS; n += 1) {
    const contact = await api.post<{ id: string }>('/api/contacts', {
      lastName: `Prøve ${n}`,
      email: `prove${n}@example.no`,
      companyId: company.id,
    });
    contactIds.push(contact.id);
  }
  const mailing = await api.post<MailingDetail>('/api/mailings', {
    name: 'Feilprøve',
    subject: 'Feilprøve',
    html: '<p><a href="https://example.com/takk">Klikk her</a></p>',
  });
  await api.put(`/api/mailings/${mailing.id}/links/0`, { kind: 'library', linkId: link.id });
  await api.post(`/api/mailings/${mailing.id}/recipients`, { contactIds });
  const recipients = await api.get<RecipientPage>(`/api/mailings/${mailing.id}/recipients?pageSize=200`);
  const urls: string[] = [];
  for (const recipient of recipients.items) urls.push(await demo.trackedUrl(recipient, 'Klikk her'));
  return { linkId: link.id, urls };
}

async function countRuns(linkId: string, status?: string): Promise<number> {
  const page = await api.get<RunPage>(
    `/api/runs?linkId=${linkId}&pageSize=1${status ? `&status=${status}` : ''}`,
  );
  return page.total;
}

async function all<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await api.get<Page<T>>(`${path}page=${page}&pageSize=200`);
    items.push(...answer.items);
    if (items.length >= answer.total || answer.items.length === 0) return items;
  }
}

/** A small seeded generator, so that a failing run can be repeated. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
