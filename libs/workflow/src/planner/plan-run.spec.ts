import type { OnError } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { compileWorkflow } from '../compile/compile-workflow';
import { aWorkflow } from '../testing/a-workflow';
import { CATALOGUE } from '../testing/catalogue';
import { afterFailure, afterSuccess, nextStep, planRetry } from './plan-run';
import type { NextStep, PlannedStep, RetryPlan } from './plan-run';

const URL = 'https://example.com/';
const wait = (onError: OnError) => ({ type: 'wait', policy: { onError } });
const compile = (...args: Parameters<typeof aWorkflow>) =>
  compileWorkflow(aWorkflow(...args), URL, CATALOGUE);

/** a, then b, then c; a's failure by each policy. `r` takes a's error branch and comes back to c. */
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

/** Steps as `a:succeeded` or, with the port they were left by, `q:succeeded:no`. */
const steps = (...sketches: string[]): PlannedStep[] =>
  sketches.map((sketch) => {
    const [nodeId = '', status, port] = sketch.split(':');
    return { nodeId, status: status as PlannedStep['status'], ...(port ? { port } : {}) };
  });
const run = (nodeId: string): NextStep => ({ kind: 'run', nodeId });
const finish = (status: 'succeeded' | 'failed' | 'cancelled'): NextStep => ({ kind: 'finish', status });

describe('what comes next', () => {
  it.each<[string, typeof going, string[], NextStep]>([
    ['the first step of a new run', going, [], run('a')],
    ['nothing, in a workflow without an action lane', compile(), [], finish('succeeded')],
    ['a step that was planned but not begun', going, ['a:pending'], run('a')],
    ['a step that was begun, of which no end is known', going, ['a:running'], run('a')],
    ['the one after a success', going, ['a:succeeded:next'], run('b')],
    ['the one after a skip', going, ['a:skipped'], run('b')],
    [
      'the first that is not done, whatever the order of the steps',
      going,
      ['b:succeeded', 'a:succeeded'],
      run('c'),
    ],
    [
      'the end, when all succeeded',
      going,
      ['a:succeeded', 'b:succeeded', 'c:succeeded'],
      finish('succeeded'),
    ],
    ['the end, when a port leads nowhere', going, ['a:succeeded:sideways'], finish('succeeded')],
    ['a pause at a wait', going, ['a:waiting'], { kind: 'pause', nodeId: 'a', status: 'waiting' }],
    [
      'a pause before a retry',
      going,
      ['a:succeeded', 'b:retrying'],
      { kind: 'pause', nodeId: 'b', status: 'retrying' },
    ],
    ['a person, when it may have happened', going, ['a:uncertain'], { kind: 'review', nodeId: 'a' }],
    ['the end, when it was cancelled', going, ['a:succeeded', 'b:cancelled'], finish('cancelled')],
    ['the end, after a failure that stops', stopping, ['a:failed'], finish('failed')],
    ['the next, after a failure that may be passed over', going, ['a:failed'], run('b')],
    [
      'a failed run, when a passed-over step failed',
      going,
      ['a:failed', 'b:succeeded', 'c:succeeded'],
      finish('failed'),
    ],
    ['the error branch, after a failure that has one', branching, ['a:failed'], run('r')],
    [
      'a succeeded run, when the error branch took the failure',
      branching,
      ['a:failed', 'r:succeeded', 'c:succeeded'],
      finish('succeeded'),
    ],
    ['a failed run, when the error branch failed too', branching, ['a:failed', 'r:failed'], finish('failed')],
    ['a failed run, when nothing is drawn from the error outlet', loose, ['a:failed'], finish('failed')],
    ['the way of now, not that of before a retry', branching, ['a:succeeded', 'r:failed'], run('b')],
  ])('is %s', (_, compiled, done, expected) => {
    expect(nextStep(compiled, steps(...done))).toEqual(expected);
  });

  it('follows the port by which a decision was left', () => {
    const compiled = compile(
      { q: 'condition', a: 'wait', b: 'wait' },
      'click.then > q',
      'q.yes > a',
      'q.no > b',
    );
    expect(nextStep(compiled, steps('q:succeeded:yes'))).toEqual(run('a'));
    expect(nextStep(compiled, steps('q:succeeded:no'))).toEqual(run('b'));
  });

  it('ends even on a circle that no check has seen', () => {
    const compiled = compile({ a: 'wait', b: 'wait' }, 'click.then > a', 'a.next > b', 'b.next > a');
    expect(nextStep(compiled, steps('a:succeeded', 'b:succeeded'))).toEqual(finish('succeeded'));
  });
});

describe('a node that is turned off', () => {
  it.each([
    ['is passed by its next', 'wait', {}, 'd.next > x', 'x'],
    ['is passed by yes when it is a condition', 'condition', {}, 'd.yes > x', 'x'],
    [
      'is passed by otherwise when it is a choice',
      'choose',
      { cases: [{ id: 'k', label: '' }] },
      'd.otherwise > x',
      'x',
    ],
    [
      'is passed by its first share when it is a split',
      'split',
      { shares: [{ id: 'k', label: '', weight: 1 }] },
      'd.k > x',
      'x',
    ],
    ['ends the way where nothing leaves it', 'stop', {}, 'click.respond > x', null],
    ['ends the way where nothing is drawn from that outlet', 'condition', {}, 'd.no > x', null],
  ])('%s', (_, type, params, arrow, expected) => {
    const compiled = compile({ d: { type, params, disabled: true }, x: 'wait' }, 'click.then > d', arrow);
    expect(compiled.thenStart).toBe(expected);
  });

  it('is passed with all others that follow it', () => {
    const off = { type: 'wait', disabled: true };
    const compiled = compile(
      { a: 'wait', d: off, e: off, x: 'wait' },
      'click.then > a',
      'a.next > d',
      'd.next > e',
      'e.next > x',
    );
    expect(compiled.next('a', 'next')).toBe('x');
    expect(nextStep(compiled, steps('a:succeeded'))).toEqual(run('x'));
  });

  it('ends even in a circle of its kind', () => {
    const off = { type: 'wait', disabled: true };
    expect(compile({ d: off, e: off }, 'click.then > d', 'd.next > e', 'e.next > d').thenStart).toBeNull();
  });
});

describe('a step that has ended', () => {
  it('is left by the chosen port, else by the main one', () => {
    expect(afterSuccess(going, 'a')).toEqual({ port: 'next', nodeId: 'b', handled: true });
    expect(afterSuccess(going, 'a', 'other')).toEqual({ port: 'other', nodeId: null, handled: true });
    expect(afterSuccess(going, 'c')).toEqual({ port: 'next', nodeId: null, handled: true });
  });

  it('with a failure is left as its policy says', () => {
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
      'leaves what succeeded or was skipped',
      going,
      ['a:succeeded', 'b:skipped', 'c:failed'],
      undefined,
      at('c', 'c'),
    ],
    [
      'from a node takes what failed from there on',
      going,
      ['a:failed', 'b:succeeded', 'c:failed'],
      'b',
      at('c', 'c'),
    ],
    ['takes up a cancelled run', going, ['a:succeeded', 'b:cancelled'], undefined, at('b', 'b')],
    ['follows the error branch that was taken', branching, ['a:failed', 'r:failed'], 'r', at('r', 'r')],
    [
      'goes on with the next step when a run was cancelled between two',
      going,
      ['a:succeeded'],
      undefined,
      at('b'),
    ],
    [
      'is refused when all is done',
      going,
      ['a:succeeded', 'b:succeeded', 'c:succeeded'],
      undefined,
      refused('nothing-to-retry'),
    ],
    ['is refused from a node that was not come to', going, ['a:failed'], 'r', refused('not-on-the-way')],
    [
      'is refused for what a person has to look at',
      going,
      ['a:uncertain'],
      undefined,
      refused('nothing-to-retry'),
    ],
  ])('%s', (_, compiled, done, from, expected) => {
    expect(planRetry(compiled, steps(...done), from)).toEqual(expected);
  });
});
