import { describe, expect, it } from 'vitest';
import { catalogue } from '@linkflow/actions';
import type { RunStatus, StepStatus, WorkflowDocument } from '@linkflow/contracts';
import { compileWorkflow } from '@linkflow/workflow';
import { addCounts, addRun, portKey, type CountedRun, type Counts } from './run-counts';
import { bucketOf } from './time-buckets';

const interestId = 'a'.repeat(24);
const SECOND_MS = 1_000;
const clickedAt = new Date('2027-03-01T10:00:00Z');
const after = (seconds: number): Date => new Date(clickedAt.getTime() + seconds * SECOND_MS);

/** click → a → b, and b → c on an error. */
const document: WorkflowDocument = {
  schemaVersion: 1,
  nodes: [
    { id: 'click', type: 'click', params: {} },
    { id: 'a', type: 'set-interest', params: { interestId } },
    { id: 'b', type: 'set-interest', params: { interestId }, policy: { onError: 'branch' } },
    { id: 'c', type: 'set-interest', params: { interestId } },
  ],
  edges: [
    { id: '1', from: { node: 'click', port: 'then' }, to: 'a' },
    { id: '2', from: { node: 'a', port: 'next' }, to: 'b' },
    { id: '3', from: { node: 'b', port: 'error' }, to: 'c' },
  ],
};
const workflow = compileWorkflow(
  document,
  'https://example.com',
  catalogue({ repeatability: () => 'idempotent' }),
);

interface StepSketch {
  status: StepStatus;
  /** Seconds after the click. */
  ended?: number;
  port?: string;
  attempts?: number;
}

function runWith(status: RunStatus, steps: Record<string, StepSketch>, ended?: number): CountedRun {
  return {
    _id: '1'.repeat(24),
    trigger: { type: 'click', id: '1'.repeat(24), at: clickedAt },
    workflow: { owner: '2'.repeat(24), version: 1 },
    status,
    ...(ended !== undefined && { endedAt: after(ended) }),
    steps: Object.entries(steps).map(([nodeId, { status: state, ended: at, port, attempts = 1 }]) => ({
      nodeId,
      status: state,
      ...(port !== undefined && { port }),
      ...(at !== undefined && { endedAt: after(at) }),
      attempts: Array.from({ length: attempts }),
    })),
  };
}

function countsOf(run: CountedRun, version: typeof workflow | undefined = workflow): Record<string, number> {
  const counts: Counts = new Map();
  addRun(counts, run, version);
  return Object.fromEntries(counts);
}
const ms = (seconds: number): number => bucketOf(seconds * SECOND_MS);

describe('what a funnel counts of a run', () => {
  it('is its way, with the time at each step and since the click', () => {
    const run = runWith(
      'succeeded',
      {
        a: { status: 'succeeded', ended: 2, port: 'next', attempts: 3 },
        b: { status: 'failed', ended: 10, port: 'error' },
        c: { status: 'skipped', ended: 11, port: 'next' },
      },
      12,
    );
    expect(countsOf(run)).toEqual({
      runs: 1,
      'run:succeeded': 1,
      [`run:ms:${ms(12)}`]: 1,
      'node:a:succeeded': 1,
      'node:a:again': 1,
      [`node:a:ms:${ms(2)}`]: 1,
      'port:a:next': 1,
      [`port:a:next:ms:${ms(2)}`]: 1,
      'node:b:failed': 1,
      [`node:b:ms:${ms(8)}`]: 1,
      'port:b:error': 1,
      [`port:b:error:ms:${ms(10)}`]: 1,
      'node:c:skipped': 1,
      [`node:c:ms:${ms(1)}`]: 1,
      'port:c:next': 1,
      [`port:c:next:ms:${ms(11)}`]: 1,
    });
  });

  it.each([
    ['waiting', { status: 'waiting' }, 'waiting'],
    ['retrying', { status: 'retrying' }, 'retrying'],
    ['held', undefined, 'held'],
    ['waiting', undefined, 'waiting'],
    ['queued', { status: 'pending' }, 'working'],
    ['running', { status: 'running' }, 'working'],
    ['needs-review', { status: 'uncertain' }, 'review'],
    ['cancelled', { status: 'cancelled' }, 'cancelled'],
    ['cancelled', undefined, 'cancelled'],
    ['failed', { status: 'running' }, 'failed'],
  ] as [RunStatus, StepSketch | undefined, string][])(
    'is that a run which is %s is at its next step (%o) as %s',
    (status, b, state) => {
      const steps = { a: { status: 'succeeded', ended: 2, port: 'next' } as const, ...(b && { b }) };
      expect(countsOf(runWith(status, steps))).toMatchObject({
        runs: 1,
        [`run:${status}`]: 1,
        'node:a:succeeded': 1,
        [`node:b:${state}`]: 1,
      });
    },
  );

  it('leaves out a step that the run no longer passes after a retry', () => {
    const counts = countsOf(
      runWith('succeeded', {
        a: { status: 'succeeded', ended: 1, port: 'next' },
        b: { status: 'succeeded', ended: 2, port: 'next' },
        c: { status: 'succeeded', ended: 1, port: 'next' },
      }),
    );
    expect(Object.keys(counts).filter((key) => key.startsWith('node:c'))).toEqual([]);
  });

  it('is only the run if its version does not exist any more', () => {
    const counts: Counts = new Map();
    addRun(counts, runWith('failed', {}), undefined);
    expect(Object.fromEntries(counts)).toEqual({ runs: 1, 'run:failed': 1 });
  });

  it('can be stored as fields, whatever a port is called', () => {
    expect(portKey('a', 'x.y:$z%')).toBe('port:a:x%2ey%3a%24z%25');
  });

  it('is taken out again without a rest', () => {
    const counts: Counts = new Map();
    const run = runWith('waiting', { a: { status: 'waiting' } });
    addRun(counts, run, workflow);
    addCounts(counts, [...counts], -1);
    expect(counts.size).toBe(0);
  });
});
