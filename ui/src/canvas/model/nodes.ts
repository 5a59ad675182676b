import type {
  NodeDescriptor,
  PortLabel,
  Text,
  WorkflowDocument,
  WorkflowNode,
  WorkflowProblem,
} from '@linkflow/contracts';
import { graphOf, portsOf } from '@linkflow/workflow';

/** Caches the results of a function per argument object, as long as the object exists. */
export function memoize<K extends object, V>(create: (key: K) => V): (key: K) => V {
  const cache = new WeakMap<K, V>();
  return (key) => {
    const value = cache.get(key) ?? create(key);
    cache.set(key, value);
    return value;
  };
}

/** The catalogue indexed by type. */
export const descriptorsOf = memoize(
  (catalogue: readonly NodeDescriptor[]): ReadonlyMap<string, NodeDescriptor> =>
    new Map(catalogue.map((descriptor) => [descriptor.type, descriptor])),
);

const portsIn = memoize((catalogue: readonly NodeDescriptor[]) =>
  memoize((node: WorkflowNode): readonly PortLabel[] =>
    portsOf(descriptorsOf(catalogue).get(node.type), node),
  ),
);

/** The ports of a node. Cached, so that unchanged nodes do not re-render. */
export const portsFor = (catalogue: readonly NodeDescriptor[], node: WorkflowNode) =>
  portsIn(catalogue)(node);

const problemsByNode = memoize((problems: readonly WorkflowProblem[]) =>
  Map.groupBy(problems, ({ nodeId }) => nodeId),
);
const NO_PROBLEMS: readonly WorkflowProblem[] = [];

/** The problems of one node. */
export const problemsOf = (problems: readonly WorkflowProblem[], nodeId: string) =>
  problemsByNode(problems).get(nodeId) ?? NO_PROBLEMS;

/** The most severe problem, or undefined when there is none. */
export const worstOf = (problems: readonly WorkflowProblem[]): WorkflowProblem | undefined =>
  problems.find(({ severity }) => severity === 'error') ?? problems[0];

/** A document with the catalogue that its node types come from. */
export interface WorkflowContext {
  document: WorkflowDocument;
  catalogue: readonly NodeDescriptor[];
}

/** The label of a node, otherwise the title of its type; empty for an unknown type without a label. */
export function titleOf(
  { document, catalogue }: WorkflowContext,
  nodeId: string,
  text: (value: Text) => string,
): string {
  const node = graphOf(document).nodes.get(nodeId);
  if (!node) return '';
  const descriptor = descriptorsOf(catalogue).get(node.type);
  return node.label || (descriptor ? text(descriptor.title) : '');
}

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A new id for a node, an edge or a list item: 60 random bits, so that concurrent editors do not collide. */
export function createId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return prefix + [...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** A new node of a type, with the type's default parameters. */
export function createNode(descriptor: NodeDescriptor): WorkflowNode {
  return { id: createId('n'), type: descriptor.type, params: structuredClone(descriptor.defaults) };
}
