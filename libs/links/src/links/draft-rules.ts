import type { NodeDescriptor, WorkflowDocument, WorkflowProblem } from '@linkflow/contracts';

/**
 * What a draft is judged by. This lib can't know the actions nor the CRM, so the app that publishes provides it.
 */
export abstract class DraftRules {
  abstract readonly catalogue: readonly NodeDescriptor[];
  /** Everything that is wrong with a draft, missing targets included. */
  abstract problemsOf(document: WorkflowDocument, url: string): Promise<WorkflowProblem[]>;
}
