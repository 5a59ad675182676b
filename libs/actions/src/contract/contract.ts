import type { AnyAction } from '../define-action';
import { FACE_CHECKS } from './face.checks';
import { STEP_CHECKS } from './step.checks';

/** One thing that every action keeps. `check` throws an AssertionError where it doesn't. */
export interface ContractCheck {
  name: string;
  check(): void | Promise<void>;
}

/** All that is asked of an action of this kind, ready to be run one by one. */
export function contractOf(action: AnyAction): ContractCheck[] {
  const face = FACE_CHECKS.map(([name, check]) => ({ name, check: () => check(action) }));
  if (action.kind !== 'step') return face;
  return [...face, ...STEP_CHECKS.map(([name, check]) => ({ name, check: () => check(action) }))];
}
