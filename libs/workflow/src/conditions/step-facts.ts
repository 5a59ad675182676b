import { TRIGGER } from '@linkflow/contracts';
import type { FactDescriptor, FactType, NodeDescriptor, Text, WorkflowDocument } from '@linkflow/contracts';
import { ancestorsOf, graphOf } from '../graph/graph';

/** What the names of the facts that steps give begin with. */
export const STEPS_PREFIX = 'steps.';

/** The name of one output of a step as a fact. */
export function stepFactName(nodeId: string, output: string): string {
  return `${STEPS_PREFIX}${nodeId}.${output}`;
}

/** The node whose output a fact is; null for a fact of another kind. */
export function stepOfFact(fact: string): string | null {
  if (!fact.startsWith(STEPS_PREFIX)) return null;
  const end = fact.indexOf('.', STEPS_PREFIX.length);
  return end < 0 ? null : fact.slice(STEPS_PREFIX.length, end);
}

/**
 * The facts that earlier steps give at a node: `steps.<id>.<name>` for every output of every node that can come before it.
 * A step that was not taken leaves its facts unknown, so conditions on them are false.
 */
export function stepFactsAt(
  document: WorkflowDocument,
  nodeId: string,
  catalogue: readonly NodeDescriptor[],
): FactDescriptor[] {
  const before = ancestorsOf(graphOf(document), nodeId);
  return document.nodes.flatMap((node) => {
    if (!before.has(node.id) || node.id === TRIGGER || node.id === nodeId) return [];
    const descriptor = catalogue.find((entry) => entry.type === node.type);
    if (!descriptor) return [];
    const step: Text = node.label ? { en: node.label, nb: node.label } : descriptor.title;
    return outputsOf(descriptor).map(({ name, type, label }) => ({
      name: stepFactName(node.id, name),
      type,
      group: 'steps' as const,
      label: { en: `${step.en}: ${label.en}`, nb: `${step.nb}: ${label.nb}` },
    }));
  });
}

interface Output {
  name: string;
  type: FactType;
  label: Text;
}

/** The outputs that can be facts: not objects, as no condition takes them. */
function outputsOf(descriptor: NodeDescriptor): Output[] {
  const { properties } = descriptor.output;
  if (!isRecord(properties)) return [];
  return Object.entries(properties).flatMap(([name, schema]) => {
    const type = isRecord(schema) ? factTypeOf(schema) : null;
    return type && isRecord(schema) ? [{ name, type, label: labelOf(schema, name) }] : [];
  });
}

function factTypeOf(schema: Record<string, unknown>): FactType | null {
  // A value that may be null is written as a list of two types, or as a choice of two schemas.
  const choices = Array.isArray(schema.anyOf) ? schema.anyOf.filter(isRecord) : [];
  const choice = choices.find((entry) => entry.type !== 'null');
  if (choice) return factTypeOf(choice);
  const types: unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  switch (types.find((type) => type !== 'null')) {
    case 'string':
      return schema.format === 'date-time' || schema.format === 'date' ? 'date' : 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array':
      return 'list';
    default:
      return null;
  }
}

function labelOf(schema: Record<string, unknown>, name: string): Text {
  const label = isRecord(schema.ui) ? schema.ui.label : undefined;
  if (isRecord(label) && typeof label.en === 'string' && typeof label.nb === 'string') {
    return { en: label.en, nb: label.nb };
  }
  const title = typeof schema.title === 'string' ? schema.title : name;
  return { en: title, nb: title };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
