/** Node types and their registry, for the engine, the API and the canvas. */
export { abortableBy, effectOf } from './action-context';
export type {
  Abortable,
  ActionContext,
  ActionLog,
  ActionPorts,
  EventContext,
  SimulationContext,
} from './action-context';
export { defineAction, isStep } from './define-action';
export type {
  AnyAction,
  AnyAnswer,
  AnyStep,
  Draft,
  ResponseSpec,
  Simulated,
  Simulation,
  StepResult,
  StepSpec,
  TriggerSpec,
} from './define-action';
export { NOT_A_CONTACT, Permanent, Retryable, notAContact } from './failures';
export { createNames, type Named, type Names, type NamesOptions } from './names';
export {
  ACTIONS,
  ACTION_REASONS,
  actionOf,
  catalogue,
  describeNode,
  descriptorOf,
  registryOf,
  validateParams,
  type EffectKinds,
} from './registry';
