/**
 * Workflow graph and checks, edits with inverses, conditions, planner and state machines. Pure: no I/O, no clock, no randomness. Runs in
 * the browser and on the servers.
 */
export { checkCondition, type ConditionProblem } from './checks/check-condition';
export { checkDocument, problemsInSteps } from './checks/check-document';
export { paramFieldsOf, type ParamIssue } from './checks/node-params';
export { paramsValidatorOf } from './checks/params-validator';
export { areOpposed, effectsOf, referencesOf, type NodeEffect } from './checks/targets';
export { compileWorkflow } from './compile-workflow';
export type { Answer, CompiledNode, CompiledWorkflow } from './compiled-workflow';
export { factsInCondition } from './conditions/condition-tree';
export { conditionTest } from './conditions/condition-test';
export { describeCondition } from './conditions/describe-condition';
export { evaluateCondition } from './conditions/evaluate-condition';
export { dateOf } from './conditions/operators';
export {
  FACT_TYPE_OF_FIELD,
  outputsOf,
  stepFactsAt,
  stepFormats,
  type StepFactSources,
  type StepOutput,
} from './conditions/step-facts';
export { applyEdit } from './edits/apply-edit';
export { editBetween } from './edits/edit-between';
export type { WorkflowState } from './edits/edit-result';
export { copyNodes, duplicateNodes, insertAfter, pasteNodes, removeAndHeal } from './edits/gestures';
export { WorkflowClipboard } from './edits/clipboard';
export { mergeDrafts, type DraftContent, type DraftMerge } from './edits/merge-drafts';
export type { ConflictSide, DraftConflict, MergeSide } from './edits/merge-plan';
export { sameJson } from './edits/same-json';
export { edgesFrom, graphOf, lanesOf, portsOf, reachableFrom, successorOf, wouldCycle } from './graph';
export type { ReachedFrom, WorkflowGraph } from './graph';
export { fillJson, isJsonTemplate } from './json-template';
export { mergeFieldOf, mergeParts, mergeWords, writeMergeField, type MergeField } from './merge-parts';
export { asText, factsInText, mergeText, type MergeValues } from './merge-text';
export { describeNode, sentenceFaults, sentenceOf, type Described } from './sentences/describe-node';
export { excerpt, shortened } from './sentences/excerpts';
export { fillScriptParams, type ScriptParamProblem } from './script-params';
export { createNames, type Named, type Names } from './sentences/names';
export { durationText } from './sentences/param-words';
export {
  plainAnswerOf,
  stableShare,
  walkRespondLane,
  type PlainAnswer,
  type RespondPorts,
} from './respond-lane';
export { canCommandRun, canCommandStep, canMoveRun, canMoveStep, isFinalRun } from './run-machine';
export {
  afterFailure,
  afterSuccess,
  backoffMs,
  nextStep,
  planRetry,
  retrySchedule,
  walkOf,
} from './run-machine';
export type { NextStep, PlannedStep } from './run-machine';
export { semanticHash } from './semantic-hash';
export {
  ACTION_TABS,
  activeTabs,
  FINAL_ANSWERS,
  isFinalAnswer,
  stepsOfType,
  tabOfType,
  TYPES_OF_TAB,
  withoutStep,
  withStep,
  type ActionTab,
  type LinkTabs,
} from './tabs/link-tabs';
export { readTabs, writeTabs, type NotStraight } from './tabs/straight-line';
