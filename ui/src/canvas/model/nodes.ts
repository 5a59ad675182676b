import {
  phrase,
  type NodeDescriptor,
  type PortLabel,
  type Text,
  type WorkflowDocument,
  type WorkflowNode,
  type WorkflowProblem,
} from '@linkflow/contracts';
import { graphOf, portsOf } from '@linkflow/workflow';

/** Returns a version of `create` that caches its result for each argument object until the object is garbage-collected. */
export function memoize<K extends object, V>(create: (key: K) => V): (key: K) => V {
  const cache = new WeakMap<K, V>();
  return (key) => {
    const value = cache.get(key) ?? create(key);
    cache.set(key, value);
    return value;
  };
}

/** Returns the catalogue's node types by name (`type`). */
export const descriptorsOf = memoize(
  (catalogue: readonly NodeDescriptor[]): ReadonlyMap<string, NodeDescriptor> =>
    new Map(catalogue.map((descriptor) => [descriptor.type, descriptor])),
);

const portsIn = memoize((catalogue: readonly NodeDescriptor[]) =>
  memoize((node: WorkflowNode): readonly PortLabel[] =>
    portsOf(descriptorsOf(catalogue).get(node.type), node),
  ),
);

/** Returns the ports of a node. For an unchanged node the result is the same object, so that components do not re-render. */
export const portsFor = (catalogue: readonly NodeDescriptor[], node: WorkflowNode) =>
  portsIn(catalogue)(node);

const problemsByNode = memoize((problems: readonly WorkflowProblem[]) =>
  Map.groupBy(problems, ({ nodeId }) => nodeId),
);
const NO_PROBLEMS: readonly WorkflowProblem[] = [];

/** The problems of one node. */
export const problemsOf = (problems: readonly WorkflowProblem[], nodeId: string) =>
  problemsByNode(problems).get(nodeId) ?? NO_PROBLEMS;

/** Returns the first error, otherwise the first warning, or undefined if there are no problems. */
export const worstOf = (problems: readonly WorkflowProblem[]): WorkflowProblem | undefined =>
  problems.find(({ severity }) => severity === 'error') ?? problems[0];

/** A document with the catalogue that its node types come from. */
export interface WorkflowContext {
  document: WorkflowDocument;
  catalogue: readonly NodeDescriptor[];
}

/**
 * Returns the label of a node, or the title of its type if it has no label. Empty for an unknown node, and for an unknown type
 * without a label.
 */
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

/** The sentence of a step that decides, such as a condition, does not say what kind of step it is. */
const DECISION: Text = { en: '{title}: {sentence}', nb: '{title}: {sentence}' };
/** Cached, so that an unchanged sentence is the same object. */
const decisionOf = memoize((descriptor: NodeDescriptor) =>
  memoize((sentence: Text) => phrase(DECISION, { title: descriptor.title, sentence })),
);

/**
 * The sentence of a node as it is shown below its title. If a step that decides has a name of its own, the title does not say what kind of
 * step it is, so the sentence does: “If: Country is Norway”.
 */
export function sentenceOf(
  { document, catalogue, sentences }: WorkflowContext & { sentences: Readonly<Record<string, Text>> },
  nodeId: string,
): Text | undefined {
  const node = graphOf(document).nodes.get(nodeId);
  const sentence = sentences[nodeId];
  const descriptor = node && descriptorsOf(catalogue).get(node.type);
  if (!sentence || !descriptor || !node.label) return sentence;
  const decides = descriptor.group === 'flow' && portsFor(catalogue, node).length > 1;
  return decides ? decisionOf(descriptor)(sentence) : sentence;
}

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A new id for a node, an edge or a list item: 60 random bits, so that concurrent editors do not collide. */
export function createId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return prefix + [...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** Returns a new node of a type, with a new id and the type's default parameters. */
export function createNode(descriptor: NodeDescriptor): WorkflowNode {
  return { id: createId('n'), type: descriptor.type, params: structuredClone(descriptor.defaults) };
}
