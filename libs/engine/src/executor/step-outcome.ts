import { mongo } from 'mongoose';
import { NOT_A_CONTACT, Permanent, Retryable, type StepResult } from '@linkflow/actions';
import type { Reason } from '@linkflow/contracts';

/** What one attempt at a step came to. */
export type StepOutcome =
  | { kind: 'done'; result: StepResult }
  | { kind: 'skipped'; reason: Reason }
  | { kind: 'failed'; reason: Reason }
  /** May work another time; `after` is the earliest the far end wants to hear of us. */
  | { kind: 'retry'; reason: Reason; after?: Date };

/** The step took longer than its policy allows. */
export class StepTimeout extends Error {
  override readonly name = 'StepTimeout';
}

/** The run has gone to another worker. Whatever the step was doing is no longer ours to record. */
export class RunLost extends Error {
  override readonly name = 'RunLost';
}

/** The process stops and another shall have the run. What the step was doing may be repeated, and nothing is written about it. */
export class RunPutDown extends Error {
  override readonly name = 'RunPutDown';
}

/**
 * Reads a failure of an action. Only what the action calls permanent is; the unforeseen is tried again.
 * @throws the error itself when it is not the action's: the run was lost or is put down, or MongoDB is away. Then nothing is known
 * about the step, and nothing may be written about it.
 */
export function outcomeOfFailure(error: unknown): StepOutcome {
  if (error instanceof RunLost || error instanceof RunPutDown || error instanceof mongo.MongoError)
    throw error;
  if (error instanceof Permanent) {
    const reason = { code: error.code, message: error.text };
    return error.code === NOT_A_CONTACT ? { kind: 'skipped', reason } : { kind: 'failed', reason };
  }
  if (error instanceof Retryable) {
    return { kind: 'retry', reason: { code: error.code, message: error.text }, after: error.after };
  }
  if (error instanceof StepTimeout) {
    return {
      kind: 'retry',
      reason: {
        code: 'step.timeout',
        message: {
          en: 'The step took too long and was stopped',
          nb: 'Steget tok for lang tid og ble stoppet',
        },
      },
    };
  }
  return {
    kind: 'retry',
    reason: {
      code: 'step.unforeseen',
      message: {
        en: 'Something unforeseen happened in this step',
        nb: 'Noe uforutsett skjedde i dette steget',
      },
    },
  };
}
