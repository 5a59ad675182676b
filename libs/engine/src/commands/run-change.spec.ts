import { describe, expect, it } from 'vitest';
import type { StepStatus, WorkflowDocument } from '@linkflow/contracts';
import { catalogue } from '@linkflow/actions';
import { compileWorkflow } from '@linkflow/workflow';
import { HELD_BY_GATE, type StoredRun, type StoredStep } from '../persist/run.schema';
import { changed, type RunChange } from './run-change';

const now = new Date('2027-03-01T10:00:00Z');
const overdueAt = new Date('2027-03-01T10:00:10Z');
const interestId = 'a'.repeat(24);

/** The workflow click → a → b → c, where a, b and c are steps that set an interest. */
const document: WorkflowDocument = {
  schemaVersion: 1,
  nodes: [
    { id: 'click', type: 'click', params: {} },
    ...['a', 'b', 'c'].map((id) => ({ id, type: 'set-interest', params: { interestId } })),
  ],
  edges: [
    { id: '1', from: { node: 'click', port: 'then' }, to: 'a' },
    { id: '2', from: { node: 'a', port: 'next' }, to: 'b' },
    { id: '3', from: { node: 'b', port: 'next' }, to: 'c' },
  ],
};
const workflow = compileWorkflow(
  document,
  'https://example.com',
  catalogue({ repeatability: () => 'idempotent' }),
);

const step = (nodeId: string, status: StepStatus): StoredStep => ({
  nodeId,
  type: 'set-interest',
  status,
  startedAt: now,
  attempts: [{ number: 1, startedAt: now }],
  ...(status === 'succeeded' && { port: 'next' }),
});
const run = (status: StoredRun['status'], steps: StoredStep[], more: Partial<StoredRun> = {}): StoredRun => ({
  _id: '1'.repeat(24),
  trigger: { type: 'test', id: '1'.repeat(24), at: now },
  subject: { contactId: null },
  context: {},
  workflow: { owner: '2'.repeat(24), version: 1 },
  createdAt: now,
  status,
  fence: 1,
  rev: 1,
  writeToken: 'm',
  steps,
  ...more,
});
const after = (from: StoredRun, change: RunChange): StoredRun =>
  changed(from, change, workflow, { now, overdueAt });
const statuses = ({ steps }: StoredRun): StepStatus[] => steps.map((one) => one.status);

describe('a command on a run', () => {
  it('retry: queues the run without its failure, due when the reconciler must enqueue it', () => {
    const failure = {
      nodeId: 'a',
      type: 'set-interest',
      key: 'k',
      reason: { code: 'x' },
    };
    const queued = after(run('failed', [step('a', 'failed')], { failure, endedAt: now }), { verb: 'retry' });
    expect(queued).toMatchObject({ status: 'queued', dueAt: overdueAt });
    expect([queued.failure, queued.endedAt]).toEqual([undefined, undefined]);
  });

  it('skip: skips the named step, or the first that can be skipped, and continues through its main port', () => {
    const failed = run('failed', [step('a', 'failed'), step('b', 'succeeded'), step('c', 'failed')]);
    expect(statuses(after(failed, { verb: 'skip' }))).toEqual(['skipped', 'succeeded', 'failed']);
    const named = after(failed, { verb: 'skip', nodeId: 'c' });
    expect(statuses(named)).toEqual(['failed', 'succeeded', 'skipped']);
    expect(named.steps[2]?.port).toBe('next');
  });

  it('cancel: cancels open steps, keeps finished ones and removes the hold', () => {
    const held = run('held', [step('a', 'succeeded'), step('b', 'pending')], { heldBy: 'all' });
    const cancelled = after(held, { verb: 'cancel' });
    expect(statuses(cancelled)).toEqual(['succeeded', 'cancelled']);
    expect(cancelled).toMatchObject({
      status: 'cancelled',
      endedAt: now,
      heldBy: undefined,
      dueAt: undefined,
    });
  });

  it.each(['release', 'drop'] as const)('%s: queues a run that the gate holds, with the decision', (verb) => {
    const hold = { nodeId: 'a', type: 'set-interest', reason: { code: 'x' }, until: now };
    const held = run('held', [], { heldBy: HELD_BY_GATE, hold, dueAt: now });
    const decided = after(held, { verb });
    expect(decided).toMatchObject({ status: 'queued', decision: verb, dueAt: overdueAt });
    expect([decided.heldBy, decided.hold]).toEqual([undefined, undefined]);
  });

  it.each([
    ['succeeded', 'succeeded', 'succeeded'],
    ['failed', 'failed', 'failed'],
    ['retry', 'pending', 'failed'],
  ] as const)('resolve: resolves an uncertain step as %s', (outcome, status, attempt) => {
    const resolved = after(run('needs-review', [step('a', 'uncertain')]), {
      verb: 'resolve',
      nodeId: 'a',
      outcome,
    });
    expect(resolved.status).toBe('queued');
    expect(resolved.steps[0]).toMatchObject({ status, attempts: [{ outcome: attempt, endedAt: now }] });
  });

  it.each<[string, StoredRun, RunChange]>([
    ['retry a running run', run('running', []), { verb: 'retry' }],
    ['cancel a run that has ended', run('succeeded', []), { verb: 'cancel' }],
    [
      'skip a step that has succeeded',
      run('failed', [step('a', 'succeeded')]),
      { verb: 'skip', nodeId: 'a' },
    ],
    [
      'resolve a run that has failed',
      run('failed', [step('a', 'failed')]),
      { verb: 'resolve', nodeId: 'a', outcome: 'retry' },
    ],
    [
      'resolve a failed step',
      run('needs-review', [step('a', 'failed')]),
      { verb: 'resolve', nodeId: 'a', outcome: 'retry' },
    ],
    [
      'retry a run that has a re-run',
      run('cancelled', [step('a', 'failed')], { rerunBy: 'x' }),
      { verb: 'retry' },
    ],
    ['release a run that a pause holds', run('held', [], { heldBy: 'all' }), { verb: 'release' }],
  ])('a command may not %s', (_, from, change) => {
    expect(() => after(from, change)).toThrow(
      expect.objectContaining({ code: 'run.not-retryable' }) as Error,
    );
  });

  it('resolve: is refused for an older attempt of the step', () => {
    const review = run('needs-review', [
      {
        ...step('a', 'uncertain'),
        attempts: [
          { number: 1, startedAt: now, outcome: 'failed' },
          { number: 2, startedAt: now },
        ],
      },
    ]);
    const resolve = (attempt: number) =>
      after(review, { verb: 'resolve', nodeId: 'a', outcome: 'retry', attempt });
    expect(() => resolve(1)).toThrow(expect.objectContaining({ code: 'run.busy' }) as Error);
    expect(resolve(2).status).toBe('queued');
  });

  it('cancel is the only command on a run whose version no longer exists', () => {
    const times = { now, overdueAt };
    expect(changed(run('waiting', []), { verb: 'cancel' }, undefined, times).status).toBe('cancelled');
    expect(() => changed(run('failed', [step('a', 'failed')]), { verb: 'retry' }, undefined, times)).toThrow(
      'no longer there',
    );
  });
});
