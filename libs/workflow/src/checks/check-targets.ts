import type {
  NodeDescriptor,
  RefKind,
  WorkflowDocument,
  WorkflowNode,
  WorkflowProblem,
} from '@linkflow/contracts';
import { graphOf, reachableFrom } from '../graph/graph';
import { nameOfNode } from './check-graph';
import { paramFieldsOf } from './param-fields';
import { SAY } from './problem-texts';
import { referencesOfNode } from './references';

/** Pairs of node types that undo each other, and what they both point to. */
const OPPOSITES: readonly { add: string; remove: string; kind: RefKind }[] = [
  { add: 'set-interest', remove: 'remove-interest', kind: 'interest' },
  { add: 'add-to-selection', remove: 'remove-from-selection', kind: 'selection' },
  { add: 'add-to-project', remove: 'remove-from-project', kind: 'project' },
];

/** What a node points to and is gone. */
export function checkMissingTargets(
  node: WorkflowNode,
  descriptor: NodeDescriptor,
  kinds: ReadonlyMap<string, RefKind>,
  missing: ReadonlySet<string>,
): WorkflowProblem[] {
  if (missing.size === 0) return [];
  const fields = paramFieldsOf(descriptor);
  return referencesOfNode(node, descriptor, kinds)
    .filter(({ kind, id }) => missing.has(`${kind}:${id}`))
    .map(({ path }) => {
      const label = fields.get(path.split('.')[0] ?? '')?.hint.label ?? descriptor.title;
      const message = SAY.targetMissing(label);
      return { code: 'target.missing', severity: 'error', message, nodeId: node.id, path };
    });
}

/** Nodes that add and remove the same thing one after the other: the later one holds, which is seldom meant. */
export function checkConflicts(
  document: WorkflowDocument,
  descriptors: ReadonlyMap<string, NodeDescriptor>,
): WorkflowProblem[] {
  const graph = graphOf(document);
  const active = [...graph.nodes.values()].filter((node) => !node.disabled);
  const ofType = (type: string) => active.filter((node) => node.type === type);
  const problems: WorkflowProblem[] = [];
  for (const { add, remove, kind } of OPPOSITES) {
    for (const adding of ofType(add)) {
      const added = targetsOf(adding, kind, descriptors);
      const removing = ofType(remove).filter((node) =>
        targetsOf(node, kind, descriptors).some((id) => added.includes(id)),
      );
      for (const other of removing) {
        const after = reachableFrom(graph, [adding.id]).has(other.id);
        if (!after && !reachableFrom(graph, [other.id]).has(adding.id)) continue;
        // Said at the earlier one, whose effect is lost.
        const [earlier, later] = after ? [adding, other] : [other, adding];
        const message = SAY.targetConflict(nameOfNode(later, descriptors));
        problems.push({ code: 'target.conflict', severity: 'warning', message, nodeId: earlier.id });
      }
    }
  }
  return problems;
}

function targetsOf(
  node: WorkflowNode,
  kind: RefKind,
  descriptors: ReadonlyMap<string, NodeDescriptor>,
): string[] {
  const descriptor = descriptors.get(node.type);
  if (!descriptor) return [];
  return referencesOfNode(node, descriptor, new Map())
    .filter((reference) => reference.kind === kind)
    .map((reference) => reference.id);
}
