/**
 * Workflow graph and checks, edits with inverses, conditions, planner and state machines. Pure: no I/O, no clock, no randomness. Runs in
 * the browser and on the servers.
 */
export { checkDocument } from './checks/check-document';
export type { CheckContext } from './checks/check-document';
export { paramsValidatorOf } from './checks/node-params';
export type { ParamIssue, ValidateParams } from './checks/node-params';
export { referencesOf } from './checks/targets';
export type { Reference } from './checks/targets';
export { compileWorkflow } from './compile-workflow';
export type { CompiledNode, CompiledWorkflow } from './compiled-workflow';
export { describeCondition } from './conditions/describe-condition';
export type { NameOf } from './conditions/describe-condition';
export { evaluateCondition } from './conditions/evaluate-condition';
export type { Evaluation } from './conditions/evaluate-condition';
export { factsInCondition } from './conditions/condition-tree';
export { stepFactsAt } from './conditions/step-facts';
export { applyEdit } from './edits/apply-edit';
export { copyNodes, duplicateNodes, pasteNodes, WorkflowClipboard } from './edits/gestures';
export type { Batch, PasteContext } from './edits/gestures';
export type { EditProblem, EditProblemCode, EditResult, WorkflowState } from './edits/edit-result';
export { insertAfter, removeAndHeal } from './edits/gestures';
export type { GestureContext } from './edits/gestures';
export { stableShare } from './respond-lane';
export type { Share } from './respond-lane';
export { edgesFrom, graphOf, lanesOf, reachableFrom, wouldCycle } from './graph';
export type { ReachedFrom, WorkflowGraph } from './graph';
export { portsOf } from './graph';
export { semanticHash } from './semantic-hash';
export { canCommandRun, canCommandStep, canMoveRun, canMoveStep, isFinalRun } from './run-machine';
export { afterFailure, afterSuccess, nextStep, planRetry } from './plan-run';
export type { FinishStatus, NextStep, Onward, PlannedStep, RetryPlan } from './plan-run';
export type { Answer } from './compiled-workflow';
export { walkRespondLane } from './respond-lane';
export type { RespondPorts } from './respond-lane';
export { repeatScope, type RepeatedStep } from './repeat-scope';
export { backoffMs, retrySchedule } from './plan-run';
export type { RetryWait } from './plan-run';
export { factsInText, mergeText } from './merge-text';
export type { Escaping } from './merge-text';
