import { RunStatus, StepStatus, type OnError } from '@linkflow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileWorkflow } from './compile-workflow';
import {
  RUN_COMMANDS,
  RUN_TRANSITIONS,
  STEP_COMMANDS,
  STEP_TRANSITIONS,
  afterFailure,
  afterSuccess,
  backoffMs,
  canCommandRun,
  canCommandStep,
  canMoveRun,
  canMoveStep,
  isFinalRun,
  nextStep,
  planRetry,
  retrySchedule,
  type NextStep,
  type PlannedStep,
  type RetryPlan,
} from './run-machine';
import { aWorkflow } from './testing/builders';
import { CATALOGUE } from './testing/catalogue';

function reached(start: string, moves: Readonly<Record<string, readonly string[]>>): Set<string> {
  const seen = new Set([start]);
  for (const state of seen) for (const next of moves[state] ?? []) seen.add(next);
  return seen;
}

interface Machine {
  states: readonly string[];
  start: string;
  moves: Readonly<Record<string, readonly string[]>>;
  verbs: Readonly<Record<string, { from: readonly string[]; to: string }>>;
  final: readonly string[];
}
const machines: [string, Machine][] = [
  [
    'a run',
    {
      states: RunStatus.options,
      start: 'queued',
      moves: RUN_TRANSITIONS,
      verbs: RUN_COMMANDS,
      final: RunStatus.options.filter(isFinalRun),
    },
  ],
  [
    'a step',
    {
      states: StepStatus.options,
      start: 'pending',
      moves: STEP_TRANSITIONS,
      verbs: STEP_COMMANDS,
      final: ['succeeded', 'failed', 'skipped', 'cancelled'],
    },
  ],
];

describe.each(machines)('%s', (_, { states, start, moves, verbs, final }) => {
  it('reaches every state by transitions of the engine', () => {
    expect([...reached(start, moves)].sort()).toEqual([...states].sort());
  });

  it('reaches a final state from every state, by commands where required', () => {
    const all: Record<string, readonly string[]> = { ...moves };
    for (const { from, to } of Object.values(verbs)) {
      for (const state of from) all[state] = [...(all[state] ?? []), to];
    }
    for (const state of states) expect(final.some((end) => reached(state, all).has(end))).toBe(true);
  });

  it('leaves a final state only by a command', () => {
    for (const state of final) expect(moves[state]).toEqual([]);
  });

  it('has no transition from a state to itself', () => {
    for (const state of states) expect(moves[state]).not.toContain(state);
  });
});

it('a succeeded run cannot be retried, a failed or cancelled one can', () => {
  expect(
    Object.keys(RUN_COMMANDS).filter((verb) => canCommandRun(verb as keyof typeof RUN_COMMANDS, 'succeeded')),
  ).toEqual([]);
  expect(canCommandRun('retry', 'failed')).toBe(true);
  expect(canCommandRun('retry', 'cancelled')).toBe(true);
  expect(canCommandRun('retry', 'running')).toBe(false);
  expect(canMoveRun('failed', 'queued')).toBe(false);
});

it('every run that has not ended can be cancelled', () => {
  for (const status of ['queued', 'running', 'waiting', 'retrying', 'held', 'needs-review'] as const)
    expect(canCommandRun('cancel', status)).toBe(true);
});

it('a succeeded step accepts no command', () => {
  expect(canMoveStep('succeeded', 'running')).toBe(false);
  expect(canCommandStep('retry', 'succeeded')).toBe(false);
  expect(canCommandStep('succeed', 'uncertain')).toBe(true);
});

const URL = 'https://example.com/';
const wait = (onError: OnError) => ({ type: 'wait', policy: { onError } });
const compile = (...args: Parameters<typeof aWorkflow>) =>
  compileWorkflow(aWorkflow(...args), URL, CATALOGUE);

/** Compiles the chain a → b → c, with an `onError` policy for a and further edges. The node `r` can be used for the error branch of a. */
const chain = (onError: OnError, ...more: string[]) =>
  compile(
    { a: wait(onError), b: wait('continue'), c: wait('stop'), r: wait('stop') },
    'click.then > a',
    'a.next > b',
    'b.next > c',
    ...more,
  );
const stopping = chain('stop');
const going = chain('continue');
const branching = chain('branch', 'a.error > r', 'r.next > c');
const loose = chain('branch');

/** Creates steps from texts of the form `node:status` or `node:status:port`, for example `q:succeeded:no`. */
const steps = (...sketches: string[]): PlannedStep[] =>
  sketches.map((sketch) => {
    const [nodeId = '', status, port] = sketch.split(':');
    return { nodeId, status: status as PlannedStep['status'], ...(port ? { port } : {}) };
  });
const run = (nodeId: string): NextStep => ({ kind: 'run', nodeId });
const finish = (status: 'succeeded' | 'failed' | 'cancelled'): NextStep => ({ kind: 'finish', status });

describe('the next action of a run', () => {
  it.each<[string, typeof going, string[], NextStep]>([
    ['the first step of a new run', going, [], run('a')],
    ['the end of a workflow without an action lane', compile(), [], finish('succeeded')],
    ['a pending step', going, ['a:pending'], run('a')],
    ['a running step whose end is unknown', going, ['a:running'], run('a')],
    ['the step after a success', going, ['a:succeeded:next'], run('b')],
    ['the step after a skipped one', going, ['a:skipped'], run('b')],
    [
      'the first step that has not ended, in any order of the stored steps',
      going,
      ['b:succeeded', 'a:succeeded'],
      run('c'),
    ],
    [
      'the end when all steps succeeded',
      going,
      ['a:succeeded', 'b:succeeded', 'c:succeeded'],
      finish('succeeded'),
    ],
    ['the end when the port has no edge', going, ['a:succeeded:sideways'], finish('succeeded')],
    ['a pause at a waiting step', going, ['a:waiting'], { kind: 'pause', nodeId: 'a', status: 'waiting' }],
    [
      'a pause before a retry',
      going,
      ['a:succeeded', 'b:retrying'],
      { kind: 'pause', nodeId: 'b', status: 'retrying' },
    ],
    ['a review of an uncertain step', going, ['a:uncertain'], { kind: 'review', nodeId: 'a' }],
    ['the end after a cancelled step', going, ['a:succeeded', 'b:cancelled'], finish('cancelled')],
    ['the end after a failure with the policy stop', stopping, ['a:failed'], finish('failed')],
    ['the next step after a failure with the policy continue', going, ['a:failed'], run('b')],
    [
      'a failed run although the run continued after the failure',
      going,
      ['a:failed', 'b:succeeded', 'c:succeeded'],
      finish('failed'),
    ],
    ['the error branch after a failure with the policy branch', branching, ['a:failed'], run('r')],
    [
      'a succeeded run when the error branch handled the failure',
      branching,
      ['a:failed', 'r:succeeded', 'c:succeeded'],
      finish('succeeded'),
    ],
    ['a failed run when the error branch failed too', branching, ['a:failed', 'r:failed'], finish('failed')],
    ['a failed run when the error port has no edge', loose, ['a:failed'], finish('failed')],
    ['on the current path, not on the path before a retry', branching, ['a:succeeded', 'r:failed'], run('b')],
  ])('is %s', (_, compiled, done, expected) => {
    expect(nextStep(compiled, steps(...done))).toEqual(expected);
  });

  it('follows the stored port of a condition', () => {
    const compiled = compile(
      { q: 'condition', a: 'wait', b: 'wait' },
      'click.then > q',
      'q.yes > a',
      'q.no > b',
    );
    expect(nextStep(compiled, steps('q:succeeded:yes'))).toEqual(run('a'));
    expect(nextStep(compiled, steps('q:succeeded:no'))).toEqual(run('b'));
  });

  it('ends the walk of a cyclic graph', () => {
    const compiled = compile({ a: 'wait', b: 'wait' }, 'click.then > a', 'a.next > b', 'b.next > a');
    expect(nextStep(compiled, steps('a:succeeded', 'b:succeeded'))).toEqual(finish('succeeded'));
  });
});

describe('a disabled node', () => {
  it.each([
    ['is replaced by the node after its port next', 'wait', {}, 'd.next > x', 'x'],
    ['is replaced by the node after yes of a condition', 'condition', {}, 'd.yes > x', 'x'],
    [
      'is replaced by the node after otherwise of a choice',
      'choose',
      { cases: [{ id: 'k', label: '' }] },
      'd.otherwise > x',
      'x',
    ],
    [
      'is replaced by the node after the first share of a split',
      'split',
      { shares: [{ id: 'k', label: '', weight: 1 }] },
      'd.k > x',
      'x',
    ],
    ['ends the path if it has no ports', 'stop', {}, 'click.respond > x', null],
    ['ends the path if its default port has no edge', 'condition', {}, 'd.no > x', null],
  ])('%s', (_, type, params, arrow, expected) => {
    const compiled = compile({ d: { type, params, disabled: true }, x: 'wait' }, 'click.then > d', arrow);
    expect(compiled.thenStart).toBe(expected);
  });

  it('is skipped together with adjacent disabled nodes', () => {
    const off = { type: 'wait', disabled: true };
    const compiled = compile(
      { a: 'wait', d: off, e: off, x: 'wait' },
      'click.then > a',
      'a.next > d',
      'd.next > e',
      'e.next > x',
    );
    expect(compiled.nodes.get('a')?.targets.get('next')).toBe('x');
    expect(nextStep(compiled, steps('a:succeeded'))).toEqual(run('x'));
  });

  it('ends the walk of a cycle of disabled nodes', () => {
    const off = { type: 'wait', disabled: true };
    expect(compile({ d: off, e: off }, 'click.then > d', 'd.next > e', 'e.next > d').thenStart).toBeNull();
  });
});

describe('the continuation after a step', () => {
  it('follows the chosen port, or else the default port', () => {
    expect(afterSuccess(going, 'a')).toEqual({ port: 'next', nodeId: 'b', handled: true });
    expect(afterSuccess(going, 'a', 'other')).toEqual({ port: 'other', nodeId: null, handled: true });
    expect(afterSuccess(going, 'c')).toEqual({ port: 'next', nodeId: null, handled: true });
  });

  it('follows the error policy after a failure', () => {
    expect(afterFailure(stopping, 'a')).toEqual({ port: null, nodeId: null, handled: false });
    expect(afterFailure(going, 'a')).toEqual({ port: 'next', nodeId: 'b', handled: false });
    expect(afterFailure(branching, 'a')).toEqual({ port: 'error', nodeId: 'r', handled: true });
    expect(afterFailure(loose, 'a')).toEqual({ port: 'error', nodeId: null, handled: false });
  });
});

describe('a retry', () => {
  const at = (nodeId: string, ...reset: string[]): RetryPlan => ({ ok: true, nodeId, reset });
  const refused = (reason: 'nothing-to-retry' | 'not-on-the-way'): RetryPlan => ({ ok: false, reason });
  it.each<[string, typeof going, string[], string | undefined, RetryPlan]>([
    [
      'starts at the first failed step',
      going,
      ['a:failed', 'b:succeeded', 'c:failed'],
      undefined,
      at('a', 'a', 'c'),
    ],
    [
      'keeps steps that succeeded or were skipped',
      going,
      ['a:succeeded', 'b:skipped', 'c:failed'],
      undefined,
      at('c', 'c'),
    ],
    [
      'from a node resets the failed steps from there on',
      going,
      ['a:failed', 'b:succeeded', 'c:failed'],
      'b',
      at('c', 'c'),
    ],
    ['continues a cancelled run', going, ['a:succeeded', 'b:cancelled'], undefined, at('b', 'b')],
    ['follows the error branch of the run', branching, ['a:failed', 'r:failed'], 'r', at('r', 'r')],
    [
      'continues with the next step of a run that was cancelled between two steps',
      going,
      ['a:succeeded'],
      undefined,
      at('b'),
    ],
    [
      'is refused when all steps succeeded',
      going,
      ['a:succeeded', 'b:succeeded', 'c:succeeded'],
      undefined,
      refused('nothing-to-retry'),
    ],
    [
      'is refused from a node that the run did not reach',
      going,
      ['a:failed'],
      'r',
      refused('not-on-the-way'),
    ],
    ['is refused for an uncertain step', going, ['a:uncertain'], undefined, refused('nothing-to-retry')],
  ])('%s', (_, compiled, done, from, expected) => {
    expect(planRetry(compiled, steps(...done), from)).toEqual(expected);
  });
});

const policy = { attempts: 5, backoff: { baseMs: 10_000, capMs: 60_000 } };

describe('the wait before a retry', () => {
  it.each([
    [1, 10_000],
    [2, 20_000],
    [3, 40_000],
    [4, 60_000],
    [100, 60_000],
    [2000, 60_000],
  ])('after attempt %i is between 0 and %i ms', (attempt, ceiling) => {
    expect(backoffMs(policy, attempt, 0)).toBe(0);
    expect(backoffMs(policy, attempt, 0.5)).toBe(ceiling / 2);
    expect(backoffMs(policy, attempt, 0.999999)).toBeLessThan(ceiling);
  });

  it('never exceeds the cap of any policy', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 3_600_000 }),
        fc.integer({ min: 100, max: 86_400_000 }),
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (baseMs, capMs, attempt, random) => {
          const wait = backoffMs({ backoff: { baseMs, capMs } }, attempt, random);
          expect(Number.isInteger(wait) && wait >= 0 && wait <= capMs).toBe(true);
        },
      ),
    );
  });
});

describe('the schedule of retries', () => {
  it('contains one wait for each attempt after the first', () => {
    expect(retrySchedule(policy)).toEqual([
      { attempt: 2, expectedMs: 5_000, maxMs: 10_000 },
      { attempt: 3, expectedMs: 10_000, maxMs: 20_000 },
      { attempt: 4, expectedMs: 20_000, maxMs: 40_000 },
      { attempt: 5, expectedMs: 30_000, maxMs: 60_000 },
    ]);
  });
});
