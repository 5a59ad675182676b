/** Node types, one file each, and what the engine, the API and the canvas need to know of them. */
export { effectOf } from './action-context';
export type {
  ActionContext,
  ActionLog,
  ActionPorts,
  ClickContext,
  SimulationContext,
} from './action-context';
export { catalogue, describeNode, descriptorOf, validateParams } from './catalogue';
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
export { ACTIONS, actionOf, registryOf } from './registry';
export { abortableBy, type Abortable } from './until-aborted';
export { createSay, type Named, type Say, type SayOptions } from './say';
