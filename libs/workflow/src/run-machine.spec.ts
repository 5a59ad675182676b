import { RunStatus, StepStatus } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import {
  canCommandRun,
  canCommandStep,
  canMoveRun,
  canMoveStep,
  isFinalRun,
  isFinalStep,
  LIVE_RUN_STATUSES,
  RUN_TRANSITIONS,
  RUN_COMMANDS,
  STEP_TRANSITIONS,
  STEP_COMMANDS,
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
      final: StepStatus.options.filter(isFinalStep),
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
  for (const status of [...LIVE_RUN_STATUSES, 'needs-review' as const])
    expect(canCommandRun('cancel', status)).toBe(true);
});

it('a succeeded step accepts no command', () => {
  expect(canMoveStep('succeeded', 'running')).toBe(false);
  expect(canCommandStep('retry', 'succeeded')).toBe(false);
  expect(canCommandStep('succeed', 'uncertain')).toBe(true);
});
