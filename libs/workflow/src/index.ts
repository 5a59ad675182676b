/**
 * The pure heart: the graph and its checks, edits with inverses, conditions, the planner, the state machines. No I/O, no
 * clock, no randomness; the same code runs in the browser and on the servers.
 */
export * from './checks/check-document';
export * from './checks/params-validator';
export * from './checks/references';
export * from './compile/compiled-workflow';
export * from './conditions/describe-condition';
export * from './conditions/evaluate-condition';
export { factsInCondition } from './conditions/shape';
export * from './conditions/step-facts';
export * from './edits/apply-edit';
export * from './edits/clipboard';
export * from './edits/edit.types';
export * from './edits/gestures';
export * from './graph/graph';
export * from './graph/ports';
export * from './hash/semantic-hash';
export * from './machine/run-machine';
export * from './planner/plan-run';
export * from './respond/answer';
export * from './respond/stable-share';
export * from './respond/walk-respond-lane';
export * from './retry/backoff';
export * from './text/merge-text';
