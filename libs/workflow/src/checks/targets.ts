import { REF_KINDS, phrase } from '@linkflow/contracts';
import type {
  RefKind,
  ConditionLeaf,
  FactDescriptor,
  NodeDescriptor,
  WorkflowDocument,
  WorkflowNode,
  WorkflowProblem,
} from '@linkflow/contracts';
import { readCondition, MAX_CONDITION_DEPTH } from '../conditions/condition-tree';
import { graphOf, reachableFrom } from '../graph';
import { nameOfNode } from './check-graph';
import { asRecord, conditionsIn, paramFieldsOf } from './node-params';
import { PROBLEM_TEXTS, errorOf } from './problem-texts';

/** A reference from a node to its target, an entity outside the workflow (for example an interest or a project). */
export interface Reference {
  nodeId: string;
  /** Dot path in the params of the node. */
  path: string;
  kind: RefKind;
  id: string;
}

/** Returns all references of a document, so that the caller can check whether the targets exist. */
export function referencesOf(
  document: WorkflowDocument,
  catalogue: readonly NodeDescriptor[],
  facts: readonly FactDescriptor[] = [],
): Reference[] {
  const kinds = kindsOf(facts);
  return document.nodes.flatMap((node) => {
    const descriptor = catalogue.find((entry) => entry.type === node.type);
    return descriptor ? referencesOfNode(node, descriptor, kinds) : [];
  });
}

/** Returns, by the name of the fact, the entity kind of those facts whose values are ids of entities. */
export function kindsOf(facts: readonly FactDescriptor[]): ReadonlyMap<string, RefKind> {
  const kinds = new Map<string, RefKind>();
  for (const fact of facts) {
    const kind = REF_KINDS.find((one) => one === fact.of);
    if (kind) kinds.set(fact.name, kind);
  }
  return kinds;
}

/** Returns the references of a node that are in its parameters and in the values of its conditions. */
export function referencesOfNode(
  node: WorkflowNode,
  descriptor: NodeDescriptor,
  kinds: ReadonlyMap<string, RefKind>,
): Reference[] {
  const references: Reference[] = [];
  const add = (kind: RefKind, path: string, value: unknown) => {
    if (typeof value === 'string' && value !== '')
      references.push({ nodeId: node.id, path, kind, id: value });
    else if (Array.isArray(value))
      value.forEach((item: unknown, index) => add(kind, `${path}.${index}`, item));
  };
  for (const { name, hint } of paramFieldsOf(descriptor).values()) {
    const value = node.params[name];
    if (hint.widget === 'ref' && hint.of) add(hint.of, name, value);
    if (hint.widget === 'owner') add('user', `${name}.userId`, asRecord(value).userId);
  }
  for (const { condition, path } of conditionsIn(descriptor, node.params)) {
    for (const clause of clausesIn(condition, path)) {
      const kind = kinds.get(clause.leaf.fact);
      if (kind) add(kind, `${clause.path}.value`, clause.leaf.value);
    }
  }
  return references;
}

function clausesIn(condition: unknown, path: string, depth = 0): { leaf: ConditionLeaf; path: string }[] {
  if (depth > MAX_CONDITION_DEPTH) return [];
  const node = readCondition(condition);
  switch (node.kind) {
    case 'leaf':
      return [{ leaf: node.leaf, path }];
    case 'not':
      return clausesIn(node.child, `${path}.not`, depth + 1);
    case 'all':
    case 'any':
      return node.children.flatMap((child, index) =>
        clausesIn(child, `${path}.${node.kind}.${index}`, depth + 1),
      );
    default:
      return [];
  }
}

/** Pairs of node types with opposite effects, and the kind of their targets. */
const OPPOSITES: readonly { add: string; remove: string; kind: RefKind }[] = [
  { add: 'set-interest', remove: 'remove-interest', kind: 'interest' },
  { add: 'add-to-selection', remove: 'remove-from-selection', kind: 'selection' },
  { add: 'add-to-project', remove: 'remove-from-project', kind: 'project' },
];

/** What a node does to an entity outside the workflow that another node can undo or overwrite. */
export interface NodeEffect {
  does: 'add' | 'remove' | 'set';
  kind: RefKind;
  id: string;
  /** For `set`: the value as JSON. */
  value?: string;
}

/** The memberships that a node adds or removes, and the field that it sets. */
export function effectsOf(node: WorkflowNode, descriptor: NodeDescriptor): NodeEffect[] {
  const references = referencesOfNode(node, descriptor, new Map());
  if (node.type === 'set-field') {
    const { clear, value = null } = node.params;
    const json = JSON.stringify(clear === true ? null : value);
    return references
      .filter(({ kind }) => kind === 'field')
      .map(({ kind, id }) => ({ does: 'set', kind, id, value: json }));
  }
  const opposite = OPPOSITES.find(({ add, remove }) => node.type === add || node.type === remove);
  if (!opposite) return [];
  const does = node.type === opposite.add ? 'add' : 'remove';
  return references
    .filter(({ kind }) => kind === opposite.kind)
    .map(({ kind, id }): NodeEffect => ({ does, kind, id }));
}

/** Whether two effects, one after the other, leave something else than each alone. */
export const areOpposed = (one: NodeEffect, other: NodeEffect): boolean =>
  one.kind === other.kind && one.id === other.id && (one.does !== other.does || one.value !== other.value);

/** Returns a problem for each reference of a node to a missing target. */
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
      return errorOf('target.missing', phrase(PROBLEM_TEXTS.targetMissing, { label }), {
        nodeId: node.id,
        path,
      });
    });
}

/** Warns if two nodes on one path add and remove the same target. The later node undoes the earlier one, which is rarely intended. */
export function checkConflicts(
  document: WorkflowDocument,
  descriptors: ReadonlyMap<string, NodeDescriptor>,
): WorkflowProblem[] {
  const graph = graphOf(document);
  const active = [...graph.nodes.values()].filter((node) => !node.disabled);
  const reached = new Map<string, ReadonlySet<string>>();
  const isBefore = (from: string, to: string): boolean => {
    let after = reached.get(from);
    if (!after) reached.set(from, (after = reachableFrom(graph, [from])));
    return after.has(to);
  };
  const problems = new Map<string, WorkflowProblem>();
  for (const { add, remove, kind } of OPPOSITES) {
    const removing = nodesByTarget(
      active.filter((node) => node.type === remove),
      kind,
      descriptors,
    );
    for (const adding of active.filter((node) => node.type === add)) {
      for (const id of targetsOf(adding, kind, descriptors)) {
        for (const other of removing.get(id) ?? []) {
          const after = isBefore(adding.id, other.id);
          if (!after && !isBefore(other.id, adding.id)) continue;
          // The problem is reported at the earlier node, because its effect is undone, once per node.
          const [earlier, later] = after ? [adding, other] : [other, adding];
          if (problems.has(earlier.id)) continue;
          const message = phrase(PROBLEM_TEXTS.targetConflict, { name: nameOfNode(later, descriptors) });
          problems.set(earlier.id, {
            code: 'target.conflict',
            severity: 'warning',
            message,
            nodeId: earlier.id,
          });
        }
      }
    }
  }
  return [...problems.values()];
}

function nodesByTarget(
  nodes: readonly WorkflowNode[],
  kind: RefKind,
  descriptors: ReadonlyMap<string, NodeDescriptor>,
): Map<string, WorkflowNode[]> {
  const byTarget = new Map<string, WorkflowNode[]>();
  for (const node of nodes) {
    for (const id of new Set(targetsOf(node, kind, descriptors))) {
      const same = byTarget.get(id);
      if (same) same.push(node);
      else byTarget.set(id, [node]);
    }
  }
  return byTarget;
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
