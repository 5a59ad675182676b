import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import type { WorkflowNode } from '@linkflow/contracts';
import type { StoredRun } from '@linkflow/engine';
import { REDIS } from '@linkflow/platform';
import { WebhookSecrets } from '@linkflow/webhooks';
import type { Redis } from 'ioredis';
import { startWebhookReceiver, testEnvironment, until, type WebhookReceiver } from '../support';
import { engineForFile, type Engine } from '../support/engine';

const environment = testEnvironment('webhooks');
let engine: Engine;
let receiver: WebhookReceiver;
/** A server that no call may reach: it stands for one inside the network. */
let inside: WebhookReceiver;

engineForFile(environment, (started) => (engine = started), {
  OUTBOUND_ALLOW: '127.0.0.1/32',
  // Short, because one receiver hangs; long enough for one that answers on a busy machine.
  OUTBOUND_CONNECT_MS: '1500',
  OUTBOUND_ANSWER_MS: '1500',
  OUTBOUND_TOTAL_MS: '2500',
});
beforeAll(async () => void (inside = await startWebhookReceiver()));
afterAll(() => inside.stop());
// A receiver of its own for each test, because breakers are per server.
beforeEach(async () => void (receiver = await startWebhookReceiver()));
afterEach(() => receiver.stop());

const QUICK = { attempts: 3, backoff: { baseMs: 100, capMs: 100 } };

const hook = (params: Record<string, unknown> = {}, more: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id: 'hook',
  type: 'call-webhook',
  params: { url: `${receiver.url}/in`, body: '{"name":"{{contact.name}}"}', ...params },
  policy: QUICK,
  ...more,
});
const SCORE = { answer: [{ name: 'score', path: 'score', type: 'number' }] };

/** Starts a run of these steps. @returns its id */
async function start(...nodes: WorkflowNode[]): Promise<string> {
  const { link, person } = await engine.scene(nodes);
  const click = engine.clickOf(link, person);
  await engine.deliver([click]);
  return click.id;
}

const ended = (id: string): Promise<StoredRun> => until(() => engine.ended(id));
const outcomes = (run: StoredRun) => run.steps[0]?.attempts.map(({ outcome }) => outcome);
const codeOf = (run: StoredRun) => run.steps[0]?.reason?.code;

/** Every call had the key of its step, so a receiver that knows the key does the work of each run once. */
function expectKeys(...runs: string[]): void {
  const ids = receiver.calls.map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids)).toEqual(new Set(runs.map((run) => `${run}:hook`)));
  for (const { headers } of receiver.calls) expect(headers['idempotency-key']).toBe(headers['webhook-id']);
}

describe('a receiver', () => {
  it('that answers gets the call once, and its values are used by later steps', async () => {
    receiver.answer((response, { path }) => response.end(path === '/in' ? '{"score":41}' : '{}'));
    const second = { url: `${receiver.url}/next`, body: '{"got":{{steps.hook.score}}}' };
    const id = await start(hook(SCORE), { ...hook(second), id: 'next' });
    const run = await ended(id);
    expect(run).toMatchObject({ status: 'succeeded' });
    expect(run.steps[0]?.output).toEqual({ status: 200, score: 41 });
    expect(receiver.calls.map(({ path, body }) => [path, body])).toEqual([
      ['/in', '{"name":"Kari Prøve"}'],
      ['/next', '{"got":41}'],
    ]);
  });

  it('that hangs is called again with the same key', async () => {
    receiver.answer((response) => (receiver.calls.length > 1 ? response.end('{}') : undefined));
    const id = await start(hook());
    const run = await ended(id);
    expect(run.status).toBe('succeeded');
    expect(outcomes(run)).toEqual(['retry', 'succeeded']);
    expect(run.steps[0]?.attempts[0]?.reason).toEqual({
      code: 'webhook.no-answer',
      params: { code: 'timeout' },
    });
    expectKeys(id);
  });

  it('that answers 429 with Retry-After is left alone until then, also by other runs, which lose no attempt', async () => {
    receiver.answer((response) =>
      receiver.calls.length > 1
        ? response.end('{}')
        : response.writeHead(429, { 'retry-after': '2' }).end('slow down'),
    );
    const first = await start(hook());
    const other = await start(hook({}, { policy: { ...QUICK, attempts: 1 } }));
    expect(await engine.get(other)).toMatchObject({
      status: 'retrying',
      steps: [{ reason: { code: 'webhook.paused' }, attempts: [{ outcome: 'postponed' }] }],
    });
    for (const id of [first, other]) expect((await ended(id)).status).toBe('succeeded');
    const [refused, ...later] = receiver.calls.map(({ at }) => at);
    expect(later).toHaveLength(2);
    // The time of the database and that of this process may differ by some milliseconds.
    for (const at of later) expect(at - (refused ?? 0)).toBeGreaterThan(1_900);
    expectKeys(first, other);
  });

  it('that answers 500 is called as often as the step allows', async () => {
    receiver.answer((response) => response.writeHead(500).end());
    const id = await start(hook());
    const run = await ended(id);
    expect(run.status).toBe('failed');
    expect(outcomes(run)).toEqual(['retry', 'retry', 'failed']);
    expect(codeOf(run)).toBe('webhook.temporary');
    expect(receiver.calls).toHaveLength(3);
    expectKeys(id);
  });

  it('that redirects to a private address is not followed, nor called again', async () => {
    receiver.answer((response) => response.writeHead(307, { location: `${inside.url}/secret` }).end());
    const run = await ended(await start(hook()));
    expect(run.status).toBe('failed');
    expect(run.steps[0]?.reason).toEqual({ code: 'webhook.redirect', params: { status: '307' } });
    expect(receiver.calls).toHaveLength(1);
    expect(inside.calls).toEqual([]);
  });

  it('that answers 10 MB has taken the call; only a step that wants values fails, and calls no second time', async () => {
    receiver.answer((response) => response.end(JSON.stringify({ fill: 'x'.repeat(10_000_000), score: 1 })));
    const without = await ended(await start(hook()));
    expect(without.status).toBe('succeeded');
    const wanting = await ended(await start(hook(SCORE)));
    expect(wanting.status).toBe('failed');
    expect(codeOf(wanting)).toBe('webhook.answer-too-large');
    expect(receiver.calls).toHaveLength(2);
  });

  it.each([
    ['before its answer', (socket: { destroy(): void }) => socket.destroy()],
    [
      'in the middle of its answer',
      (socket: { destroy(): void }, write: (text: string) => void) => {
        write('{"sco');
        setImmediate(() => socket.destroy());
      },
    ],
  ])('that closes %s is called again with the same key', async (_when, close) => {
    receiver.answer((response, _call, { socket }) => {
      if (receiver.calls.length > 1) return response.end('{"score":7}');
      close(socket, (text) => response.writeHead(200, { 'content-length': '11' }).write(text));
      return response;
    });
    const id = await start(hook(SCORE));
    const run = await ended(id);
    expect(run.status).toBe('succeeded');
    expect(outcomes(run)).toEqual(['retry', 'succeeded']);
    expect(run.steps[0]?.output).toEqual({ status: 200, score: 7 });
    expect(receiver.calls).toHaveLength(2);
    expectKeys(id);
  });

  it('that answers 404 fails the step at once', async () => {
    receiver.answer((response) => response.writeHead(404).end());
    const run = await ended(await start(hook()));
    expect(run.steps[0]?.reason).toEqual({ code: 'webhook.refused', params: { status: '404' } });
    expect(receiver.calls).toHaveLength(1);
  });

  it('with a private address that is not allowed is not called', async () => {
    const run = await ended(await start(hook({ url: 'http://10.0.0.1:8080/in' })));
    expect(codeOf(run)).toBe('webhook.address');
  });

  it('gets the same key from a run that is continued after a crash', async () => {
    const { link, person } = await engine.scene([hook()]);
    const running = {
      nodeId: 'hook',
      type: 'call-webhook',
      status: 'running' as const,
      startedAt: new Date(),
      attempts: [{ number: 1, startedAt: new Date() }],
    };
    const id = await engine.left(link, person, { steps: [running] });
    expect((await ended(id)).status).toBe('succeeded');
    expectKeys(id);
  });
});

describe('the breaker of a server', () => {
  const ONCE = { policy: { ...QUICK, attempts: 1 } };
  const pauseEnds = async (): Promise<void> => {
    const key = `${environment.queuePrefix}:webhook-breaker:127.0.0.1:${receiver.port}`;
    await engine.app.get<Redis>(REDIS, { strict: false }).hset(key, 'until', 1);
  };
  /** Makes runs due that are not yet. A run that is due is enqueued some time later, so its time must stay as it is. */
  const wake = (runs: readonly string[]) => {
    const now = new Date();
    return engine.connection
      .collection<StoredRun>('runs')
      .updateMany(
        { _id: { $in: [...runs] }, status: 'retrying', dueAt: { $gt: now } },
        { $set: { dueAt: now } },
      );
  };
  const all = async (runs: readonly string[], isSo: (run: StoredRun) => boolean) =>
    (await Promise.all(runs.map((id) => engine.get(id)))).every(isSo);

  it('opens after ten failures, pauses all other runs without a loss, and closes when a probe gets through', async () => {
    receiver.answer((response) => response.writeHead(503).end());
    for (let count = 0; count < 10; count += 1)
      expect((await ended(await start(hook({}, ONCE)))).status).toBe('failed');
    const waiting = await Promise.all(Array.from({ length: 5 }, () => start(hook({}, ONCE))));
    expect(receiver.calls).toHaveLength(10);
    const postponed = { status: 'retrying', steps: [{ attempts: [{ outcome: 'postponed' }] }] };
    for (const id of waiting) expect(await engine.get(id)).toMatchObject(postponed);

    // The probe fails: that is not the fault of its run, which waits on although its step has one attempt only.
    await pauseEnds();
    await wake(waiting);
    await until(() => receiver.calls.length > 10);
    await until(() => all(waiting, ({ status }) => status === 'retrying'));
    expect(receiver.calls).toHaveLength(11);

    receiver.answer((response) => response.end('{}'));
    await pauseEnds();
    await until(async () => {
      await wake(waiting);
      return all(waiting, ({ status }) => status === 'succeeded');
    });
    // One call each, and the probe that failed.
    expect(receiver.calls).toHaveLength(16);
  });
});

describe('a signed call', () => {
  it('is verified by the reference library, with the old and the new secret for a day after a rotation', async () => {
    const secrets = engine.app.get(WebhookSecrets, { strict: false });
    const { secret, value } = await secrets.create({ kind: 'signing', name: 'CRM' });
    await ended(await start(hook({ signingSecretId: secret.id })));
    const { value: renewed } = await secrets.rotate(secret.id);
    await ended(await start(hook({ signingSecretId: secret.id })));
    const [before, after] = receiver.calls;
    const verify = (call: typeof before, key: string | null) =>
      new Webhook(key ?? '').verify(call?.body ?? '', call?.headers as Record<string, string>);
    expect(verify(before, value)).toEqual({ name: 'Kari Prøve' });
    expect(() => verify(before, renewed)).toThrow();
    expect(verify(after, value)).toEqual({ name: 'Kari Prøve' });
    expect(verify(after, renewed)).toEqual({ name: 'Kari Prøve' });
  });

  it('has the header of a secret, and fails when the secret was deleted', async () => {
    const secrets = engine.app.get(WebhookSecrets, { strict: false });
    const given = { kind: 'header', name: 'Nøkkel', header: 'Authorization', value: 'Bearer abc' } as const;
    const { secret } = await secrets.create(given);
    await ended(await start(hook({ headerSecretId: secret.id })));
    expect(receiver.calls[0]?.headers.authorization).toBe('Bearer abc');
    await secrets.remove(secret.id);
    const run = await ended(await start(hook({ headerSecretId: secret.id })));
    expect(codeOf(run)).toBe('webhook.secret-missing');
    expect(receiver.calls).toHaveLength(1);
    expect(await engine.count('webhook_secrets', { 'value.data': '' })).toBe(1);
  });
});
