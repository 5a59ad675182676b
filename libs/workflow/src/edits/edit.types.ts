import type { ProblemCode, Text, WorkflowDocument, WorkflowEdit, WorkflowLayout } from '@linkflow/contracts';

/** What edits work on: what happens, and beside it what the picture looks like. */
export interface WorkflowState {
  document: WorkflowDocument;
  layout: WorkflowLayout;
}

/** Why an edit can't be done. */
export type EditProblemCode =
  | Extract<
      ProblemCode,
      | 'graph.many-triggers'
      | 'graph.duplicate-id'
      | 'graph.unknown-port'
      | 'graph.port-taken'
      | 'graph.cycle'
      | 'graph.into-trigger'
    >
  | 'edit.unknown-node'
  | 'edit.unknown-edge'
  | 'edit.unknown-note'
  | 'edit.trigger-stays';

export interface EditProblem {
  code: EditProblemCode;
  message: Text;
  nodeId?: string;
  edgeId?: string;
}

export type EditResult =
  ({ ok: true; inverse: WorkflowEdit } & WorkflowState) | { ok: false; problem: EditProblem };
