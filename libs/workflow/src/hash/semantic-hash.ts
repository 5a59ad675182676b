import type { WorkflowDocument } from '@linkflow/contracts';

/**
 * The hash of what a workflow does: the same for two documents that differ only in labels, ids of edges, order of nodes and
 * edges, or layout. 64 hexadecimal characters.
 */
export function semanticHash(document: WorkflowDocument, url: string): string {
  throw new Error(`not there yet: ${JSON.stringify([document, url])}`);
}
