/** Node types, one file each, and what the engine, the API and the canvas need to know of them. */
export { effectOf } from './action-context';
export type {
  ActionContext,
  ActionLog,
  ActionPorts,
  ClickContext,
  SimulationContext,
} from './action-context';
export { defineAction } from './define-action';
export type {
  AnyAction,
  AnyStep,
  Draft,
  ParamProblem,
  ResponseSpec,
  Simulation,
  StepResult,
  StepSpec,
  TriggerSpec,
} from './define-action';
export { NOT_A_CONTACT, Permanent, Retryable, notAContact } from './failures';
export { createSay, type Named, type Say } from './say';
