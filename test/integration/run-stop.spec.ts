import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { ActionAdapters } from '@linkflow/engine';
import { JobProducer } from '@linkflow/queues';
import { testEnvironment, until } from '../support';
import { Engine } from '../support/engine';
import { SEND_ONCE, sending } from '../support/send-once';

vi.mock('@linkflow/actions', async (original) => {
  const { withSendOnce } = await import('../support/send-once');
  return withSendOnce(original);
});

/** A worker that stops hands over its runs in progress to another running worker. */
const environment = testEnvironment('run_stop');
const LIMIT_MS = 1_000;
let engine: Engine;
let other: Engine | undefined;

// Leases are long, so another worker gets a run soon only if the stopping worker hands it over.
const env = { STOP_LIMIT_MS: String(LIMIT_MS), RUN_LEASE_MS: '60000', RECONCILE_MS: '60000' };

beforeAll(async () => {
  engine = await Engine.start(environment, env);
  await engine.newInterest();
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await other?.stop();
  await environment.dispose();
});

it('a stopping worker hands over runs after half of its time limit, withdraws an interrupted repeatable step, and completes an at-most-once step', async () => {
  const first = await engine.scene([engine.action('a'), engine.action('b', 'remove-interest')]);
  const second = await engine.scene([{ id: 'send', type: SEND_ONCE, params: {} }, engine.action('b')]);
  const cutOff = engine.clickOf(first.link, first.person);
  const single = engine.clickOf(second.link, second.person);

  const { crm } = engine.app.get(ActionAdapters, { strict: false });
  const perform = crm.perform.bind(crm);
  const hanging = vi.fn<() => Promise<never>>(() => new Promise(() => undefined));
  vi.spyOn(crm, 'perform').mockImplementation((name, context, input) =>
    context.key === `${cutOff.id}:b` ? hanging() : perform(name, context, input),
  );
  let sent = 0;
  const sender = new Promise<() => void>((resolve) => {
    sending.send = () =>
      new Promise((done) =>
        resolve(() => {
          sent += 1;
          done();
        }),
      );
  });

  const jobs = engine.app.get(JobProducer, { strict: false });
  for (const click of [cutOff, single]) await jobs.add('clicks', { v: 1, clicks: [click] });
  const send = await sender;
  await until(() => hanging.mock.calls.length === 1);
  const another = await Engine.start(environment, env);
  other = another;
  const began = performance.now();
  const stopped = engine.app.close();
  // The other worker must end the run long before the first worker's lease (60 s) expires.
  const run = await until(() => another.ended(cutOff.id).catch(() => undefined), { deadlineMs: 10_000 });
  expect(run).toMatchObject({ status: 'succeeded', fence: 2 });
  expect(run.steps.map((step) => step.attempts.length)).toEqual([1, 1]);
  send();
  await stopped;
  expect(performance.now() - began).toBeLessThan(LIMIT_MS + 500);
  expect(sent).toBe(1);
  expect(await until(() => another.ended(single.id))).toMatchObject({ status: 'succeeded' });
  expect(sent).toBe(1);
  expect(await another.count('changes', { contactId: first.person.contactId })).toBe(2);
});
