import type { ResolvedPolicy } from './catalogue';
import type { NodePolicy, WorkflowDocument, WorkflowLayout } from './document';
import { DRAFT_LIMITS, FORM_SUBMITTED, isNodeWithinLimit, isWithinLimit, TRIGGER } from './graph-parts';

/** A workflow that does nothing. */
export const EMPTY_WORKFLOW: WorkflowDocument = {
  schemaVersion: 1,
  nodes: [{ id: TRIGGER, type: TRIGGER, params: {} }],
  edges: [],
};

/** The same for a form. */
export const EMPTY_FORM_WORKFLOW: WorkflowDocument = {
  schemaVersion: 1,
  nodes: [{ id: TRIGGER, type: FORM_SUBMITTED, params: {} }],
  edges: [],
};

/** Whether a draft whose parts are valid is not too large as a whole. */
export function isWithinDraftLimits({ nodes, edges }: WorkflowDocument, { notes }: WorkflowLayout): boolean {
  return (
    nodes.length <= DRAFT_LIMITS.nodes &&
    edges.length <= DRAFT_LIMITS.edges &&
    notes.length <= DRAFT_LIMITS.notes &&
    notes.every(({ text }) => text.length <= DRAFT_LIMITS.noteLength) &&
    nodes.every(({ params }) => isNodeWithinLimit(params)) &&
    isWithinLimit({ nodes })
  );
}

/** Completes the policy of a node with the defaults of its type. */
export function resolvePolicy(policy: NodePolicy | undefined, defaults: ResolvedPolicy): ResolvedPolicy {
  return {
    attempts: policy?.attempts ?? defaults.attempts,
    backoff: policy?.backoff ?? defaults.backoff,
    timeoutMs: policy?.timeoutMs ?? defaults.timeoutMs,
    onError: policy?.onError ?? defaults.onError,
  };
}
