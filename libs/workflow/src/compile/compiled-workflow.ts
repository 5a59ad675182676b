import type { NodeDescriptor, Repeat, ResolvedPolicy } from '@linkflow/contracts';
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
  /** The outlet taken when nothing else decides (`passPortOf`); null where nothing leaves the node. */
  passPort: string | null;
  /** The facts that its conditions and texts ask for, those of steps (`steps.*`) too. */
  facts: readonly string[];
  disabled: boolean;
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
