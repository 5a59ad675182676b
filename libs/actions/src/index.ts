/** Node types and their registry, for the engine, the API and the canvas. */
export {
  NotApplicable,
  Permanent,
  Postponed,
  Retryable,
  abortableBy,
  type Abortable,
  type ActionContext,
  type ActionLog,
  type ActionPorts,
  type EventContext,
  type SimulationContext,
} from './action-context';
export { defineAction, isStep, type AnyAction, type AnyStep, type StepResult } from './define-action';
export {
  ACTIONS,
  ACTION_REASONS,
  catalogue,
  describeNode,
  descriptorOf,
  registryOf,
  stepOfType,
  validateParams,
  type EffectKinds,
} from './registry';
export { WebhookParams } from './call-webhook.action';
export type { MailingStep, MailingStepResult, Mailings } from './mailing-port';
export { answerValues } from './webhook-answer';
export { filledCall, takenAnswer } from './webhook-call';
export { givenBy, proposedOutputs } from './script-outputs';
export { scriptParamReason, scriptVariables } from './run-script.action';
