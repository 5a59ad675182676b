import type { NodeDescriptor, PortLabel, WorkflowNode, WorkflowProblem } from '@linkflow/contracts';
import { portsOf } from '@linkflow/workflow';

const descriptors = new WeakMap<readonly NodeDescriptor[], ReadonlyMap<string, NodeDescriptor>>();

/** The catalogue by type; made once for each catalogue. */
export function descriptorsOf(catalogue: readonly NodeDescriptor[]): ReadonlyMap<string, NodeDescriptor> {
  const known = descriptors.get(catalogue);
  if (known) return known;
  const made = new Map(catalogue.map((descriptor) => [descriptor.type, descriptor]));
  descriptors.set(catalogue, made);
  return made;
}

const ports = new WeakMap<
  WorkflowNode,
  { catalogue: readonly NodeDescriptor[]; ports: readonly PortLabel[] }
>();

/** The outlets of a node; the same list as long as node and catalogue are the same, so that drawn nodes stay untouched. */
export function portsFor(catalogue: readonly NodeDescriptor[], node: WorkflowNode): readonly PortLabel[] {
  const known = ports.get(node);
  if (known?.catalogue === catalogue) return known.ports;
  const made = portsOf(descriptorsOf(catalogue).get(node.type), node);
  ports.set(node, { catalogue, ports: made });
  return made;
}

const byNode = new WeakMap<readonly WorkflowProblem[], ReadonlyMap<string, readonly WorkflowProblem[]>>();
const NONE: readonly WorkflowProblem[] = [];

/** What is wrong with one node. */
export function problemsOf(problems: readonly WorkflowProblem[], nodeId: string): readonly WorkflowProblem[] {
  let index = byNode.get(problems);
  if (!index) {
    const made = new Map<string, WorkflowProblem[]>();
    for (const problem of problems) {
      if (problem.nodeId === undefined) continue;
      made.set(problem.nodeId, [...(made.get(problem.nodeId) ?? []), problem]);
    }
    index = made;
    byNode.set(problems, made);
  }
  return index.get(nodeId) ?? NONE;
}
