import type { NodeDescriptor, Repeat, ResolvedPolicy } from '@linkflow/contracts';

/** A node with defaults applied, ready to run. */
export interface CompiledNode {
  id: string;
  type: string;
  /** Undefined if the catalogue does not contain the type of the node. */
  descriptor: NodeDescriptor | undefined;
  params: Readonly<Record<string, unknown>>;
  policy: ResolvedPolicy;
  repeat: Repeat | null;
  /** Default port, see `passPortOf`; null if the node has no ports. */
  passPort: string | null;
  /** Facts in its conditions and texts, including those of steps (`steps.*`). */
  facts: readonly string[];
  disabled: boolean;
  /** By port: the first enabled node that the port leads to, past disabled nodes. A port that leads to none is absent. */
  targets: ReadonlyMap<string, string>;
}

/** A compiled version of a workflow. Immutable. */
export interface CompiledWorkflow {
  /** Semantic hash: equal for documents with the same behaviour. */
  hash: string;
  /** URL of the link; empty for the workflow of a form. */
  url: string;
  /** All nodes, including disabled ones. */
  nodes: ReadonlyMap<string, CompiledNode>;
  /** First node of each lane; null if the lane is empty. */
  respondStart: string | null;
  thenStart: string | null;
  /** Facts that the enabled nodes of each lane use and, for `respond`, those in the link's URL. Without facts of steps (`steps.*`). */
  facts: { respond: readonly string[]; then: readonly string[] };
  /** The answer if it is the same for every click, otherwise null. */
  constantAnswer: Answer | null;
}

/**
 * The answer to the recipient. Values of merge fields are escaped in `html`, but not in `title` and `button`, which are plain text. The
 * author's HTML is not sanitised here.
 */
export type Answer =
  | { kind: 'redirect'; url: string }
  | { kind: 'text'; nodeId: string; html: string }
  /** A page with a button that sends a POST request. The request starts the run, and the respond lane continues after `nodeId`. */
  | { kind: 'confirm'; nodeId: string; title: string; html: string; button: string }
  /** The page of a form. `prefill`: names of the blocks that are filled in from the card of the recipient. */
  | { kind: 'form'; nodeId: string; formId: string; prefill: readonly string[] }
  /** The recipient's own page: for unsubscribing from the type of the mailing, or for choosing among all types. */
  | { kind: 'subscriptions'; nodeId: string; page: 'unsubscribe' | 'subscriptions' };
