import { RefKind } from '@linkflow/contracts';
import type {
  ConditionLeaf,
  FactDescriptor,
  NodeDescriptor,
  WorkflowDocument,
  WorkflowNode,
} from '@linkflow/contracts';
import { knotOf, MAX_CONDITION_DEPTH } from '../conditions/shape';
import { asRecord, conditionsIn, paramFieldsOf } from './param-fields';

/** Something outside of the workflow that a node points to. */
export interface Reference {
  nodeId: string;
  /** Dot path inside the node's params. */
  path: string;
  kind: RefKind;
  id: string;
}

/** Everything that a document points to by id, so that the caller can see what of it is still there. */
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

/** Which facts have ids for values, and of what. */
export function kindsOf(facts: readonly FactDescriptor[]): ReadonlyMap<string, RefKind> {
  const kinds = new Map<string, RefKind>();
  for (const fact of facts) {
    const kind = RefKind.safeParse(fact.of);
    if (kind.success) kinds.set(fact.name, kind.data);
  }
  return kinds;
}

/** What one node points to: by its parameters, and by the values of its conditions. */
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
  const knot = knotOf(condition);
  switch (knot.kind) {
    case 'leaf':
      return [{ leaf: knot.leaf, path }];
    case 'not':
      return clausesIn(knot.child, `${path}.not`, depth + 1);
    case 'all':
    case 'any':
      return knot.children.flatMap((child, index) =>
        clausesIn(child, `${path}.${knot.kind}.${index}`, depth + 1),
      );
    default:
      return [];
  }
}
