import type { NodeDescriptor, Repeat, ResolvedPolicy } from '@linkflow/contracts';

/** A node with defaults applied, ready to run. */
export interface CompiledNode {
  id: string;
  type: string;
  /** Undefined for a type that this build does not know. */
  descriptor: NodeDescriptor | undefined;
  params: Readonly<Record<string, unknown>>;
  policy: ResolvedPolicy;
  repeat: Repeat | null;
  /** Default outlet (`passPortOf`); null if the node has no outlets. */
  passPort: string | null;
  /** Facts in its conditions and texts, including those of steps (`steps.*`). */
  facts: readonly string[];
  disabled: boolean;
}

/** A compiled version of a workflow. Immutable. */
export interface CompiledWorkflow {
  /** Semantic hash: equal for documents with the same behaviour. */
  hash: string;
  /** URL of the link. */
  url: string;
  /** All nodes, including disabled ones. */
  nodes: ReadonlyMap<string, CompiledNode>;
  /** The next enabled node after an outlet; null at the end. */
  next(nodeId: string, port: string): string | null;
  respondStart: string | null;
  thenStart: string | null;
  /** Facts that each lane can use, without `steps.*`. */
  facts: { respond: readonly string[]; then: readonly string[] };
  /** The answer if it is the same for every click, otherwise null. */
  constantAnswer: Answer | null;
}

/** The answer to the recipient. Merged values in texts are escaped; the author's HTML is not sanitised here. */
export type Answer =
  | { kind: 'redirect'; url: string }
  | { kind: 'text'; nodeId: string; html: string }
  /** A page with a button that POSTs. The walk continues from `nodeId` after the POST, which also starts the run. */
  | { kind: 'confirm'; nodeId: string; title: string; html: string; button: string };
