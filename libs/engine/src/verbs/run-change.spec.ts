import { describe, expect, it } from 'vitest';
import type { StepStatus, WorkflowDocument } from '@linkflow/contracts';
import { catalogue } from '@linkflow/actions';
import { compileWorkflow } from '@linkflow/workflow';
import type { StoredRun, StoredStep } from '../store/stored-run';
import { changed, type RunChange } from './run-change';

const now = new Date('2027-03-01T10:00:00Z');
const overdueAt = new Date('2027-03-01T10:00:10Z');
const interestId = 'a'.repeat(24);

/** click → a → b → c, three steps that set an interest. */
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
const workflow = compileWorkflow(document, 'https://example.com', catalogue());

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
  linkId: '2'.repeat(24),
  mailingId: '3'.repeat(24),
  recipientId: '4'.repeat(24),
  contactId: null,
  version: 1,
  clickedAt: now,
  createdAt: now,
  status,
  fence: 1,
  rev: 1,
  mark: 'm',
  steps,
  ...more,
});
const after = (from: StoredRun, change: RunChange): StoredRun =>
  changed(from, change, workflow, { now, overdueAt });
const statuses = ({ steps }: StoredRun): StepStatus[] => steps.map((one) => one.status);

describe('what a person may do to a run', () => {
  it('puts it in line again without its failure, and with a time at which somebody must ring for it', () => {
    const failure = {
      nodeId: 'a',
      type: 'set-interest',
      key: 'k',
      reason: { code: 'x', message: { en: 'x', nb: 'x' } },
    };
    const queued = after(run('failed', [step('a', 'failed')], { failure, endedAt: now }), { verb: 'retry' });
    expect(queued).toMatchObject({ status: 'queued', dueAt: overdueAt });
    expect([queued.failure, queued.endedAt]).toEqual([undefined, undefined]);
  });

  it('skips the step that is named, or the first that did not end well, and leaves it by its main outlet', () => {
    const failed = run('failed', [step('a', 'failed'), step('b', 'succeeded'), step('c', 'failed')]);
    expect(statuses(after(failed, { verb: 'skip' }))).toEqual(['skipped', 'succeeded', 'failed']);
    const named = after(failed, { verb: 'skip', nodeId: 'c' });
    expect(statuses(named)).toEqual(['failed', 'succeeded', 'skipped']);
    expect(named.steps[2]?.port).toBe('next');
  });

  it('cancels what is open and leaves what is done, and forgets what held it', () => {
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

  it.each([
    ['succeeded', 'succeeded', 'succeeded'],
    ['failed', 'failed', 'failed'],
    ['retry', 'pending', 'failed'],
  ] as const)('resolves an uncertain step as %s', (outcome, status, attempt) => {
    const resolved = after(run('needs-review', [step('a', 'uncertain')]), {
      verb: 'resolve',
      nodeId: 'a',
      outcome,
    });
    expect(resolved.status).toBe('queued');
    expect(resolved.steps[0]).toMatchObject({ status, attempts: [{ outcome: attempt, endedAt: now }] });
  });

  it.each<[string, StoredRun, RunChange]>([
    ['retry one that runs', run('running', []), { verb: 'retry' }],
    ['cancel one that has ended', run('succeeded', []), { verb: 'cancel' }],
    ['skip a step that is done', run('failed', [step('a', 'succeeded')]), { verb: 'skip', nodeId: 'a' }],
    [
      'resolve one that has failed',
      run('failed', [step('a', 'failed')]),
      { verb: 'resolve', nodeId: 'a', outcome: 'retry' },
    ],
    [
      'resolve a step that failed',
      run('needs-review', [step('a', 'failed')]),
      { verb: 'resolve', nodeId: 'a', outcome: 'retry' },
    ],
    [
      'retry one that another does again',
      run('cancelled', [step('a', 'failed')], { againBy: 'x' }),
      { verb: 'retry' },
    ],
  ])('may not %s', (_, from, change) => {
    expect(() => after(from, change)).toThrow(
      expect.objectContaining({ code: 'run.not-retryable' }) as Error,
    );
  });

  it('may cancel a run whose version is gone, and do nothing else to it', () => {
    const times = { now, overdueAt };
    expect(changed(run('waiting', []), { verb: 'cancel' }, undefined, times).status).toBe('cancelled');
    expect(() => changed(run('failed', [step('a', 'failed')]), { verb: 'retry' }, undefined, times)).toThrow(
      'no longer there',
    );
  });
});
