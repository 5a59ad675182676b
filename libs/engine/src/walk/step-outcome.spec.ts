import { expect, it } from 'vitest';
import { catalogue } from '@linkflow/actions';
import { compileWorkflow } from '@linkflow/workflow';
import { changed } from '../commands/run-change';
import type { StoredAttempt, StoredRun } from '../persist/run.schema';
import { ENGINE_REASONS, openStep, recordOutcome } from './step-outcome';

const now = new Date('2027-03-01T10:00:00Z');
const reason = ENGINE_REASONS('step.timeout');
const workflow = compileWorkflow(
  {
    schemaVersion: 1,
    nodes: [
      { id: 'click', type: 'click', params: {} },
      { id: 'a', type: 'set-interest', params: { interestId: 'a'.repeat(24) } },
    ],
    edges: [{ id: '1', from: { node: 'click', port: 'then' }, to: 'a' }],
  },
  'https://example.com',
  catalogue({ repeatability: () => 'idempotent' }),
);
const node = workflow.nodes.get('a');
if (!node) throw new Error('There is no node a');
const limit = node.policy.attempts;

/** A run whose step has made these attempts. */
const runWith = (status: 'cancelled' | 'pending', outcomes: StoredAttempt['outcome'][]): StoredRun => ({
  _id: '1'.repeat(24),
  trigger: { type: 'test', id: '1'.repeat(24), at: now },
  subject: { contactId: null },
  context: {},
  workflow: { owner: '2'.repeat(24), version: 1 },
  createdAt: now,
  status: status === 'cancelled' ? 'cancelled' : 'running',
  fence: 1,
  rev: 1,
  writeToken: 'm',
  steps: [
    {
      nodeId: 'a',
      type: 'set-interest',
      status,
      startedAt: now,
      attempts: outcomes.map((outcome, index) => ({ number: index + 1, startedAt: now, outcome })),
    },
  ],
});

/** Status of the step after one more attempt that asks for a retry. */
function afterRetry(run: StoredRun): string {
  const step = openStep(run, node!, now);
  recordOutcome({ workflow, node: node!, step }, { kind: 'retry', reason }, now);
  return step.status;
}

it('fails a step at the last attempt of its policy', () => {
  const retries = Array.from({ length: limit - 1 }, () => 'retry' as const);
  expect(afterRetry(runWith('pending', retries))).toBe('failed');
  expect(afterRetry(runWith('pending', retries.slice(1)))).toBe('retrying');
});

it('grants all attempts again when a person retries a run that was cancelled while its step was retrying', () => {
  const cancelled = runWith(
    'cancelled',
    Array.from({ length: limit - 1 }, () => 'retry' as const),
  );
  const retried = changed(cancelled, { verb: 'retry' }, workflow, { now, overdueAt: now });
  for (let attempt = 1; attempt < limit; attempt += 1) {
    expect(afterRetry(retried), `attempt ${attempt}`).toBe('retrying');
    for (const step of retried.steps) step.status = 'pending';
  }
  expect(afterRetry(retried)).toBe('failed');
});

it('does not count attempts that were postponed, and stores those in a row as one', () => {
  const retries = Array.from({ length: limit - 1 }, () => 'retry' as const);
  const run = runWith('pending', retries.slice(1));
  const until = new Date('2027-03-01T10:05:00Z');
  for (let round = 0; round < 20; round += 1) {
    const step = openStep(run, node, now);
    expect(recordOutcome({ workflow, node, step }, { kind: 'postponed', reason, until }, now)).toBe(until);
    expect(step).toMatchObject({ status: 'retrying', reason, dueAt: until });
    step.status = 'pending';
  }
  expect(run.steps[0]?.attempts.map(({ number, outcome }) => [number, outcome])).toEqual([
    ...retries.slice(1).map((outcome, index) => [index + 1, outcome]),
    [retries.length, 'postponed'],
  ]);
  expect(afterRetry(run)).toBe('retrying');
  run.steps[0]!.status = 'pending';
  expect(afterRetry(run)).toBe('failed');
});

it('does not count attempts that a crash interrupted', () => {
  const interrupted = Array.from({ length: limit }, () => undefined);
  expect(afterRetry(runWith('pending', interrupted))).toBe('retrying');
});
