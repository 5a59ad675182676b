/**
 * The pure heart: the graph and its checks, edits with inverses, conditions, the planner, the state machines. No I/O, no
 * clock, no randomness; the same code runs in the browser and on the servers.
 */
export { checkDocument } from './checks/check-document';
export type { CheckContext } from './checks/check-document';
export { paramsValidatorOf } from './checks/params-validator';
export type { ParamIssue, ValidateParams } from './checks/params-validator';
export { referencesOf } from './checks/references';
export type { Reference } from './checks/references';
export { compileWorkflow } from './compile/compile-workflow';
export type { CompiledNode, CompiledWorkflow } from './compile/compiled-workflow';
export { describeCondition } from './conditions/describe-condition';
export type { NameOf } from './conditions/describe-condition';
export { evaluateCondition } from './conditions/evaluate-condition';
export type { Evaluation } from './conditions/evaluate-condition';
export { factsInCondition } from './conditions/shape';
export { stepFactsAt } from './conditions/step-facts';
export { applyEdit } from './edits/apply-edit';
export { copyNodes, duplicateNodes, pasteNodes, WorkflowClipboard } from './edits/clipboard';
export type { Batch, PasteContext } from './edits/clipboard';
export type { EditProblem, EditProblemCode, EditResult, WorkflowState } from './edits/edit.types';
export { insertAfter, removeAndHeal } from './edits/gestures';
export type { GestureContext } from './edits/gestures';
export { stableShare } from './flow/stable-share';
export type { Share } from './flow/stable-share';
export { edgesFrom, graphOf, lanesOf, reachableFrom, wouldCycle } from './graph/graph';
export type { ReachedFrom, WorkflowGraph } from './graph/graph';
export { portsOf } from './graph/ports';
export { semanticHash } from './hash/semantic-hash';
export { canDoToRun, canDoToStep, canMoveRun, canMoveStep, isFinalRun } from './machine/run-machine';
export { afterFailure, afterSuccess, nextStep, planRetry } from './planner/plan-run';
export type { FinishStatus, NextStep, Onward, PlannedStep, RetryPlan } from './planner/plan-run';
export type { Answer } from './respond/answer';
export { walkRespondLane } from './respond/walk-respond-lane';
export type { RespondPorts } from './respond/walk-respond-lane';
export { backoffMs, retrySchedule } from './retry/backoff';
export type { RetryWait } from './retry/backoff';
export { factsInText, mergeText } from './text/merge-text';
export type { Escaping } from './text/merge-text';
