import type { NodeDescriptor, Repeat, ResolvedPolicy, WorkflowDocument } from '@linkflow/contracts';
import type { Answer } from '../respond/answer';

/** A node with everything filled in that a run needs. */
export interface CompiledNode {
  id: string;
  type: string;
  /** Absent for a type that this build doesn't know. */
  descriptor: NodeDescriptor | undefined;
  params: Readonly<Record<string, unknown>>;
  policy: ResolvedPolicy;
  repeat: Repeat | null;
  /** The outlet taken when nothing else decides; null where nothing leaves the node. */
  passPort: string | null;
  /** The facts that its conditions and texts ask for. */
  facts: readonly string[];
}

/** A version of a workflow, made ready once and then only read. */
export interface CompiledWorkflow {
  /** The same for two documents that do the same. */
  hash: string;
  /** The link's own address. */
  url: string;
  /** All nodes, the disabled ones too. */
  nodes: ReadonlyMap<string, CompiledNode>;
  /** The node that comes after leaving by a port; disabled nodes are passed through. Null at the end. */
  next(nodeId: string, port: string): string | null;
  respondStart: string | null;
  thenStart: string | null;
  /** The facts that a walk of the lane may ask for, those of its own steps (`steps.*`) left out. */
  facts: { respond: readonly string[]; then: readonly string[] };
  /** The answer where it is the same for every click, so that no walk is needed; else null. */
  constantAnswer: Answer | null;
}

/** Makes a published document ready to be run. A document that has passed the checks always can be. */
export function compileWorkflow(
  document: WorkflowDocument,
  url: string,
  catalogue: readonly NodeDescriptor[],
): CompiledWorkflow {
  throw new Error(`not there yet: ${JSON.stringify([document, url, catalogue])}`);
}
