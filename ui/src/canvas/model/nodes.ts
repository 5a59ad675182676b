import type {
  NodeDescriptor,
  PortLabel,
  Text,
  WorkflowDocument,
  WorkflowNode,
  WorkflowProblem,
} from '@linkflow/contracts';
import { graphOf, portsOf } from '@linkflow/workflow';

const descriptorsByCatalogue = new WeakMap<readonly NodeDescriptor[], ReadonlyMap<string, NodeDescriptor>>();

/** The catalogue indexed by type. Cached per catalogue. */
export function descriptorsOf(catalogue: readonly NodeDescriptor[]): ReadonlyMap<string, NodeDescriptor> {
  const cached = descriptorsByCatalogue.get(catalogue);
  if (cached) return cached;
  const created = new Map(catalogue.map((descriptor) => [descriptor.type, descriptor]));
  descriptorsByCatalogue.set(catalogue, created);
  return created;
}

const portsByNode = new WeakMap<
  WorkflowNode,
  { catalogue: readonly NodeDescriptor[]; ports: readonly PortLabel[] }
>();

/** The ports of a node. Cached per node and catalogue, so that unchanged nodes do not re-render. */
export function portsFor(catalogue: readonly NodeDescriptor[], node: WorkflowNode): readonly PortLabel[] {
  const cached = portsByNode.get(node);
  if (cached?.catalogue === catalogue) return cached.ports;
  const created = portsOf(descriptorsOf(catalogue).get(node.type), node);
  portsByNode.set(node, { catalogue, ports: created });
  return created;
}

const problemsByNode = new WeakMap<
  readonly WorkflowProblem[],
  ReadonlyMap<string, readonly WorkflowProblem[]>
>();
const NO_PROBLEMS: readonly WorkflowProblem[] = [];

/** The problems of one node. */
export function problemsOf(problems: readonly WorkflowProblem[], nodeId: string): readonly WorkflowProblem[] {
  let index = problemsByNode.get(problems);
  if (!index) {
    const created = new Map<string, WorkflowProblem[]>();
    for (const problem of problems) {
      if (problem.nodeId === undefined) continue;
      created.set(problem.nodeId, [...(created.get(problem.nodeId) ?? []), problem]);
    }
    index = created;
    problemsByNode.set(problems, created);
  }
  return index.get(nodeId) ?? NO_PROBLEMS;
}

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
