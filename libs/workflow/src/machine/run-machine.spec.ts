import { RunStatus, StepStatus } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import {
  canDoToRun,
  canDoToStep,
  canMoveRun,
  canMoveStep,
  isFinalRun,
  isFinalStep,
  LIVE_RUN_STATUSES,
  RUN_TRANSITIONS,
  RUN_VERBS,
  STEP_TRANSITIONS,
  STEP_VERBS,
} from './run-machine';

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
      verbs: RUN_VERBS,
      final: RunStatus.options.filter(isFinalRun),
    },
  ],
  [
    'a step',
    {
      states: StepStatus.options,
      start: 'pending',
      moves: STEP_TRANSITIONS,
      verbs: STEP_VERBS,
      final: StepStatus.options.filter(isFinalStep),
    },
  ],
];

describe.each(machines)('%s', (_, { states, start, moves, verbs, final }) => {
  it('can come to every state by the engine alone', () => {
    expect([...reached(start, moves)].sort()).toEqual([...states].sort());
  });

  it('can come from every state to an end, with the help of a person where one is needed', () => {
    const all: Record<string, readonly string[]> = { ...moves };
    for (const { from, to } of Object.values(verbs)) {
      for (const state of from) all[state] = [...(all[state] ?? []), to];
    }
    for (const state of states) expect(final.some((end) => reached(state, all).has(end))).toBe(true);
  });

  it('leaves a final state only by a person', () => {
    for (const state of final) expect(moves[state]).toEqual([]);
  });

  it('never moves from a state to itself', () => {
    for (const state of states) expect(moves[state]).not.toContain(state);
  });
});

it('a run that ended well stays so, and a failed or cancelled one can be retried', () => {
  expect(
    Object.keys(RUN_VERBS).filter((verb) => canDoToRun(verb as keyof typeof RUN_VERBS, 'succeeded')),
  ).toEqual([]);
  expect(canDoToRun('retry', 'failed')).toBe(true);
  expect(canDoToRun('retry', 'cancelled')).toBe(true);
  expect(canDoToRun('retry', 'running')).toBe(false);
  expect(canMoveRun('failed', 'queued')).toBe(false);
});

it('every run that is not at an end can be cancelled', () => {
  for (const status of [...LIVE_RUN_STATUSES, 'needs-review' as const])
    expect(canDoToRun('cancel', status)).toBe(true);
});

it('a step that succeeded is never done again', () => {
  expect(canMoveStep('succeeded', 'running')).toBe(false);
  expect(canDoToStep('retry', 'succeeded')).toBe(false);
  expect(canDoToStep('succeed', 'uncertain')).toBe(true);
});
